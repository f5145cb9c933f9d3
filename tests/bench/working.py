"""Two years of work for a large fleet.

The rows are written as they are, without the audit that actions would write, since
only the reading of them is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.utils import timezone

from audit.actors import system_user
from audit.bulk import create_many
from equipment.models import Asset
from maintenance.choices import (
    Disposition,
    LogOutcome,
    LogStatus,
    MaintenanceType,
    Strategy,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.models import MaintenanceLog, MaintenancePlan, WorkOrder
from tests.bench.planning import yearly_plans
from tests.bench.report import say

Row = TypeVar("Row", bound=models.Model)

# For each asset.
PLANS, ORDERS = 1.5, 5
OCCURRENCES_OF_A_PLAN, DAYS_BETWEEN, WINDOW_DAYS = 3, 240, 15
DAYS_OF_WORK, LONGEST_REPAIR_HOURS = 730, 200
BATCH = 5_000
CODES = ["EF", "EF", "WEAR", "BATT", "ACC", "USE", "CND"]
SNAPSHOT = ("facility_id", "department_id", "risk_class", "is_life_support")


def fill() -> None:
    assets = Asset.objects.count()
    plans, orders = round(assets * PLANS), assets * ORDERS
    say(f"Planning {plans} checks …")
    create_many(yearly_plans(plans), by=system_user())
    say(f"Doing {orders} pieces of work …")
    work = Work()
    write(WorkOrder, islice(work.orders(), orders))
    write(MaintenanceLog, work.logs())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@transaction.atomic
def write(model: type[Row], rows: Iterator[Row]) -> None:
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)


@dataclass(frozen=True)
class Fate:
    """How an occurrence ended: days after it was due, or what kept it open."""

    days: int | None
    disposition: str = ""


class Work:
    """The same each time; late, not found and missed as often as in the demo."""

    def __init__(self) -> None:
        self.random = Random(1)
        self.today = timezone.localdate()
        people = get_user_model().objects.filter(groups__name="biomed_technician")
        self.people = list(people.values_list("pk", flat=True))
        told = ("facility", "owner_department", "risk_class", "is_life_support")
        rows = Asset.objects.on_inventory().values_list("pk", *told)
        self.assets = {
            pk: dict(zip(SNAPSHOT, frozen, strict=True)) for pk, *frozen in rows
        }

    def orders(self) -> Iterator[WorkOrder]:
        number = 0
        for each in self.occurrences():
            number += 1
            each.number = f"WO-B-{number:06}"
            yield each
        keys = list(self.assets)
        while True:
            number += 1
            each = self.repair(self.random.choice(keys))
            each.number = f"WO-B-{number:06}"
            yield each

    def occurrences(self) -> Iterator[WorkOrder]:
        for plan, asset in MaintenancePlan.objects.values_list("pk", "asset"):
            for turn in range(1, OCCURRENCES_OF_A_PLAN + 1):
                if turn == OCCURRENCES_OF_A_PLAN and plan % 5 == 0:
                    continue
                back = turn * DAYS_BETWEEN - plan % DAYS_BETWEEN
                yield self.occurrence(plan, asset, self.today - timedelta(days=back))

    def occurrence(self, plan: int, asset: int, due: date) -> WorkOrder:
        fate = self.fate()
        done_on = None if fate.days is None else due + timedelta(days=fate.days)
        if done_on and done_on >= self.today:
            done_on = None
        return WorkOrder(
            **self.given(asset),
            plan_id=plan,
            type=WorkOrderType.PM,
            strategy=Strategy.MANUFACTURER,
            due_on=due,
            window_start=due - timedelta(days=WINDOW_DAYS),
            window_end=due + timedelta(days=WINDOW_DAYS),
            requested_at=moment(due - timedelta(days=30)),
            last_disposition=fate.disposition,
            was_attempted_in_window=bool(fate.disposition),
            **self.ended(done_on),
        )

    def fate(self) -> Fate:
        chance = self.random.random()
        if chance < 0.005:
            return Fate(None)
        if chance < 0.01:
            return Fate(None, Disposition.COULD_NOT_LOCATE)
        if chance < 0.05:
            return Fate(WINDOW_DAYS + self.random.randint(1, 30))
        return Fate(self.random.randint(-WINDOW_DAYS, WINDOW_DAYS))

    def repair(self, asset: int) -> WorkOrder:
        back = self.random.randint(1, DAYS_OF_WORK)
        asked = moment(self.today - timedelta(days=back))
        hours = timedelta(hours=self.random.randint(2, LONGEST_REPAIR_HOURS))
        restored = asked + hours
        is_done = restored < timezone.now()
        return WorkOrder(
            **self.given(asset),
            type=WorkOrderType.CM,
            problem="It does not start.",
            requested_at=asked,
            first_response_at=asked + timedelta(minutes=self.random.randint(10, 300)),
            equipment_down=self.random.random() < 0.6,
            restored_at=restored if is_done else None,
            failure_code=self.random.choice(CODES) if is_done else "",
            **self.ended(restored.date() if is_done else None),
        )

    def given(self, asset: int) -> dict[str, Any]:
        person = self.random.choice(self.people)
        return self.assets[asset] | {"asset_id": asset, "assigned_to_id": person}

    def ended(self, on: date | None) -> dict[str, Any]:
        if on is None:
            return {"status": WorkOrderStatus.ASSIGNED}
        at = moment(on)
        return {
            "status": WorkOrderStatus.CLOSED,
            "started_at": at - timedelta(hours=1),
            "completed_at": at,
            "completed_on": on,
            "closed_at": at,
        }

    def logs(self) -> Iterator[MaintenanceLog]:
        done = WorkOrder.objects.filter(status=WorkOrderStatus.CLOSED).order_by("pk")
        told = ("pk", "asset", "plan", "type", "assigned_to", "completed_at")
        for order, asset, plan, kind, person, at in done.values_list(*told).iterator():
            is_repair = kind == WorkOrderType.CM
            yield MaintenanceLog(
                work_order_id=order,
                asset_id=asset,
                plan_id=plan,
                performed_by_id=person,
                maintenance_type=MaintenanceType.CORRECTIVE
                if is_repair
                else MaintenanceType.PREVENTIVE,
                status=LogStatus.COMPLETED,
                started_at=at - timedelta(hours=1),
                completed_at=at,
                performed_at=at,
                signed_at=at,
                summary="Done.",
                outcome=LogOutcome.REPAIRED if is_repair else LogOutcome.PASSED,
                labor_minutes=45,
                labor_cost=Decimal(60),
                parts_cost=Decimal(120) if is_repair else None,
            )


def moment(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(8)))
