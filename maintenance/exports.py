"""Work orders as a file: CSV that streams, XLSX for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.recording import record
from equipment.choices import RiskClass
from equipment.exports import Column, Kind, csv_pieces, write_sheet
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


def csv_of(orders: WorkOrderQuerySet, *, is_marked: bool = False) -> Iterator[bytes]:
    return csv_pieces(orders, COLUMNS, is_marked=is_marked)


def write_xlsx(file: IO[bytes], orders: WorkOrderQuerySet) -> None:
    write_sheet(file, "Work orders", orders, COLUMNS)


@transaction.atomic
def record_export(
    number: int, *, by: AbstractUser, kind: str, chosen: dict[str, str]
) -> None:
    """Note in the audit log who took what out."""
    # There is no record that stands for many: only the label says what it was.
    orders = WorkOrder(number=f"{number:,} work orders as {kind.upper()}")
    payload = {"format": kind, "rows": number, "filter": chosen}
    record("work_order.exported", entity=orders, by=by, payload=payload)
