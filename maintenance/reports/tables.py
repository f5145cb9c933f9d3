"""The tables of reports: lines of words, each of which can open the rows behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.recording import record
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


def csv_of(tables: Iterable[Table]) -> bytes:
    """All tables in one file, each line with the name of its table before it."""
    file = io.StringIO()
    writer = csv.writer(file)
    for table in tables:
        heads = [word for head in table.heads for word in (head, f"{head}: from")]
        writer.writerow(["Table", table.first, *heads])
        for line in table.lines:
            words = [word for cell in line.cells for word in (cell.text, cell.note)]
            said = (table.caption, line.label, *words)
            writer.writerow([guarded(each) for each in said])
    return file.getvalue().encode()


@transaction.atomic
def record_export(name: str, *, by: AbstractUser, chosen: dict[str, Any]) -> None:
    """Note in the audit log who took a report out."""
    # There is no record that stands for many: only the label says what it was.
    report = WorkOrder(number=f"Report “{name}” as CSV")
    payload = {"format": "csv", "report": name, "filter": chosen}
    record("report.exported", entity=report, by=by, payload=payload)
