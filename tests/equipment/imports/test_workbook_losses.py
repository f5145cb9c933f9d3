from __future__ import annotations

import zipfile

import openpyxl

from equipment.imports import workbook_losses
from equipment.imports.workbook_losses import lost_cells
from tests.equipment.imports.registers import REGISTER, as_xls, as_xlsx, saved


def test_excel_errors_and_formulas_without_results_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_losses, "CHUNK_BYTES", 50)
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("Équipement & co")
    for row in range(2, 5):
        sheet[f"B{row}"] = "#N/A"
    sheet["C7"] = "=A1&A2"

    sentences = lost_cells(saved(workbook, tmp_path), "Équipement & co")

    assert sentences == [
        "Cells that hold an Excel error such as #N/A count as empty: 3, the first is "
        "B2.",
        "Formulas without a stored result count as empty: 1, the first is C7. Open the "
        "file in Excel, save it, and choose it again.",
    ]


def test_nothing_is_said_of_a_sheet_without_them(tmp_path):
    assert lost_cells(as_xlsx(tmp_path, REGISTER), "Equipment") == []
    assert lost_cells(as_xlsx(tmp_path, REGISTER), "Another") == []


def test_a_formula_whose_result_is_empty_text_is_none(tmp_path):
    path = as_xlsx(tmp_path, REGISTER)
    cell = b'<row r="9"><c r="A9" t="str"><f>""</f><v></v></c></row></sheetData>'
    replaced(path, "xl/worksheets/sheet1.xml", b"</sheetData>", cell)

    assert lost_cells(path, "Equipment") == []


def test_other_workbooks_are_not_looked_at(tmp_path):
    assert lost_cells(as_xls(tmp_path, REGISTER), "Equipment") == []


def replaced(path, member, old, new):
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = members[member].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
