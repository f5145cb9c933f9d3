from __future__ import annotations

import io
import json
import resource
from datetime import date, datetime, time

import openpyxl
import pytest

from equipment.imports import workbook_process
from equipment.imports.workbook_process import (
    DAMAGED,
    NO_ROWS,
    NO_SUCH_SHEET,
    PROTECTED,
    limit_resources,
    main,
)
from tests.equipment.imports.registers import (
    HEADER,
    REGISTER,
    as_xlsx,
    compound,
    saved,
    written,
)


def told(path, sheet=""):
    out = io.StringIO()
    assert main(path, sheet, out) == 0
    head, *lines = [json.loads(line) for line in out.getvalue().splitlines()]
    return head, [row for line in lines for row in line]


def book(**sheets):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return workbook


def test_dates_are_dates_and_numbers_are_numbers(tmp_path):
    row = [
        date(2020, 3, 4),
        datetime.fromisoformat("2020-03-04T10:20"),
        4711,
        12.5,
        True,
        "0012",
    ]

    _, rows = told(as_xlsx(tmp_path, [[*row, time(3, 4), 5_700_340_000_000]]))

    assert rows == [
        [
            {"date": "2020-03-04"},
            {"moment": "2020-03-04T10:20:00"},
            4711,
            12.5,
            True,
            "0012",
            "03:04:00",
            5_700_340_000_000,
        ]
    ]


def test_a_number_whose_last_digits_excel_made_up_stays_rounded(tmp_path):
    _, rows = told(as_xlsx(tmp_path, [[12_345_678_901_234_567_890]]))

    assert isinstance(rows[0][0], float)


def test_where_the_rows_begin_is_told(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["C4"] = "Asset tag"

    head, rows = told(saved(workbook, tmp_path))

    assert (head["first_column"], rows) == (2, [[""], [""], [""], ["Asset tag"]])


def test_the_register_is_preferred_to_longer_sheets(tmp_path):
    workbook = book(
        Help=[["How to fill in this form"]] * 50,
        Old=[HEADER, ["P-0"]],
        Equipment=REGISTER,
        Pivot=[["Sum", n] for n in range(90)],
    )

    head, rows = told(saved(workbook, tmp_path))

    assert (head["sheet"], rows) == ("Equipment", REGISTER)
    assert head["sheets"] == ["Help", "Old", "Equipment", "Pivot"]


def test_a_hidden_sheet_is_read_only_when_asked_for(tmp_path):
    workbook = book(Equipment=[HEADER, ["P-1"]], Draft=REGISTER)
    workbook["Draft"].sheet_state = "hidden"
    path = saved(workbook, tmp_path)

    assert told(path)[0]["sheet"] == "Equipment"
    assert told(path, "Draft")[1] == REGISTER


def test_text_merged_over_rows_counts_for_each_and_numbers_once(tmp_path):
    workbook = book(Equipment=[["ICU", 100, "P-1"], ["", "", "P-2"], ["OR", 5, "P-3"]])
    workbook["Equipment"].merge_cells("A1:A2")
    workbook["Equipment"].merge_cells("B1:B2")

    head, rows = told(saved(workbook, tmp_path))

    assert rows == [["ICU", 100, "P-1"], ["ICU", "", "P-2"], ["OR", 5, "P-3"]]
    assert head["remarks"] == [
        "Text in 2 merged cells counts for each of the rows they span."
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"no workbook", DAMAGED), (b"PK\x03\x04 cut off", DAMAGED)],
)
def test_what_cannot_be_opened_is_told_by_a_code(tmp_path, content, code):
    assert main(written(tmp_path, content), "", io.StringIO()) == code


def test_a_missing_or_empty_sheet_is_told_by_a_code(tmp_path):
    path = as_xlsx(tmp_path, [])

    assert main(path, "Equipment", io.StringIO()) == NO_ROWS
    assert main(path, "Equipment 2019", io.StringIO()) == NO_SUCH_SHEET


def test_a_protected_xls_is_told_by_a_code(tmp_path):
    path = written(tmp_path, protected_xls()).rename(tmp_path / "register.xls")

    assert main(path, "", io.StringIO()) == PROTECTED


def protected_xls():
    """A workbook whose stream begins with FILEPASS, as Excel's encryption does."""
    begin = bytes.fromhex("0908100000060500bb0dcc070000000006000000")
    locked = bytes.fromhex("2f00360001000000") + b"\0" * 50
    return compound("Workbook", begin + locked + bytes.fromhex("0a000000"))


def test_the_process_limits_itself(monkeypatch):
    limits = {}
    monkeypatch.setattr(
        resource, "getrlimit", lambda kind: (-1, 5 if kind == 0 else -1)
    )
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)

    limit_resources()

    assert limits[resource.RLIMIT_AS] == (workbook_process.MEMORY_BYTES, -1)
    assert limits[resource.RLIMIT_CPU] == (5, 5)
