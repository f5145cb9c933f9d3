from __future__ import annotations

import subprocess
from datetime import date, datetime

import openpyxl
import pytest

from equipment.imports import workbooks
from equipment.imports.formats import Kind
from equipment.imports.unreadable import UnreadableFile
from equipment.imports.workbooks import open_sheet
from tests.equipment.imports.registers import REGISTER, as_xlsx, saved, written
from tests.equipment.imports.test_workbook_process import protected_xls


def test_rows_come_as_the_process_read_them(tmp_path):
    row = [
        "P-1",
        date(2020, 3, 4),
        datetime.fromisoformat("2020-03-04T10:20"),
        12.5,
        "ü",
    ]

    with open_sheet(as_xlsx(tmp_path, [row]), Kind.XLSX, "") as sheet:
        assert list(sheet.rows()) == [(1, row)]
        assert sheet.origin.sheet == "Equipment"


def test_the_kept_rows_go_with_the_sheet(tmp_path):
    with open_sheet(as_xlsx(tmp_path, REGISTER), Kind.XLSX, "") as sheet:
        assert sheet.spool.exists()

    assert not sheet.spool.exists()


@pytest.mark.parametrize("corner", ["XFD1048576", "AZ1048576"])
def test_a_cell_at_the_far_end_of_the_sheet_ends_the_reading_not_the_server(
    tmp_path, corner
):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Asset tag"
    workbook.active[corner] = "stray"
    path = saved(workbook, tmp_path)

    with (
        pytest.raises(UnreadableFile, match="far more than a register holds"),
        open_sheet(path, Kind.XLSX, ""),
    ):
        pass


def test_a_sheet_that_is_not_there_is_named(tmp_path):
    path = as_xlsx(tmp_path, REGISTER)

    with (
        pytest.raises(UnreadableFile, match="no sheet of that name"),
        open_sheet(path, Kind.XLSX, "2019"),
    ):
        pass


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    def never_ends(*args, timeout, **kwargs):
        raise subprocess.TimeoutExpired(args, timeout)

    monkeypatch.setattr(workbooks.subprocess, "run", never_ends)

    with (
        pytest.raises(UnreadableFile, match="Copy the rows of the list"),
        open_sheet(as_xlsx(tmp_path, REGISTER), Kind.XLSX, ""),
    ):
        pass


def test_a_password_is_noticed_whatever_the_name(tmp_path):
    path = written(tmp_path, protected_xls())

    with (
        pytest.raises(UnreadableFile, match="protected with a password"),
        open_sheet(path, Kind.XLS, ""),
    ):
        pass


def test_a_name_that_lies_about_the_kind_makes_no_difference(tmp_path):
    path = as_xlsx(tmp_path, REGISTER).rename(tmp_path / "register.xls")

    with open_sheet(path, Kind.XLSX, "") as sheet:
        assert [cells for _, cells in sheet.rows()] == REGISTER
