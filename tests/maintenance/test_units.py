from __future__ import annotations

from decimal import Decimal

import pytest

from maintenance.units import factor, plain_unit


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("\u00b5A", "uA"),
        ("\u03bcA", "uA"),
        ("M\u03a9", "Mohm"),
        ("k\u2126", "kohm"),
        ("MOhm", "Mohm"),
        ("Ohms", "ohm"),
        (" °C ", "degC"),
    ],
)
def test_signs_and_spellings_of_one_unit_are_equal(typed, unit):
    assert plain_unit(typed) == unit


@pytest.mark.parametrize(
    ("typed", "own", "by"),
    [
        ("uA", "uA", "1"),
        ("mA", "uA", "1000"),
        ("A", "uA", "1000000"),
        ("uA", "mA", "0.001"),
        ("ma", "uA", "1000"),
        ("\u00b5A", "mA", "0.001"),
        ("kΩ", "Mohm", "0.001"),
        ("GΩ", "Mohm", "1000"),
        ("mohm", "ohm", "0.001"),
        ("kV", "V", "1000"),
        ("mmhg", "mmHg", "1"),
        ("l/min", "L/min", "1"),
        ("%", "%", "1"),
    ],
)
def test_multiples_of_one_unit_are_converted(typed, own, by):
    assert factor(typed, own) == Decimal(by)


@pytest.mark.parametrize(
    ("typed", "own"),
    [
        ("mA", "mV"),
        ("mohm", "Mohm"),
        ("nA", "A"),
        ("psi", "mmHg"),
        ("m", "mm"),
        ("e5", "uA"),
        ("mA", ""),
        ("💥", "uA"),
    ],
)
def test_other_units_and_slips_of_the_shift_key_are_not(typed, own):
    assert factor(typed, own) is None
