"""What stands open, how old devices are, how much they are used, what they cost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from equipment.models import Assignment
from equipment.models.assets import AssetQuerySet
from maintenance import kpis
from maintenance.choices import WorkOrderStatus
from maintenance.forecasts import MINUTES_IN_HOUR
from maintenance.models.records import MaintenanceLogQuerySet
from maintenance.models.work_orders import WorkOrderQuerySet
from maintenance.ratios import Ratio
from maintenance.reports.chosen import Chosen
from maintenance.reports.reliability import service_in
from maintenance.spans import Span, overlap, total

# From when an order counts as old: its window has ended, or it was asked for.
OLD_SINCE = Coalesce("window_end", TruncDate("requested_at"))
# What is expected of the model goes before what is of the category.
LIFE = Coalesce(
    F("device_model__expected_life_years"), F("category__expected_life_years")
)
REPAIRS, PLANNED, WAITING = "repairs", "planned", "waiting"

# --- What stands open -------------------------------------------------------------


def backlog_parts(
    orders: WorkOrderQuerySet, chosen: Chosen, *, today: date
) -> dict[str, WorkOrderQuerySet]:
    """Open orders; of planned work those past their window; apart, what waits."""
    found = orders.filter(chosen.of_orders).open()
    waiting = Q(status=WorkOrderStatus.ON_HOLD)
    return {
        REPAIRS: found.filter(~waiting, plan=None),
        PLANNED: found.filter(~waiting, plan__isnull=False, window_end__lt=today),
        WAITING: found.filter(waiting),
    }


def backlog_of(
    parts: dict[str, WorkOrderQuerySet], *, today: date
) -> dict[str, dict[str, int]]:
    return {
        name: kpis.backlog(part.order_by().values_list(OLD_SINCE, flat=True), on=today)
        for name, part in parts.items()
    }


def hours_of_backlog(part: WorkOrderQuerySet) -> tuple[Ratio, int]:
    """The minutes in all as hours, and of how many orders an estimate is known."""
    found = part.aggregate(
        minutes=Sum("estimated_minutes"), estimated=Count("estimated_minutes")
    )
    return Ratio(found["minutes"] or 0, MINUTES_IN_HOUR), found["estimated"]


def of_age(part: WorkOrderQuerySet, label: str, *, today: date) -> WorkOrderQuerySet:
    """Those of one age, as `kpis.backlog_age` tells it."""
    limits = [most for most, _ in kpis.BACKLOG_AGES]
    number = kpis.backlog_labels().index(label)
    dated = part.alias(old_since=OLD_SINCE)
    if number < len(limits):
        dated = dated.filter(old_since__gte=today - timedelta(days=limits[number]))
    if number:
        dated = dated.filter(old_since__lt=today - timedelta(days=limits[number - 1]))
    return dated


# --- Age --------------------------------------------------------------------------


@dataclass
class Ages:
    """`past` are older than their expected life; `unknown` lack a date or a life."""

    devices: int = 0
    years: Decimal = Decimal(0)
    dated: int = 0
    life: Ratio = field(default_factory=lambda: Ratio(0, 0))
    past: int = 0
    unknown: int = 0

    def add(self, age: Decimal | None, expected: int | None) -> None:
        self.devices += 1
        if age is not None:
            self.years += age
            self.dated += 1
        used = kpis.life_used(age, Decimal(expected) if expected else None)
        if used.value is None:
            self.unknown += 1
            return
        self.life += used
        self.past += used.value > 1

    def join(self, other: Ages) -> None:
        """Take in those of another part."""
        for each in fields(self):
            whole = getattr(self, each.name) + getattr(other, each.name)
            setattr(self, each.name, whole)

    @property
    def past_share(self) -> Ratio:
        return Ratio(self.past, self.devices - self.unknown)

    @property
    def mean_years(self) -> Ratio:
        return Ratio(self.years, self.dated)


def ages_by(
    assets: AssetQuerySet, chosen: Chosen, *, today: date
) -> dict[int | None, Ages]:
    """By category, of what is on the inventory today."""
    by: dict[int | None, Ages] = defaultdict(Ages)
    rows = (
        assets.on_inventory()
        .filter(chosen.of_assets())
        .order_by()
        .values_list(
            *("category", "accepted_at", "manufactured_on", "purchase_date"), LIFE
        )
    )
    for key, accepted, *dates, life in rows.iterator():
        known = [timezone.localdate(accepted) if accepted else None, *dates]
        by[key].add(kpis.age_years(today, dates=known), life)
    return dict(by)


# --- Use --------------------------------------------------------------------------


def utilisation_by(
    assets: AssetQuerySet,
    assignments: QuerySet[Assignment],
    chosen: Chosen,
    *,
    now: datetime,
) -> dict[int | None, Ratio]:
    """By category: time given out ÷ time in service; a device is with one at a time."""
    period = chosen.period.span(now=now)
    service = service_in(assets.filter(chosen.of_assets()), period, "category")
    in_use: dict[int | None, timedelta] = defaultdict(timedelta)
    given = (
        assignments.filter(chosen.of_assets("asset__"), started_at__lt=period.end)
        .filter(Q(ended_at=None) | Q(ended_at__gt=period.start))
        .order_by()
        .values_list("asset", "asset__category", "started_at", "ended_at")
    )
    for asset, key, start, end in given.iterator():
        held = [Span(start, end or period.end)]
        in_use[key] += total(overlap(service.of(asset), held))
    return {
        key: kpis.utilisation(in_use=in_use[key], served=time)
        for key, time in service.time.items()
    }


# --- Cost -------------------------------------------------------------------------


def costs_by(
    assets: AssetQuerySet,
    logs: MaintenanceLogQuerySet,
    chosen: Chosen,
    *,
    now: datetime,
) -> dict[str, kpis.CostOfService]:
    """By currency, since sums of different money say nothing."""
    period = chosen.period.span(now=now)
    spent = spent_of(logs.filter(chosen.of_assets("asset__")), period)
    by: dict[str, list[kpis.ServiceCost]] = defaultdict(list)
    present = present_in(assets, chosen, period)
    rows = present.order_by().values_list("pk", "currency", "purchase_cost")
    for pk, currency, price in rows.iterator():
        costs = kpis.ServiceCost(spent.get((pk, currency), Decimal(0)), price)
        by[currency].append(costs)
    return {
        currency: kpis.cost_of_service(costs, days=days_of(period))
        for currency, costs in sorted(by.items())
    }


def present_in(assets: AssetQuerySet, chosen: Chosen, period: Span) -> AssetQuerySet:
    is_there = Q(retired_at=None) | Q(retired_at__gt=period.start)
    return assets.filter(chosen.of_assets()).filter(is_there)


def days_of(period: Span) -> int:
    return max(period.duration.days, 1)


def spent_of(
    logs: MaintenanceLogQuerySet, period: Span
) -> dict[tuple[int, str], Decimal]:
    """Labour, parts and vendors, by device and currency, as signed logs say."""
    said: Any = (
        logs.valid()
        .filter(performed_at__gte=period.start, performed_at__lt=period.end)
        .order_by()
        .values("asset", "currency", "asset__currency")
        .annotate(
            labour=Sum("labor_cost"),
            parts=Sum("parts_cost"),
            vendors=Sum("vendor_cost"),
        )
        .values_list(
            "asset", "currency", "asset__currency", "labour", "parts", "vendors"
        )
    )
    spent: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for asset, currency, usual, *costs in said:
        spent[asset, currency or usual] += sum(filter(None, costs), Decimal(0))
    return spent
