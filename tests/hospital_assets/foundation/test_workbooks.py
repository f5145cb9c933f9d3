from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from hospital_assets.foundation.workbooks import letters, write_workbook


def written(rows, **options):
    file = io.BytesIO()
    write_workbook(file, "Sheet", rows, width=len(rows[0]), **options)
    file.seek(0)
    return file


def cells_of(rows):
    return (
        CalamineWorkbook.from_filelike(written(rows)).get_sheet_by_index(0).to_python()
    )


def test_days_are_dates_and_amounts_are_numbers():
    rows = [["Bought", "Cost"], [date(2024, 2, 29), Decimal("12.50")]]

    sheet = openpyxl.load_workbook(written(rows, days=[0])).active

    assert sheet["A2"].value.date() == date(2024, 2, 29)
    assert sheet["A2"].number_format == "yyyy-mm-dd"
    assert sheet["B2"].value == 12.5


@pytest.mark.parametrize(
    "text", ["<b> & \"'", "  spaces  ", "two\nlines", "🩺 عربي", "=1+1", "0012"]
)
def test_a_text_stays_a_text_as_it_is(text):
    assert cells_of([["Name"], [text]])[1] == [text]


def test_characters_that_no_file_can_hold_are_replaced():
    assert cells_of([["Name"], ["a\x0bb\x00c"]])[1] == ["a\ufffdb\ufffdc"]


def test_empty_cells_are_left_out_and_shift_nothing():
    assert cells_of([["A", "B", "C"], [None, "", "last"]])[1] == ["", "", "last"]


@pytest.mark.parametrize(
    ("position", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_lettered_as_spreadsheets_do(position, name):
    assert letters(position) == name
