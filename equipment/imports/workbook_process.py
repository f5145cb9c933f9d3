"""Opens one workbook, in a process of its own, and writes its rows as lines of JSON.

A workbook of a few kilobytes can claim a billion cells, and the library that reads it
then ends its whole process. So this process has little memory and little time, and the
server only sees that it failed. It also gives its memory back when it is done.

The first line says which sheets there are and which of them follows; each line after it
is a list of rows, with dates as {"date": …} and moments as {"moment": …}.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import python_calamine as calamine

from equipment.imports.header_words import fields_in
from equipment.imports.headers import ENOUGH_KNOWN
from equipment.imports.workbook_losses import lost_cells

PROTECTED, DAMAGED, NO_SUCH_SHEET, NO_ROWS = 3, 4, 5, 6

# A list of 60,000 rows and 40 columns takes a quarter of it.
MEMORY_BYTES = 1024**3
PROCESSOR_SECONDS = 120

# Beyond it a spreadsheet has made up the last digits.
MOST_EXACT = 10**15

LINE_ROWS = 500
SURVEYED_ROWS = 50

SheetRows = Iterator[list[Any]]


def main(path: Path, wanted: str, out: TextIO) -> int:
    try:
        with calamine.load_workbook(path) as workbook:
            return write_sheet(workbook, path, wanted, out)
    except calamine.PasswordError:
        return PROTECTED
    except calamine.WorksheetNotFound:
        return NO_SUCH_SHEET
    except (calamine.CalamineError, OSError, ValueError):
        return DAMAGED


def write_sheet(
    workbook: calamine.CalamineWorkbook, path: Path, wanted: str, out: TextIO
) -> int:
    name = wanted or likely_sheet(workbook)
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return NO_ROWS
    first_column = sheet.start[1]
    merged = blocks_below(sheet, first_column)
    head = {
        "sheet": name,
        "sheets": workbook.sheet_names,
        "first_column": first_column,
        "remarks": [*lost_cells(path, name), *merged_remark(merged)],
    }
    out.write(json.dumps(head) + "\n")
    rows = filled_down(sheet.iter_rows(), merged)
    while lines := [with_whole_numbers(row) for row in islice(rows, LINE_ROWS)]:
        out.write(json.dumps(lines, default=tagged) + "\n")
    return 0


def likely_sheet(workbook: calamine.CalamineWorkbook) -> str:
    """The visible sheet with most rows among those with the headers of a register."""
    sheets = workbook.sheets_metadata
    visible = [
        sheet.name
        for sheet in sheets
        if sheet.visible == calamine.SheetVisibleEnum.Visible
        and sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if len(visible) == 1:
        return visible[0]
    names = visible or workbook.sheet_names
    return max(names, key=lambda name: rank(workbook.get_sheet_by_name(name)))


def rank(sheet: calamine.CalamineSheet) -> tuple[bool, int]:
    known = [
        len(fields_in(value for value in row if isinstance(value, str)))
        for row in islice(sheet.iter_rows(), SURVEYED_ROWS)
    ]
    return max(known, default=0) >= ENOUGH_KNOWN, sheet.height


def blocks_below(
    sheet: calamine.CalamineSheet, first_column: int
) -> dict[int, list[tuple[int, int]]]:
    """The merged cells of several rows: first row -> column and last row of each."""
    blocks: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and left >= first_column:
            blocks[top].append((left - first_column, bottom))
    return blocks


def merged_remark(blocks: dict[int, list[tuple[int, int]]]) -> list[str]:
    count = sum(map(len, blocks.values()))
    if not count:
        return []
    return [f"Text in {count} merged cells counts for each of the rows they span."]


def filled_down(rows: SheetRows, blocks: dict[int, list[tuple[int, int]]]) -> SheetRows:
    """Repeat the text of merged cells; a number could be the sum of all its rows."""
    carried: dict[int, tuple[str, int]] = {}
    for number, row in enumerate(rows):
        for column, (text, last) in carried.items():
            if number <= last and column < len(row):
                row[column] = row[column] or text
        for column, last in blocks.get(number, ()):
            if column < len(row) and isinstance(row[column], str):
                carried[column] = (row[column], last)
        yield row


def with_whole_numbers(row: list[Any]) -> list[Any]:
    """Spreadsheets give every number a fraction, a serial number as well."""
    return [
        int(value) if type(value) is float and _is_whole(value) else value
        for value in row
    ]


def _is_whole(number: float) -> bool:
    return number.is_integer() and abs(number) < MOST_EXACT


def tagged(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return str(value)  # a time of day, a duration


def limit_resources() -> None:
    limits = (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))


if __name__ == "__main__":
    limit_resources()
    # It ends soon, and nearly all that it makes is rows.
    gc.disable()
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.stdout))
