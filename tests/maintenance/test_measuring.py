from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from maintenance.choices import ItemResult
from maintenance.measuring import (
    DECIMALS,
    LARGEST,
    Bound,
    Limits,
    Reading,
    limits_of,
    plain_number,
    read_value,
    verdict,
    warnings,
    words_of,
)

D = Decimal
INSULATION = Limits(minimum=D(2))
LEAKAGE = Limits(minimum=D(0), maximum=D(500))
OVER_RANGE = Reading(None, Bound.ABOVE)


# --- What was typed ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        (" 1.5 ", "1.5"),
        ("-2", "-2"),
        ("\u22122", "-2"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0,500", "0.5"),
        ("1000,5", "1000.5"),
        ("1.500", "1.5"),
        ("\u0661\u0662", "12"),
        ("\uff11", "1"),
    ],
)
def test_a_number_is_read_as_people_type_it(text, value):
    assert read_value(text) == Reading(D(value))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        (" 1.5 mA", "mA", "1.5"),
        ("1.5mA", "mA", "1.5"),
        ("1.5\u00a0mA", "mA", "1.5"),
        ("1,5 mA", "uA", "1500"),
        ("1.5 \u00b5A", "uA", "1.5"),
        ("1.5 ma", "mA", "1.5"),
        ("150 mΩ", "ohm", "0.15"),
        ("500 kΩ", "Mohm", "0.5"),
        ("230 V", "V", "230"),
        ("15 1/min", "1/min", "15"),
        ("21 %", "%", "21"),
        ("21%", "%", "21"),
        ("36.5 °C", "degC", "36.5"),
        ("3 mm/30min", "mm/30min", "3"),
    ],
)
def test_a_unit_typed_along_is_understood(text, unit, value):
    assert read_value(text, unit=unit) == Reading(D(value))


@pytest.mark.parametrize("text", ["∞", "OL", "o.l.", "inf", ">OL", "+OL"])
def test_over_range_is_a_reading_without_a_value(text):
    assert read_value(text, unit="Mohm") == OVER_RANGE


@pytest.mark.parametrize("text", ["OL MΩ", "OL Mohm", "∞ GΩ"])
def test_over_range_may_have_its_unit(text):
    assert read_value(text, unit="Mohm") == OVER_RANGE


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (">999", Reading(D(999), Bound.ABOVE)),
        ("> 999 MΩ", Reading(D(999), Bound.ABOVE)),
        (">1 GΩ", Reading(D(1000), Bound.ABOVE)),
        ("≥200", Reading(D(200), Bound.ABOVE)),
        (">=200", Reading(D(200), Bound.ABOVE)),
        ("<0,1", Reading(D("0.1"), Bound.BELOW)),
    ],
)
def test_a_value_may_be_beyond_what_is_shown(text, reading):
    assert read_value(text, unit="Mohm") == reading


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1.2.3",
        "1 000",
        "1,000.5",
        "1,5,3",
        "NaN",
        "-NaN",
        "sNaN",
        "abc",
        "1/2",
        "10²",
        "±5",
        ">",
        "--5",
        "0x10",
        "1_000",
        "\0",
        "1\0",
        "💥",
        "\u202e5.1",
        "9" * 10_000,
        "5 " + "m" * 10_000,
    ],
)
def test_what_is_no_number_is_answered_with_a_sentence(text):
    with pytest.raises(ValidationError) as refused:
        read_value(text, unit="uA")

    assert refused.value.message.endswith(".")
    assert len(refused.value.message) < 150
    assert refused.value.message.isprintable()


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("1.2.3", "uA", "“1.2.3” is not a number"),
        ("1e400", "uA", "in full, without “e”"),
        ("1E3", "", "in full, without “e”"),
        ("1,500", "uA", "can mean 1500 or 1.5. Type it with a point"),
        ("12,000", "uA", "can mean 12000 or 12."),
        ("1.5 V", "uA", "This is measured in uA, not in “V”"),
        ("20 mΩ", "Mohm", "This is measured in Mohm, not in “mΩ”"),
        ("OL V", "Mohm", "This is measured in Mohm, not in “V”"),
        ("5 mm", "", "Type the number alone"),
        ("9" * 13, "uA", "too large"),
        ("900000000 A", "uA", "too large"),
        ("0." + "1" * 10, "uA", "at most 9 decimals"),
    ],
)
def test_a_refusal_says_what_to_do(text, unit, sentence):
    with pytest.raises(ValidationError, match=sentence):
        read_value(text, unit=unit)


@given(st.text(), st.sampled_from(["", "uA", "Mohm", "1/min"]))
def test_any_text_is_a_reading_or_refused(text, unit):
    with suppress(ValidationError):
        reading = read_value(text, unit=unit)

        assert reading.value is None or abs(reading.value) < LARGEST


