"""Register files of every kind, written for the tests."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from xlwt.CompoundDoc import XlsDoc

from equipment.imports.cells import Cell
from equipment.imports.reading import open_register

HEADER = ["Asset tag", "Name", "Serial number"]
PUMP = ["P-1", "Infusion pump", "SN 4711"]
MONITOR = ["M-2", "Monitor", "DE-0815"]
REGISTER = [HEADER, PUMP, MONITOR]

Rows = Iterable[Sequence[object]]


def as_csv(rows: Rows, *, delimiter: str = ",", **dialect: Any) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, **dialect).writerows(rows)
    return text.getvalue()


def written(folder: Path, content: str | bytes, *, encoding: str = "utf-8") -> Path:
    """A file whose name says nothing of what is in it."""
    path = folder / "register.dat"
    data = content if isinstance(content, bytes) else content.encode(encoding)
    path.write_bytes(data)
    return path


def as_xlsx(folder: Path, rows: Rows, *, sheet: str = "Equipment") -> Path:
    workbook = openpyxl.Workbook()
    worksheet = workbook.active
    worksheet.title = sheet
    for row in rows:
        worksheet.append(list(row))
    return saved(workbook, folder)


def saved(workbook: openpyxl.Workbook, folder: Path) -> Path:
    path = folder / "register.dat"
    workbook.save(path)
    return path


def as_xls(folder: Path, rows: Rows) -> Path:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Equipment")
    dated = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = dated if isinstance(value, date) else xlwt.Style.default_style
            sheet.write(number, column, value, style)
    path = folder / "register.dat"
    workbook.save(str(path))
    return path


def as_ods(folder: Path, rows: Rows) -> Path:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Equipment")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    path = folder / "register.dat"
    document.write(str(path))
    return path


def ods_cell(value: object) -> TableCell:
    if isinstance(value, date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value))
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def cells_of(path: Path) -> list[list[Cell]]:
    """The columns' names, then the cells of the rows of devices."""
    with open_register(path) as table:
        rows = [list(row.cells) for row in table.rows() if row.oddity is None]
        header: list[Cell] = [*table.columns]
        return [header, *rows]


def archive(folder: Path, **members: bytes) -> Path:
    """What claims by its name to be a workbook."""
    path = folder / "register.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return path


def compound(stream: str, content: bytes = b"\0" * 5000) -> bytes:
    """An OLE file with one stream, of that name instead of “Workbook”."""
    file = io.BytesIO()
    XlsDoc().save(file, content)
    usual = "Workbook".encode("utf-16-le")
    return file.getvalue().replace(usual, stream.encode("utf-16-le"))
