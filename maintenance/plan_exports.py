"""Plans as a file: CSV that streams, XLSX for spreadsheets."""

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
from equipment.exports import BYTE_ORDER_MARK, ROWS_AT_ONCE, Column, Kind, converted
from equipment.models import Asset
from hospital_assets.foundation.workbooks import write_workbook
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
DAYS = [n for n, column in enumerate(COLUMNS) if column.kind is Kind.DAY]
HEADER = [column.header for column in COLUMNS]


def csv_of(
    plans: MaintenancePlanQuerySet, *, is_marked: bool = False
) -> Iterator[bytes]:
    """The file, piece by piece; marked as UTF-8 for who would not guess it."""
    rows: Any = chain([[HEADER]], (converted(each, COLUMNS) for each in chunks(plans)))
    mark = BYTE_ORDER_MARK if is_marked else ""
    for piece_of_rows in rows:
        piece = io.StringIO()
        csv.writer(piece).writerows(piece_of_rows)
        yield f"{mark}{piece.getvalue()}".encode()
        mark = ""


def write_xlsx(file: IO[bytes], plans: MaintenancePlanQuerySet) -> None:
    found = (converted(rows, COLUMNS) for rows in chunks(plans, in_words=False))
    rows = chain([HEADER], chain.from_iterable(found))
    write_workbook(file, "Plans", rows, width=len(COLUMNS), days=DAYS)


def chunks(
    plans: MaintenancePlanQuerySet, *, in_words: bool = True
) -> Iterator[list[Sequence[Any]]]:
    sources = [column.asked_for(in_words=in_words) for column in COLUMNS]
    rows = plans.values_list(*sources).iterator(chunk_size=ROWS_AT_ONCE)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        yield chunk


@transaction.atomic
def record_export(
    number: int, *, by: AbstractUser, kind: str, chosen: dict[str, str]
) -> None:
    """Note in the audit log who took what out."""
    # There is no record that stands for many: only the label says what it was.
    plans = Asset(asset_tag=f"{number:,}", name=f"plans as {kind.upper()}")
    payload = {"format": kind, "rows": number, "filter": chosen}
    record("maintenance_plan.exported", entity=plans, by=by, payload=payload)
