"""What is due on which day: how much, and the first of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from maintenance.models import WorkOrder
from maintenance.models.plans import MaintenancePlanQuerySet
from maintenance.models.work_orders import WorkOrderQuerySet
from maintenance.reports.standing import LIFE_SUPPORT_FIRST, SHOWN, URGENCY
from maintenance.schedules import HAS_ORDER, IS_AWAY


@dataclass
class Day:
    """`number` counts all that is due; `rows` are the first, the riskiest in front."""

    number: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    planned: int = 0

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


def due_in(
    orders: WorkOrderQuerySet, *, start: date, end: date, most: int
) -> dict[date, Day]:
    """The open orders by their due days, of each day `most` rows.

    First which they are, by what an index and the orders alone say; then their names.
    """
    day = F("due_on")
    by_risk: list[Any] = [LIFE_SUPPORT_FIRST, URGENCY, F("pk")]
    ranked = (
        orders.open()
        .filter(due_on__range=(start, end))
        .annotate(
            place=Window(RowNumber(), partition_by=day, order_by=by_risk),
            due_that_day=Window(Count("pk"), partition_by=day),
        )
        .filter(place__lte=most)
        .order_by("due_on", "place")
        .values_list("pk", "due_on", "due_that_day")
    )
    found = list(ranked)
    chosen = WorkOrder.objects.filter(pk__in=[pk for pk, _, _ in found]).order_by()
    shown = {row["pk"]: row for row in chosen.values(*SHOWN)}
    days: dict[date, Day] = {}
    for pk, due_on, number in found:
        assert due_on is not None
        days.setdefault(due_on, Day(number)).rows.append(shown[pk])
    return days


def planned_in(
    plans: MaintenancePlanQuerySet, *, start: date, end: date
) -> dict[date, int]:
    """How many dates of plans have no work order yet, by day."""
    rows = (
        not_made(plans)
        .filter(next_due_on__range=(start, end))
        .order_by()
        .values_list("next_due_on")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


def not_made(plans: MaintenancePlanQuerySet) -> MaintenancePlanQuerySet:
    """Those whose next work order will be made, and is not yet."""
    return plans.active().exclude(IS_AWAY).exclude(HAS_ORDER)
