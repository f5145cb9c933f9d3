from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.serials import LONGEST_KEY, doubt, is_placeholder, normalise_serial


@pytest.mark.parametrize(
    "spelling",
    [
        "AB-1234X",
        "ab1234x",
        " AB 1234 X ",
        "AB\u20131234X",
        "AB\u20101234\u2212X",
        "AB\u00a01234\u200bX",
        "\uff21\uff22-1234X",
    ],
)
def test_spellings_of_one_serial_number_are_equal(spelling):
    assert normalise_serial(spelling) == "AB1234X"


def test_zeros_that_excel_drops_make_no_difference():
    assert normalise_serial("000420017") == normalise_serial("420017")


def test_zeros_inside_letters_do():
    assert normalise_serial("A0012") != normalise_serial("A12")


def test_other_signs_tell_serial_numbers_apart():
    assert normalise_serial("12/3") != normalise_serial("1/23")


@given(st.text(max_size=200))
def test_a_key_is_its_own_key_and_fits_its_column(text):
    key = normalise_serial(text)

    assert len(key) <= LONGEST_KEY
    assert len(text) > LONGEST_KEY / 2 or normalise_serial(key) == key


@pytest.mark.parametrize(
    "text",
    [
        "N/A",
        "n.a.",
        "#N/A",
        "N/C",
        "NIL",
        "-",
        "--",
        "?",
        "000",
        "xxxx",
        "NO CONSTA",
        "S/N",
        "s/nº",
        "UNKNOWN",
        "Sin Serie",
        "SIN NÚMERO DE SERIE",
        "não consta",
        "NON DISPONIBLE",
        "unbekannt",
        "k.A.",
    ],
)
def test_placeholders_are_told_from_values(text):
    assert is_placeholder(text)
    assert doubt(text) == "Says that there is no serial number."


@pytest.mark.parametrize("text", ["NA-2041", "SN100432", "0", "NO1234", "X100"])
def test_a_value_that_only_begins_like_a_placeholder_is_one(text):
    assert is_placeholder(text) is (text == "0")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5.70034E+12", "Rounded by Excel."),
        ("5,70034E+12", "Rounded by Excel."),
        ("12345678901234500000", "Rounded by Excel."),
        ("570034.0", "Rounded by Excel."),
        ("12-Mar", "Turned into a date by Excel."),
        ("2019-03-12 00:00:00", "Turned into a date by Excel."),
        ("4711A\n4712A", "Holds several lines."),
        ("9999", "One character, repeated."),
        ("123456", "Counts up, as test data does."),
        ("12", "Very short."),
        (" AB1234", "Has spaces around it."),
        ("AB\u20131234", "Holds unusual hyphens or invisible characters."),
        ("AB--1234", "Has hyphens in odd places."),
        ("AB - 1234", "Has hyphens in odd places."),
        ("AB1234-", "Has hyphens in odd places."),
        ("00042017", "Begins with zeros, which Excel drops."),
    ],
)
def test_a_damaged_serial_number_is_flagged_with_the_reason(text, reason):
    assert doubt(text) == reason


@pytest.mark.parametrize(
    "text", ["", "AB-1234", "12E5", "US1234 5678", "DE/4711.2", "SN 420017"]
)
def test_an_ordinary_serial_number_is_not_doubted(text):
    assert doubt(text) == ""
