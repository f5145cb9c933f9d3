"""Plans as a file: CSV that streams, XLSX for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.recording import record
from equipment.choices import RiskClass
from equipment.exports import Column, Kind, csv_pieces, write_sheet
from equipment.models import Asset
from maintenance import choices
from maintenance.models.plans import MaintenancePlanQuerySet

COLUMNS = (
    Column("Plan", "name"),
    Column("Kind of work", "plan_type", words=choices.PlanType),
    Column("Status", "status", words=choices.PlanStatus),
    Column("Asset tag", "asset__asset_tag"),
    Column("Device", "asset__name"),
    Column("Manufacturer", "asset__manufacturer_name"),
    Column("Model", "asset__model_name"),
    Column("Serial number", "asset__serial_number"),
    Column("Category", "asset__category__name"),
    Column("Facility", "asset__facility__code"),
    Column("Location", "asset__current_location__full_path"),
    Column("Risk class", "asset__risk_class", words=RiskClass),
    Column("Life support", "asset__is_life_support", Kind.YES_NO),
    Column("Due next", "next_due_on", Kind.DAY),
    Column("Interval", "interval_value", Kind.PLAIN),
    Column("Unit", "interval_unit", words=choices.IntervalUnit),
    Column("Days", "frequency_days", Kind.PLAIN),
    Column("Counted from", "schedule_mode", words=choices.ScheduleMode),
    Column("Window", "window_policy"),
    Column("Only once", "is_one_off", Kind.YES_NO),
    Column("Strategy", "strategy", words=choices.Strategy),
    Column("Procedure", "procedure__code"),
    Column("Minutes", "standard_minutes", Kind.PLAIN),
    Column("Given to", "assigned_to__username"),
    Column("Team", "team__name"),
    Column("Why paused", "paused_reason"),
    Column("Why ended", "ended_reason"),
)


def csv_of(
    plans: MaintenancePlanQuerySet, *, is_marked: bool = False
) -> Iterator[bytes]:
    return csv_pieces(plans, COLUMNS, is_marked=is_marked)


def write_xlsx(file: IO[bytes], plans: MaintenancePlanQuerySet) -> None:
    write_sheet(file, "Plans", plans, COLUMNS)


@transaction.atomic
def record_export(
    number: int, *, by: AbstractUser, kind: str, chosen: dict[str, str]
) -> None:
    """Note in the audit log who took what out."""
    # There is no record that stands for many: only the label says what it was.
    plans = Asset(asset_tag=f"{number:,}", name=f"plans as {kind.upper()}")
    payload = {"format": kind, "rows": number, "filter": chosen}
    record("maintenance_plan.exported", entity=plans, by=by, payload=payload)
