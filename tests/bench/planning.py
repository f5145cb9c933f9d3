"""How long the work orders of a month take, and to find that all of them are made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from audit.actors import system_user
from equipment.models import Asset
from maintenance.actions.generating import generate_work_orders
from maintenance.intervals import add_months
from maintenance.models import MaintenancePlan
from tests.bench.report import Figure, say

MONTH_SECONDS, AGAIN_SECONDS = 60, 5
DAYS_IN_YEAR = 365


def figures() -> list[Figure]:
    plans = MaintenancePlan.objects.count()
    return [
        Figure(f"a month of {plans} plans", seconds(), "s", MONTH_SECONDS),
        Figure("again, making nothing", seconds(), "s", AGAIN_SECONDS),
    ]


def yearly_plans(count: int) -> Iterator[MaintenancePlan]:
    """Plans of every asset in use, due on each day of the year."""
    today = timezone.localdate()
    assets = list(Asset.objects.on_inventory().order_by("pk").only("pk", "facility"))
    for number in range(count):
        yield MaintenancePlan(
            asset=assets[number % len(assets)],
            name=f"Measured check {number // len(assets) + 1}",
            next_due_on=today + timedelta(days=number % DAYS_IN_YEAR),
        )


def seconds() -> float:
    """Without the start of a process, which other work on the machine prolongs most."""
    started = time.perf_counter()
    today = timezone.localdate()
    outcome = generate_work_orders(
        on=today, until=add_months(today, 1), by=system_user()
    )
    say("  " + outcome.in_words())
    return time.perf_counter() - started
