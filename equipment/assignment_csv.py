"""Assignments as a CSV file that streams."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import QuerySet

from audit.recording import record
from equipment.models import Asset, Assignment
from hospital_assets.foundation.spreadsheets import guarded

ROWS_AT_ONCE = 1000

HEADERS = (
    "Asset tag",
    "Name",
    "Serial number",
    "Facility",
    "Person",
    "Department",
    "Place",
    "Purpose",
    "Since",
    "Due back",
    "Ended",
    "Status",
    "Condition when given",
    "Condition when returned",
    "Given by",
)


def csv_of(assignments: QuerySet[Assignment]) -> Iterator[bytes]:
    """The file in large pieces: a server pays more for small ones than for the rows."""
    found = iter(
        assignments.select_related(
            "asset__facility", "assigned_to", "location", "assigned_by"
        ).iterator(chunk_size=ROWS_AT_ONCE)
    )
    rows: list[list[str]] = [list(HEADERS)]
    while rows:
        piece = io.StringIO()
        csv.writer(piece).writerows(rows)
        yield piece.getvalue().encode()
        rows = [cells_of(assignment) for assignment in islice(found, ROWS_AT_ONCE)]


def cells_of(assignment: Assignment) -> list[str]:
    asset = assignment.asset
    cells: list[Any] = [
        asset.asset_tag,
        asset.name,
        asset.serial_number,
        asset.facility.code,
        assignment.assigned_to or "",
        assignment.department_name,
        assignment.location or assignment.room_label,
        assignment.purpose,
        iso(assignment.started_at),
        iso(assignment.expected_return_at),
        iso(assignment.ended_at),
        assignment.get_status_display(),
        assignment.get_checkout_condition_display(),
        assignment.get_return_condition_display(),
        assignment.assigned_by or "",
    ]
    return [guarded(str(cell)) for cell in cells]


def iso(moment: Any) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


@transaction.atomic
def record_export(number: int, *, by: AbstractUser, chosen: dict[str, str]) -> None:
    """Note in the audit log who took what out of the register."""
    # There is no record that stands for many: only the label says what it was.
    assignments = Asset(asset_tag=f"{number:,}", name="assignments as CSV")
    payload = {"format": "csv", "rows": number, "filter": chosen}
    record("assignment.exported", entity=assignments, by=by, payload=payload)
