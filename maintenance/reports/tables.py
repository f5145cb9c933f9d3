"""The tables of reports: lines of words, each of which can open the rows behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.recording import record
from equipment.exports import BYTE_ORDER_MARK
from hospital_assets.foundation.spreadsheets import guarded
from maintenance.models import WorkOrder


@dataclass(frozen=True)
class Cell:
    """`note` says what the number was computed from; it may lead to its own rows."""

    text: str
    note: str = ""
    query: str = ""
    note_query: str = ""


@dataclass(frozen=True)
class Line:
    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """`heads` are over the cells; the labels of the lines stand under `first`."""

    caption: str
    first: str
    heads: Sequence[str]
    lines: Sequence[Line]


def csv_of(tables: Iterable[Table], *, is_marked: bool = False) -> bytes:
    """All tables in one file, each line with the name of its table before it."""
    lines = [line for table in tables for line in words_of(table)]
    return b"".join(pieces_of([lines], is_marked=is_marked))


def words_of(table: Table) -> Iterator[list[str]]:
    heads = [word for head in table.heads for word in (head, f"{head}: from")]
    yield ["Table", table.first, *heads]
    for line in table.lines:
        words = [word for cell in line.cells for word in (cell.text, cell.note)]
        yield [table.caption, line.label, *words]


def pieces_of(
    chunks: Iterable[Iterable[Sequence[str]]], *, is_marked: bool = False
) -> Iterator[bytes]:
    """A file of words, piece by piece; marked as those of `equipment.exports`."""
    mark = BYTE_ORDER_MARK if is_marked else ""
    for lines in chunks:
        file = io.StringIO()
        file.write(mark)
        mark = ""
        writer = csv.writer(file)
        writer.writerows([guarded(word) for word in line] for line in lines)
        yield file.getvalue().encode()


@transaction.atomic
def record_export(name: str, *, by: AbstractUser, chosen: dict[str, Any]) -> None:
    """Note in the audit log who took a report out."""
    # There is no record that stands for many: only the label says what it was.
    report = WorkOrder(number=f"Report “{name}” as CSV")
    payload = {"format": "csv", "report": name, "filter": chosen}
    record("report.exported", entity=report, by=by, payload=payload)
