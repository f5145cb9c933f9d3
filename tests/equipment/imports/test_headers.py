from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.imports.headers import column_names, header_position, letters
from hospital_assets.foundation.text import match_key
from tests.equipment.imports.registers import HEADER, MONITOR, PUMP, REGISTER


def test_the_header_is_found_under_title_rows():
    titles = [["Hospital San Juan"], [], ["Equipment, as of", 43894], ["Page 1"], [""]]

    assert header_position([*titles, *REGISTER]) == 5


def test_of_two_header_rows_the_one_with_the_columns_is_taken():
    groups = ["", "Location", "", "", "Purchase", ""]
    header = ["Asset tag", "Building", "Floor", "Room", "Purchase date", "Cost"]

    assert header_position([groups, header, ["P-1", "A", "2", "201"]]) == 1


def test_a_header_in_another_language_is_found_by_its_form():
    rows = [
        ["Ligoninė"],
        ["Numeris", "Žyma", "Gamintojas", "Vieta 1"],
        ["P-1", "x1", "B. Braun", "2020"],
        ["P-2", "x2", "B. Braun", "2021"],
    ]

    assert header_position(rows) == 1


def test_rows_without_a_header_have_none():
    assert header_position([PUMP, MONITOR, ["P-3", "Pump", "SN 1"]]) is None
    assert header_position([["4711", 12.5], ["4712", 13]]) is None
    assert header_position([[], [""]]) is None


def test_a_single_column_can_have_a_header():
    assert header_position([["Tag"], ["P-1"], ["P-2"]]) == 0


def test_columns_of_one_name_are_told_apart():
    names = column_names(["Location", "Name", " LOCATION ", "Location (2)"], 4, 0)

    assert names == ("Location", "Name", "LOCATION (2)", "Location (2) (2)")


def test_a_column_without_a_header_is_called_by_its_letter():
    assert column_names(["Tag", "", " "], 4, first=1) == (
        "Tag",
        "Column C",
        "Column D",
        "Column E",
    )


def test_a_header_is_one_line_without_invisible_characters():
    assert column_names(["Serial\n number\0"], 1, 0) == ("Serial number",)


@pytest.mark.parametrize(
    ("position", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_the_letters_of_a_spreadsheet(position, name):
    assert letters(position) == name


@given(st.lists(st.text(max_size=8), max_size=30), st.integers(0, 40))
def test_names_of_columns_are_never_equal(header, width):
    names = column_names(header, width, 0)

    assert len({match_key(name) for name in names}) == width
    assert all(names)


def test_the_header_of_the_example_is_found():
    assert header_position([HEADER, PUMP]) == 0
