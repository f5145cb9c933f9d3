from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.imports.values import (
    Money,
    Unfit,
    read_ip_address,
    read_mac_address,
    read_money,
    read_number,
    read_year,
)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,23,456.70", "123456.70"),
        ("1.500", "1500"),
        ("0.500", "0.50"),
        ("1234.500", "1234.50"),
        ("12,5", "12.50"),
        ("1200,-", "1200"),
        ("1'200.\u2013", "1200"),
        ("(1,200.00)", "-1200"),
        ("-5", "-5"),
        (1234.565, "1234.56"),
        (1200, "1200"),
        ("$ 1,200", "1200"),
    ],
)
def test_amounts_are_read_as_registers_write_them(cell, amount):
    assert read_money(cell) == Money(Decimal(amount))


@pytest.mark.parametrize(
    ("cell", "currency"),
    [
        ("€ 12,50", "EUR"),
        ("12,50 €", "EUR"),
        ("12.50 usd", "USD"),
        ("US$12.50", "USD"),
        ("R$ 12,50", "BRL"),
        ("CHF 12.50", "CHF"),
        ("Fr. 12.50", "CHF"),
        ("£12.50", "GBP"),
        ("$12.50", ""),
    ],
)
def test_the_currency_is_read_where_it_is_certain(cell, currency):
    assert read_money(cell) == Money(Decimal("12.50"), currency)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("on request", "is not an amount"),
        ("1500 IVA", "is not an amount"),
        ("1.2.3", "is not an amount"),
        ("1.234,567.89", "is not an amount"),
        (True, "is not an amount"),
        ("9" * 50, "is too large"),
        (float("inf"), "is too large"),
        (10.0**30, "is too large"),
        ("see the invoice of " * 9, "This is a text"),
    ],
)
def test_what_is_no_amount_is_said_to_be_none(cell, sentence):
    with pytest.raises(Unfit, match=sentence):
        read_money(cell)


@given(st.decimals(0, 10**9, places=2), st.sampled_from([",.", ".,", " ,", "'."]))
def test_an_amount_reads_back_with_any_marks(amount, marks):
    text = f"{amount:,.2f}".translate(str.maketrans(",.", marks))

    assert read_money(text) == Money(amount)


@given(st.text(max_size=70) | st.floats() | st.integers())
def test_nothing_that_a_cell_can_hold_breaks_the_reading(cell):
    for read in (
        read_money,
        read_number,
        read_year,
        read_mac_address,
        read_ip_address,
    ):
        with suppress(Unfit):
            read(cell)


@pytest.mark.parametrize("cell", [7, "7", "7.0", "7,0", " 7 años", "7 Jahre", "7 yrs."])
def test_a_whole_number_may_have_a_unit(cell):
    assert read_number(cell) == 7


@pytest.mark.parametrize("cell", ["seven", "-3", 7.5, "7-10", "1" * 500])
def test_what_is_no_whole_number_is_said_to_be_none(cell):
    with pytest.raises(Unfit, match="is not a whole number"):
        read_number(cell)


def test_a_year_may_be_the_year_of_a_date():
    assert [read_year(cell) for cell in (2027, "2027", date(2027, 1, 1))] == [2027] * 3
    with pytest.raises(Unfit, match="8 is not a year from 1950"):
        read_year(8)


@pytest.mark.parametrize(
    "cell", ["00-1a-2b-3c-4d-5e", "00:1A:2B:3C:4D:5E", "001A.2B3C.4D5E", "001a2b3c4d5e"]
)
def test_a_mac_address_has_one_form(cell):
    assert read_mac_address(cell) == "00:1A:2B:3C:4D:5E"


def test_an_ip_address_is_checked():
    assert read_ip_address(" 10.0.0.1 ") == "10.0.0.1"
    assert read_ip_address("FE80::1") == "fe80::1"
    with pytest.raises(Unfit, match="300” is not an IP address"):
        read_ip_address("10.0.0.300")
    with pytest.raises(Unfit, match="is not a MAC address"):
        read_mac_address("10.0.0.1")


def test_empty_cells_have_no_value():
    assert (read_money(""), read_number(" "), read_year("")) == (None, None, None)
    assert (read_mac_address(""), read_ip_address("")) == ("", "")
