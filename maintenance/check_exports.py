"""Inspections and compliance events as CSV files that stream."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import QuerySet

from audit.recording import record
from equipment.models import Asset
from hospital_assets.foundation.spreadsheets import guarded
from maintenance.models import ComplianceEvent, Inspection

ROWS_AT_ONCE = 1000

DEVICE = ("Asset tag", "Name", "Serial number", "Facility")
INSPECTION_HEADERS = (
    *DEVICE,
    *("Number", "Kind", "Inspected at", "Inspected by", "Result", "Findings"),
    *("Procedure", "Standard", "Valid until", "Corrects", "Corrected by"),
)
EVENT_HEADERS = (
    *DEVICE,
    *("Number", "What", "Severity", "Status", "Happened at", "Summary", "By"),
    *("Due", "Reference", "Work order", "Closed at", "Closed by", "Why closed"),
)


def inspections_csv(found: QuerySet[Inspection]) -> Iterator[bytes]:
    rows = found.select_related(
        "asset__facility",
        "inspected_by",
        "procedure_version__procedure",
        "superseded_by",
    )
    return csv_of(rows, INSPECTION_HEADERS, inspection_cells)


def events_csv(found: QuerySet[ComplianceEvent]) -> Iterator[bytes]:
    rows = found.select_related("asset__facility", "actor", "work_order", "closed_by")
    return csv_of(rows, EVENT_HEADERS, event_cells)


def csv_of(
    found: QuerySet[Any], headers: Sequence[str], cells_of: Callable[[Any], list[Any]]
) -> Iterator[bytes]:
    left = found.iterator(chunk_size=ROWS_AT_ONCE)
    rows: list[list[Any]] = [list(headers)]
    while rows:
        piece = io.StringIO()
        csv.writer(piece).writerows(
            [guarded(str(cell)) for cell in row] for row in rows
        )
        yield piece.getvalue().encode()
        rows = [cells_of(row) for row in islice(left, ROWS_AT_ONCE)]


def device_cells(asset: Asset) -> list[Any]:
    return [asset.asset_tag, asset.name, asset.serial_number, asset.facility.code]


def inspection_cells(inspection: Inspection) -> list[Any]:
    newer = getattr(inspection, "superseded_by", None)
    return [
        *device_cells(inspection.asset),
        inspection.pk,
        inspection.get_type_display(),
        moment(inspection.inspected_at),
        inspection.inspected_by,
        inspection.get_status_display() or "Not signed",
        inspection.findings,
        inspection.procedure_version or "",
        inspection.safety_standard,
        inspection.valid_until or "",
        inspection.supersedes_id or "",
        newer.pk if newer else "",
    ]


def event_cells(event: ComplianceEvent) -> list[Any]:
    return [
        *device_cells(event.asset),
        event.pk,
        event.get_event_type_display(),
        event.get_severity_display(),
        event.get_status_display(),
        moment(event.occurred_at),
        event.summary,
        event.actor,
        event.due_on or "",
        event.reference_number,
        event.work_order.number if event.work_order else "",
        moment(event.closed_at),
        event.closed_by or "",
        event.closing_reason,
    ]


def moment(at: Any) -> str:
    return at.isoformat(timespec="seconds") if at else ""


@transaction.atomic
def record_export(
    noun: str, number: int, *, by: AbstractUser, chosen: dict[str, str]
) -> None:
    """Note in the audit log who took what out of the records."""
    # There is no record that stands for many: only the label says what it was.
    many = Asset(asset_tag=f"{number:,}", name=f"{noun}s as CSV")
    payload = {"format": "csv", "rows": number, "filter": chosen}
    record(f"{noun}.exported", entity=many, by=by, payload=payload)