@given(st.decimals(-LARGEST + 1, LARGEST - 1, places=DECIMALS))
def test_a_number_reads_back_as_it_is_shown(value):
    text = plain_number(value)

    assert read_value(text).value == value
    assert text.isascii()
    assert "e" not in text.lower()


def test_a_reading_is_shown_as_it_was_meant():
    readings = [
        Reading(D("1.50")),
        Reading(D(999), Bound.ABOVE),
        Reading(D(10), Bound.BELOW),
        OVER_RANGE,
    ]

    assert [str(each) for each in readings] == ["1.5", ">999", "<10", "over range"]


# --- What the limits say ----------------------------------------------------------


@pytest.mark.parametrize(
    ("nominal", "tolerance", "kind", "limits"),
    [
        (500, 10, "percent", Limits(D(450), D(550))),
        (20, 2, "abs", Limits(D(18), D(22))),
        (-10, 10, "percent", Limits(D(-11), D(-9))),
        (20, 2, "none", Limits()),
    ],
)
def test_a_tolerance_makes_limits_around_the_nominal_value(
    nominal, tolerance, kind, limits
):
    assert limits_of(D(nominal), D(tolerance), kind) == limits


@pytest.mark.parametrize(
    ("value", "limits", "result"),
    [
        ("500", LEAKAGE, "pass"),
        ("500.000000001", LEAKAGE, "fail"),
        ("0", LEAKAGE, "pass"),
        ("-1", LEAKAGE, "fail"),
        ("2", INSULATION, "pass"),
        ("1.99", INSULATION, "fail"),
        ("7", Limits(), "pass"),
    ],
)
def test_a_value_equal_to_a_limit_passes(value, limits, result):
    assert verdict(Reading(D(value)), limits) == ItemResult(result)


@pytest.mark.parametrize(
    ("text", "limits", "result"),
    [
        ("OL", INSULATION, "pass"),
        (">999", INSULATION, "pass"),
        (">2", INSULATION, "pass"),
        ("OL", Limits(), "pass"),
        ("<10", LEAKAGE, "pass"),
        (">600", LEAKAGE, "fail"),
        ("<1", INSULATION, "fail"),
        ("<-1", LEAKAGE, "fail"),
    ],
)
def test_a_reading_beyond_the_range_counts_where_it_decides(text, limits, result):
    assert verdict(read_value(text), limits) == ItemResult(result)


@pytest.mark.parametrize(
    ("text", "limits", "sentence"),
    [
        ("OL", LEAKAGE, "“over range” does not say whether it is from 0 to 500 uA"),
        (">999", Limits(maximum=D(1000)), "“>999” does not say whether it is at most"),
        (">1", INSULATION, "“>1” does not say whether it is at least 2 uA"),
        ("<600", LEAKAGE, "Measure in another range"),
    ],
)
def test_a_reading_that_does_not_decide_is_refused(text, limits, sentence):
    with pytest.raises(ValidationError, match=sentence):
        verdict(read_value(text), limits, unit="uA")


def test_limits_have_words():
    assert words_of(LEAKAGE, unit="uA") == "from 0 to 500 uA"
    assert words_of(INSULATION, unit="Mohm") == "at least 2 Mohm"
    assert words_of(Limits(maximum=D("0.30"))) == "at most 0.3"
    assert words_of(Limits()) == "without limits"


@pytest.mark.parametrize(
    ("value", "limits", "is_near"),
    [
        ("451", LEAKAGE, True),
        ("500", LEAKAGE, True),
        ("450", LEAKAGE, False),
        ("1", LEAKAGE, False),
        ("501", LEAKAGE, False),
        ("2.1", INSULATION, True),
        ("2.2", INSULATION, False),
        ("1", INSULATION, False),
        ("18.5", Limits(D(18), D(24)), True),
        ("21", Limits(D(18), D(24)), False),
        ("23.5", Limits(D(18), D(24)), True),
        ("3", Limits(), False),
        ("0", Limits(maximum=D(0)), False),
    ],
)
def test_a_value_that_just_passes_is_pointed_out(value, limits, is_near):
    assert bool(warnings(Reading(D(value)), limits)) is is_near


@pytest.mark.parametrize(
    ("value", "previous", "found"),
    [
        ("160", "100", ["60 % more than last time (100)."]),
        ("150", "100", []),
        ("160", None, []),
        ("160", "0", []),
        ("480", "200", ["Near the limit.", "140 % more than last time (200)."]),
    ],
)
def test_a_value_that_rose_by_more_than_half_is_pointed_out(value, previous, found):
    before = previous and D(previous)

    assert warnings(Reading(D(value)), LEAKAGE, previous=before) == found


def test_more_insulation_than_last_time_is_no_warning():
    assert warnings(Reading(D(100)), INSULATION, previous=D(10)) == []


def test_what_is_beyond_the_range_is_not_compared():
    assert warnings(OVER_RANGE, INSULATION, previous=D(10)) == []
