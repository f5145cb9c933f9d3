"""Read amounts, numbers and network addresses as registers write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from ipaddress import ip_address

from django.utils.ipv6 import clean_ipv6_address

from equipment.imports.cells import Cell, cell_text, is_blank
from equipment.imports.dates import FIRST_YEAR, LAST_YEAR

LONGEST_VALUE = 60
CENT = Decimal("0.01")

# Signs of one currency only; "$" is the sign of twenty and says nothing.
CURRENCY_SIGNS = {"€": "EUR", "£": "GBP", "R$": "BRL", "US$": "USD", "Fr.": "CHF"}
CURRENCY_CODES = (
    "AED AOA ARS AUD BGN BOB BRL CAD CHF CLP CNY COP CRC CUP CVE CZK DKK DOP DZD EGP "
    "EUR GBP GHS GTQ HKD HNL HTG HUF IDR ILS INR ISK JPY KES KRW KWD MAD MXN MYR MZN "
    "NGN NIO NOK NZD PAB PEN PHP PLN PYG QAR RON RUB SAR SEK SGD THB TND TRY TWD UAH "
    "USD UYU VES VND XAF XOF ZAR"
)
CURRENCY = re.compile(
    r"US\$|R\$|[$€£]|Fr\."
    rf"|(?<![A-Za-z])({CURRENCY_CODES.replace(' ', '|')})(?![A-Za-z])",
    re.IGNORECASE,
)
SPACES = re.compile(r"[\s\u00a0\u202f'\u2019_]+")
DEBT = re.compile(r"\(.*\)|.*\d-")
AMOUNT = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
NUMBER = re.compile(r"(\d{1,9})(?:[.,]0+)?(?:\s*[^\W\d]+\.?)?")
MAC_DIGITS = re.compile(r"[0-9A-Fa-f]{12}")
MAC_DIVIDERS = re.compile(r"[:.\-\s]")
THOUSANDS_DIGITS = 3
MOST_DIGITS = 14


class Unfit(Exception):  # noqa: N818  # it reads as what it says
    """The cell holds no value of this kind; its message says so, for a person."""


@dataclass(frozen=True)
class Money:
    """`currency` is empty where the cell does not say it."""

    amount: Decimal
    currency: str = ""


def read_money(cell: Cell) -> Money | None:
    """1.234,56 and 1,234.56 alike, with or without a currency.

    A single mark before three digits is one of thousands: no price has three decimals.
    """
    if is_blank(cell):
        return None
    text = cell_text(cell).strip()
    if len(text) > LONGEST_VALUE:
        raise Unfit("This is a text, not an amount.")
    if isinstance(cell, int | float):
        return Money(_in_cents(text, text))
    bare = SPACES.sub("", CURRENCY.sub("", text))
    is_debt = DEBT.fullmatch(bare) is not None
    bare = bare.strip("()").rstrip("-\u2013.,")
    if not AMOUNT.fullmatch(bare):
        raise Unfit(f"“{text}” is not an amount.")
    amount = _in_cents(_with_point(bare, text), text)
    return Money(-amount if is_debt else amount, _currency_in(text))


def _currency_in(text: str) -> str:
    match = CURRENCY.search(text)
    if match is None or match[0] == "$":
        return ""
    return CURRENCY_SIGNS.get(match[0], match[0].upper())


def _with_point(number: str, text: str) -> str:
    """The number with a point before its decimals and no other marks."""
    mark = "," if number.rfind(",") > number.rfind(".") else "."
    other = "." if mark == "," else ","
    whole, _, rest = number.rpartition(mark)
    is_thousands = len(rest) == THOUSANDS_DIGITS and whole.lstrip("+-") != "0"
    if other in whole or not whole:
        is_thousands = False
    if mark in whole and not is_thousands:
        raise Unfit(f"“{text}” is not an amount.")
    if is_thousands and (mark in whole or len(whole) <= THOUSANDS_DIGITS):
        return number.replace(mark, "")
    return f"{whole.replace(other, '')}.{rest}" if whole else number


def _in_cents(number: str, text: str) -> Decimal:
    try:
        amount = Decimal(number)
    except InvalidOperation as error:
        raise Unfit(f"“{text}” is not an amount.") from error
    if not amount.is_finite() or amount.adjusted() > MOST_DIGITS:
        raise Unfit(f"“{text}” is too large for an amount.")
    return amount.quantize(CENT, ROUND_HALF_EVEN)


def read_number(cell: Cell) -> int | None:
    """A whole number, with or without its unit: 7, 7.0, “7 años”."""
    if is_blank(cell):
        return None
    text = cell_text(cell).strip()
    match = NUMBER.fullmatch(text) if len(text) <= LONGEST_VALUE else None
    if match is None:
        raise Unfit(f"“{text[:LONGEST_VALUE]}” is not a whole number.")
    return int(match[1])


def read_year(cell: Cell) -> int | None:
    year = cell.year if isinstance(cell, date) else read_number(cell)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit(f"{year} is not a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return year


def read_mac_address(cell: Cell) -> str:
    """Six pairs of capitals with colons, whichever way they are written."""
    text = cell_text(cell).strip()
    digits = MAC_DIVIDERS.sub("", text[:LONGEST_VALUE])
    if not text:
        return ""
    if not MAC_DIGITS.fullmatch(digits):
        raise Unfit(f"“{text[:LONGEST_VALUE]}” is not a MAC address.")
    return ":".join(re.findall("..", digits.upper()))


def read_ip_address(cell: Cell) -> str:
    text = cell_text(cell).strip()
    try:
        # As Django writes it, so that the same address is no change.
        address = str(ip_address(text)) if text else ""
        return clean_ipv6_address(address) if ":" in address else address
    except ValueError as error:
        raise Unfit(f"“{text[:LONGEST_VALUE]}” is not an IP address.") from error
