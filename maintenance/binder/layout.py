"""What a binder is made of before it is printed: sections, paragraphs, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from hospital_assets.foundation.text import match_key
from maintenance.reports.tables import Cell, Table

Row = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """`width` is in millimetres; longer cells are broken into at most `lines`."""

    head: str
    width: float
    lines: int = 2


@dataclass(frozen=True)
class Listing:
    """`number` is how many rows there are; where more than shown, `file` has all."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    number: int
    file: str = ""
    empty: str = "None."

    @property
    def cut_words(self) -> str:
        if len(self.rows) == self.number:
            return ""
        return (
            f"This list is cut: it shows the first {len(self.rows):,} of "
            f"{self.number:,}. All are in {self.file} of the ZIP of this binder."
        )


@dataclass(frozen=True)
class Section:
    title: str
    paragraphs: Sequence[str] = ()
    listings: Sequence[Listing] = ()
    how: Sequence[tuple[str, str]] = field(default=())

    def words(self) -> Iterator[str]:
        """Everything it says, for the letters that are needed."""
        yield self.title
        yield from self.paragraphs
        for pair in self.how:
            yield from pair
        for listing in self.listings:
            yield from (listing.caption, listing.empty, listing.cut_words)
            yield from (column.head for column in listing.columns)
            for row in listing.rows:
                yield from row


def listing_of(
    found: QuerySet[Any],
    row_of: Callable[[Any], Row],
    columns: Sequence[Column],
    *,
    caption: str,
    file: str,
    most: int,
) -> Listing:
    """The first rows of `found`, which are counted only where there are more."""
    rows = [row_of(row) for row in found[: most + 1]]
    number = len(rows) if len(rows) <= most else found.order_by().count()
    return Listing(caption, columns, rows[:most], number, file)


def listing_of_table(table: Table, *, first: float, width: float) -> Listing:
    """A table of a report, each cell with what it was computed from."""
    columns = [Column(table.first, first)]
    columns += [Column(head, width) for head in table.heads]
    rows = [
        (line.label, *(cell_words(cell) for cell in line.cells)) for line in table.lines
    ]
    return Listing(table.caption, columns, rows, len(rows))


def cell_words(cell: Cell) -> str:
    return f"{cell.text} ({cell.note})" if cell.note else cell.text


def listing_of_counts(
    caption: str, columns: Sequence[Column], counts: Sequence[tuple[Any, ...]]
) -> Listing:
    """Numbers by what they are of, by name, and their sum."""
    named = sorted(counts, key=lambda row: match_key(str(row[0] or "")))
    rows = [
        (str(name or "Not stated"), *(f"{number:,}" for number in numbers))
        for name, *numbers in named
    ]
    sums = [sum(row[place] for row in named) for place in range(1, len(columns))]
    rows.append(("All", *(f"{number:,}" for number in sums)))
    return Listing(caption, columns, rows, len(rows))
