"""Write a spreadsheet row by row, so that its size costs no memory.

The package holds a whole sheet before it writes it; this sheet asks for its rows while
it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any
from xml.sax.saxutils import escape

from pyexcelerate import (  # type: ignore[import-untyped]  # the package has no types
    Format,
    Style,
    Workbook,
    Worksheet,
)

# What a sheet can hold, besides its header.
MOST_ROWS = 1_048_575

EXCEL_DAY = "yyyy-mm-dd"
DAY_WIDTH = 12
# Day 0 of a spreadsheet that counts 29 February 1900, as all do.
EPOCH = date(1899, 12, 30)

ALPHABET = 26
FIRST_LETTER = ord("A")

# What no XML file may hold, however it is written.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
REPLACEMENT = "\ufffd"


class StreamedSheet(Worksheet.Worksheet):  # type: ignore[misc]  # the package has no types
    """A sheet that knows its rows only one at a time."""

    __slots__ = ("letters", "rows")

    def __init__(
        self, title: str, workbook: Any, rows: Iterable[Sequence[Any]], width: int
    ) -> None:
        super().__init__(title, workbook)
        self.rows = rows
        self.letters = [letters(position) for position in range(width)]

    def get_xml_data(self) -> Iterator[tuple[int, list[str]]]:
        """The rows as the package's template takes them, each as one piece of XML."""
        styles = {
            number - 1: f' s="{style.id}"' for number, style in self._col_styles.items()
        }
        styled = [styles.get(position, "") for position in range(len(self.letters))]
        for number, row in enumerate(self.rows, start=1):
            cells = [
                f'<c r="{letter}{number}"{xml_of(value, style)}</c>'
                for value, letter, style in zip(row, self.letters, styled, strict=True)
                if value is not None and value != ""
            ]
            yield number, ["".join(cells)]


def write_workbook(
    file: IO[bytes],
    title: str,
    rows: Iterable[Sequence[Any]],
    *,
    width: int,
    days: Iterable[int] = (),
) -> None:
    """Write `rows`, the header among them; `days` are the columns that hold days."""
    workbook = Workbook()
    sheet = StreamedSheet(title, workbook, rows, width)
    workbook.add_sheet(sheet)
    for position in days:
        style = Style(format=Format(EXCEL_DAY), size=DAY_WIDTH)
        sheet.set_col_style(position + 1, style)
    workbook.save(file)


def xml_of(value: Any, style: str) -> str:
    """The cell from behind its name to its end tag."""
    if isinstance(value, str):
        text = escape(IMPOSSIBLE.sub(REPLACEMENT, value))
        return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is>'
    if isinstance(value, date):
        return f"{style}><v>{(value - EPOCH).days}</v>"
    return f"><v>{value}</v>"


def letters(position: int) -> str:
    """What spreadsheets call the column at `position`, counted from 0."""
    name, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, ALPHABET)
        name = chr(FIRST_LETTER + letter) + name
    return name
