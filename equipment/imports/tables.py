"""A register as a table, whatever file it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from equipment.imports.cells import Cell, cell_text, is_blank
from equipment.imports.header_words import MOST_COLUMNS
from equipment.imports.headers import column_names, header_position
from equipment.imports.unreadable import UnreadableFile
from hospital_assets.foundation.text import match_key

# From so many rows the header, the width and the meaning of the columns are told.
SAMPLE_ROWS = 500

# What begins a row of totals; the rest of such a row is empty or numbers.
TOTAL = re.compile(
    r"((sub|grand|gran|full)[ -]?)?"
    r"(total|totals|totales|totais|totaux|totale|suma|sum|soma|somme|summe|gesamt"
    r"|gesamtsumme|zwischensumme|insgesamt)"
    r"( (general|geral|assets|devices|items|equipos|equipamentos|appareils|gerate))?"
    r"[\s:=\d.,]*"
)
LONGEST_LABEL = 120

Source = Callable[[], Iterator[tuple[int, Sequence[Cell]]]]


class Oddity(StrEnum):
    """Why a row of the file is not the row of a device."""

    BLANK = "an empty row"
    HEADER = "the header again"
    TOTAL = "a row of totals"


class Row(NamedTuple):
    """`cells` has one for each column, `beyond` what stands to the right of them."""

    number: int
    cells: tuple[Cell, ...]
    beyond: tuple[Cell, ...] = ()
    oddity: Oddity | None = None


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What kind of file a table came from; `remarks` are sentences for a person."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table(Origin):
    """What was found in a file; `rows()` can be walked as often as needed.

    `header_row` is the number of the row that names the columns, 0 when none does, and
    `titles` is what stands above it.
    """

    columns: tuple[str, ...]
    header_row: int
    titles: tuple[str, ...]
    header_keys: tuple[str, ...]
    source: Source

    def rows(self) -> Iterator[Row]:
        """Every row below the header, to the last that holds anything."""
        width = len(self.columns)
        empty = ("",) * width
        last = self.header_row
        for number, cells in self.source():
            if number <= self.header_row or all(map(is_blank, cells)):
                continue
            for skipped in range(last + 1, number):
                yield Row(skipped, empty, oddity=Oddity.BLANK)
            last = number
            inside = (*cells[:width], *empty[len(cells) :])
            beyond = tuple(cells[width:])[: _width(cells[width:])]
            yield Row(number, inside, beyond, self._oddity(inside))

    def sample(self) -> list[Row]:
        """The first rows of devices, from which a mapping is proposed."""
        devices = (row for row in self.rows() if row.oddity is None)
        return list(islice(devices, SAMPLE_ROWS))

    def _oddity(self, cells: tuple[Cell, ...]) -> Oddity | None:
        first = next((i for i, cell in enumerate(cells) if not is_blank(cell)), None)
        if first is None:
            return None
        key = match_key(cell_text(cells[first])[:LONGEST_LABEL])
        if key == self.header_keys[first] and self._repeats_header(cells):
            return Oddity.HEADER
        if TOTAL.fullmatch(key) and all(map(_is_amount, cells[first + 1 :])):
            return Oddity.TOTAL
        return None

    def _repeats_header(self, cells: tuple[Cell, ...]) -> bool:
        named = sum(map(bool, self.header_keys))
        keys = [match_key(cell_text(cell)) for cell in cells]
        same = [
            key == name for key, name in zip(keys, self.header_keys, strict=True) if key
        ]
        return all(same) and len(same) > named / 2


def make_table(
    source: Source, origin: Origin, *, first_column: int, header_row: int | None
) -> Table:
    """Lay out what `source` gives; `header_row` is told, or found when it is None."""
    first_rows = list(islice(source(), max(SAMPLE_ROWS, header_row or 0)))
    cells = [row for _, row in first_rows]
    if header_row is None:
        found = header_position(cells)
        header_row = 0 if found is None else found + 1
    header = cells[header_row - 1] if 0 < header_row <= len(cells) else ()
    width = max((_width(row) for row in (header, *cells[header_row:])), default=0)
    if width > MOST_COLUMNS:
        raise UnreadableFile(
            f"The file has {width} columns, more than any list. Save it as XLSX or CSV "
            "and look whether its cells stand in the columns where they belong."
        )
    keys = [match_key(cell_text(cell)) for cell in header[:width]]
    table = Table(
        **vars(origin),
        columns=column_names(header, width, first_column),
        header_row=header_row,
        titles=tuple(filter(None, map(_line, cells[: max(header_row - 1, 0)]))),
        header_keys=(*keys, *[""] * (width - len(keys))),
        source=source,
    )
    if next(table.rows(), None) is None:
        raise UnreadableFile("The file holds no rows below its header.")
    return table


def _width(cells: Sequence[Cell]) -> int:
    return max(
        (i for i, cell in enumerate(cells, start=1) if not is_blank(cell)), default=0
    )


def _line(cells: Sequence[Cell]) -> str:
    return " ".join(cell_text(cell).strip() for cell in cells if not is_blank(cell))


def _is_amount(cell: Cell) -> bool:
    return not any(c.isalpha() for c in cell_text(cell))
