"""Work orders as a file: CSV that streams, XLSX for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import IO, Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.recording import record
from equipment.choices import RiskClass
from equipment.exports import (
    BYTE_ORDER_MARK,
    ROWS_AT_ONCE,
    Column,
    Kind,
    converted,
)
from hospital_assets.foundation.workbooks import write_workbook
from maintenance import choices
from maintenance.models import WorkOrder
from maintenance.models.work_orders import WorkOrderQuerySet

COLUMNS = (
    Column("Number", "number"),
    Column("Type", "type", words=choices.WorkOrderType),
    Column("Priority", "priority", words=choices.Priority),
    Column("Status", "status", words=choices.WorkOrderStatus),
    Column("Waits for", "hold_reason", words=choices.HoldReason),
    Column("Asset tag", "asset__asset_tag"),
    Column("Device", "asset__name"),
    Column("Manufacturer", "asset__manufacturer_name"),
    Column("Model", "asset__model_name"),
    Column("Serial number", "asset__serial_number"),
    Column("Facility", "facility__code"),
    Column("Department", "department__name"),
    Column("Location", "asset__current_location__full_path"),
    Column("Risk class", "risk_class", words=RiskClass),
    Column("Life support", "is_life_support", Kind.YES_NO),
    Column("Problem", "problem"),
    Column("Asked for by", "requested_by__username"),
    Column("Asked for at", "requested_at", Kind.MOMENT),
    Column("Given to", "assigned_to__username"),
    Column("Team", "team__name"),
    Column("Due", "due_on", Kind.DAY),
    Column("Window begins", "window_start", Kind.DAY),
    Column("Window ends", "window_end", Kind.DAY),
    Column("Deferred until", "deferred_until", Kind.DAY),
    Column("Last attempt", "last_disposition", words=choices.Disposition),
    Column("Next attempt", "next_attempt_on", Kind.DAY),
    Column("Device down", "equipment_down", Kind.YES_NO),
    Column("First response", "first_response_at", Kind.MOMENT),
    Column("Started", "started_at", Kind.MOMENT),
    Column("Works again", "restored_at", Kind.MOMENT),
    Column("Completed", "completed_at", Kind.MOMENT),
    Column("Closed", "closed_at", Kind.MOMENT),
    Column("Failure", "failure_code", words=choices.FailureCode),
    Column("Cause", "cause_code", words=choices.CauseCode),
    Column("Action", "action_code", words=choices.ActionCode),
    Column("Resolution", "resolution"),
    Column("Why it ended", "ended_reason"),
)
DAYS = [n for n, column in enumerate(COLUMNS) if column.kind is Kind.DAY]
HEADER = [column.header for column in COLUMNS]


def csv_of(orders: WorkOrderQuerySet, *, is_marked: bool = False) -> Iterator[bytes]:
    """The file, piece by piece; marked as UTF-8 for who would not guess it."""
    rows: Any = chain([[HEADER]], (converted(each, COLUMNS) for each in chunks(orders)))
    mark = BYTE_ORDER_MARK if is_marked else ""
    for piece_of_rows in rows:
        piece = io.StringIO()
        csv.writer(piece).writerows(piece_of_rows)
        yield f"{mark}{piece.getvalue()}".encode()
        mark = ""


def write_xlsx(file: IO[bytes], orders: WorkOrderQuerySet) -> None:
    found = (converted(rows, COLUMNS) for rows in chunks(orders, in_words=False))
    write_workbook(
        file,
        "Work orders",
        chain([HEADER], chain.from_iterable(found)),
        width=len(COLUMNS),
        days=DAYS,
    )


def chunks(
    orders: WorkOrderQuerySet, *, in_words: bool = True
) -> Iterator[list[Sequence[Any]]]:
    sources = [column.asked_for(in_words=in_words) for column in COLUMNS]
    rows = orders.values_list(*sources).iterator(chunk_size=ROWS_AT_ONCE)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        yield chunk


@transaction.atomic
def record_export(
    number: int, *, by: AbstractUser, kind: str, chosen: dict[str, str]
) -> None:
    """Note in the audit log who took what out."""
    # There is no record that stands for many: only the label says what it was.
    orders = WorkOrder(number=f"{number:,} work orders as {kind.upper()}")
    payload = {"format": kind, "rows": number, "filter": chosen}
    record("work_order.exported", entity=orders, by=by, payload=payload)
