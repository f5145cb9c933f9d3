from __future__ import annotations

import string

import pytest

from equipment.labels.lettering import ELLIPSIS, Lettering

# Every letter is half a millimetre wide at one point.
EVEN = dict.fromkeys(string.printable + ELLIPSIS, 0.5)


def column(width):
    return Lettering({"": EVEN, "B": EVEN}, column=width)


def words_of(lines):
    return [line.words for line in lines]


def test_a_short_tag_keeps_its_size():
    (line,) = column(40).whole("BME-1", size=10)

    assert (line.words, line.size) == ("BME-1", 10)


def test_a_long_tag_becomes_smaller_and_stays_whole():
    (line,) = column(40).whole("X" * 10, size=10)

    assert (line.words, line.size) == ("X" * 10, 8)


def test_a_very_long_tag_fills_several_lines():
    lines = column(20).whole("0123456789ABCDEFGHIJKLMNO", size=10)

    assert words_of(lines) == ["0123456789", "ABCDEFGHIJ", "KLMNO"]
    assert {line.size for line in lines} == {4}


def test_a_name_is_broken_between_words():
    lines = column(40).shortened("Pump for ward", size=8, most=2)

    assert words_of(lines) == ["Pump for", "ward"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Pump for syringes of any size", ["Pump for", "syringes…"]),
        ("Electrocardiograph", ["Electroca…"]),
        ("A electrocardiograph", ["A", "electroca…"]),
        ("", []),
    ],
)
def test_a_name_that_is_too_long_ends_with_dots(name, expected):
    assert words_of(column(40).shortened(name, size=8, most=2)) == expected
