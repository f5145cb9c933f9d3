"""Work orders from plans: made when they come due, and closed when they were missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from audit.bulk import in_chunks, update_many
from equipment.models import Facility
from maintenance.actions.next_service import renew_next_service
from maintenance.actions.occurrences import (
    MISSED_REASON,
    Occurrence,
    create_orders,
    missed,
    record_missed,
)
from maintenance.choices import PlanStatus, WorkOrderStatus
from maintenance.lifecycle import DONE
from maintenance.models import MaintenancePlan, WorkOrder
from maintenance.models.plans import MaintenancePlanQuerySet
from maintenance.schedules import (
    IS_AWAY,
    Policies,
    is_away,
    is_high_risk,
    policies_of,
    schedule_of,
)
from maintenance.scheduling import is_missed, next_due

ENDED_REASON = "Its only work order was closed."

Orders = dict[date, WorkOrder]


@dataclass(frozen=True)
class Run:
    """One run over the plans: as of which day, until when, and in whose name."""

    on: date
    until: date
    by: AbstractUser
    at: datetime = field(default_factory=timezone.now)


@dataclass
class Outcome:
    made: int = 0
    missed: int = 0
    moved: int = 0

    def in_words(self) -> str:
        return (
            f"{self.made} work orders were made, {self.missed} were missed, "
            f"{self.moved} plans moved on."
        )


def generate_work_orders(
    *, on: date, until: date, by: AbstractUser, facility: Facility | None = None
) -> Outcome:
    """Make the work orders of active plans that come due by `until`, one for each plan.

    The next one follows when this one is done, or when it is missed: when the window
    of the next date has opened by `on`, unless the device is a high risk. Devices in
    storage and missing ones wait. Each chunk is a transaction of its own; it may be run
    as often as one likes, and by two at once.
    """
    run, outcome = Run(on, until, by), Outcome()
    for ids in in_chunks(plans_to_look_at(run, facility)):
        generate_for(ids, run, outcome)
    return outcome


def plans_to_look_at(run: Run, facility: Facility | None) -> list[int]:
    """Those without an open order for their date, and those whose date has come."""
    due = MaintenancePlan.objects.due_by(run.until)
    if facility is not None:
        due = due.filter(asset__facility=facility)
    made = (
        WorkOrder.objects.open()
        .filter(plan=OuterRef("pk"), due_on=OuterRef("next_due_on"))
        .order_by()
    )
    has_come = Q(next_due_on__lte=run.on)
    found: MaintenancePlanQuerySet = due.filter(has_come | ~Exists(made) & ~IS_AWAY)
    return list(found.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def generate_for(ids: Sequence[int], run: Run, outcome: Outcome) -> None:
    plans = locked_plans(ids)
    policies = policies_of(plan.asset.facility_id for plan in plans)
    orders, free = orders_of(plans, run)
    turns = [Turn(plan, orders[plan.pk], free, policies, run) for plan in plans]
    for turn in turns:
        turn.take()
    keep(turns, run)
    outcome.made += sum(turn.new is not None for turn in turns)
    outcome.missed += sum(len(turn.closed) + len(turn.skipped) for turn in turns)
    outcome.moved += sum(turn.has_moved for turn in turns)


def locked_plans(ids: Iterable[int]) -> list[MaintenancePlan]:
    return list(
        MaintenancePlan.objects.active()
        .select_for_update(of=("self",), no_key=True)
        .select_related("asset", "procedure", "covered_by")
        .filter(pk__in=ids)
        .order_by("pk")
    )


def orders_of(
    plans: Sequence[MaintenancePlan], run: Run
) -> tuple[defaultdict[int, Orders], set[int]]:
    """The orders of each plan by their dates, and which of them nobody holds.

    Read once the plans are locked, so that whoever runs beside this is seen. What
    somebody works on this very moment is left to the next run: to wait for it here
    could be to wait for each other.
    """
    found: defaultdict[int, Orders] = defaultdict(dict)
    earliest = min((plan.next_due_on for plan in plans), default=run.on)
    of_plans = WorkOrder.objects.filter(plan__in=plans, due_on__gte=earliest)
    for order in of_plans.order_by():
        if order.plan_id and order.due_on:
            found[order.plan_id][order.due_on] = order
    past = of_plans.open().filter(due_on__lte=run.on).order_by()
    free = past.select_for_update(skip_locked=True).values_list("pk", flat=True)
    return found, set(free)


class Turn:
    """What becomes of one plan in a run."""

    def __init__(
        self,
        plan: MaintenancePlan,
        orders: Orders,
        free: set[int],
        policies: Policies,
        run: Run,
    ) -> None:
        self.plan, self.orders, self.free, self.run = plan, orders, free, run
        self.schedule = schedule_of(plan, policies)
        self.has_moved = False
        self.closed: list[WorkOrder] = []
        self.skipped: list[WorkOrder] = []
        self.new: WorkOrder | None = None

    def take(self) -> None:
        while self.step():
            self.has_moved = True
        if self.is_to_make():
            self.new = self.occurrence(self.plan.next_due_on)

    def step(self) -> bool:
        """Move the plan on from a date that is over; return whether there was one."""
        due = self.plan.next_due_on
        order = self.orders.get(due)
        if self.plan.status != PlanStatus.ACTIVE:
            return False
        if order is not None and not order.is_open:
            self.leave(order)
            return True
        if not self.is_over(due) or not self.is_let_go(order):
            return False
        self.plan.next_due_on = self.schedule.following(due)
        return True

    def is_over(self, due: date) -> bool:
        if self.plan.is_one_off:
            return False
        risk = is_high_risk(self.plan.asset)
        return is_missed(self.schedule, due, on=self.run.on, is_high_risk=risk)

    def is_let_go(self, order: WorkOrder | None) -> bool:
        """Note that the date was missed, unless somebody is at it."""
        if order is None:
            # What nobody could do counts against nobody.
            if not is_away(self.plan.asset):
                self.skipped.append(self.missed_at(self.plan.next_due_on))
            return True
        if not self.can_be_missed(order):
            return False
        self.closed.append(missed(order, on=self.run.on))
        return True

    def can_be_missed(self, order: WorkOrder) -> bool:
        is_deferred = (order.deferred_until or date.min) >= self.run.on
        is_begun = order.status == WorkOrderStatus.IN_PROGRESS
        is_held = order.pk not in self.free
        return not (is_deferred or is_begun or is_held or is_away(self.plan.asset))

    def leave(self, order: WorkOrder) -> None:
        """Go on from an order that was done or closed while the plan stood still."""
        if self.plan.is_one_off:
            self.plan.status = PlanStatus.COMPLETED
            self.plan.ended_reason = ENDED_REASON
        elif order.status in DONE and order.completed_on:
            following = next_due(
                self.schedule,
                due=self.plan.next_due_on,
                done=order.completed_on,
                counts_early=True,
            )
            self.plan.next_due_on = following.due
            self.skipped += map(self.missed_at, following.skipped)
        else:
            self.plan.next_due_on = self.schedule.following(self.plan.next_due_on)

    def is_to_make(self) -> bool:
        plan = self.plan
        return (
            plan.status == PlanStatus.ACTIVE
            and plan.next_due_on <= self.run.until
            and plan.next_due_on not in self.orders
            and not is_away(plan.asset)
            and not self.is_covered()
        )

    def is_covered(self) -> bool:
        greater = self.plan.covered_by
        return (
            greater is not None
            and greater.status == PlanStatus.ACTIVE
            and greater.next_due_on in self.schedule.window(self.plan.next_due_on)
        )

    def missed_at(self, due: date) -> WorkOrder:
        return missed(self.occurrence(due), on=self.run.on)

    def occurrence(self, due: date) -> WorkOrder:
        return Occurrence(self.plan, due, self.schedule, self.run.at).order()


def keep(turns: Sequence[Turn], run: Run) -> None:
    """Write what became of the plans; the numbers last, since all wait for them."""
    moved = [turn.plan for turn in turns if turn.has_moved]
    closed = [order for turn in turns for order in turn.closed]
    skipped = [order for turn in turns for order in turn.skipped]
    new = [turn.new for turn in turns if turn.new]
    action = "work_order.missed"
    update_many(closed, by=run.by, action=action, reason=MISSED_REASON)
    update_many(moved, by=run.by, action="maintenance_plan.moved_on")
    renew_next_service([plan.asset_id for plan in moved], by=run.by)
    create_orders(skipped, by=run.by, action=action)
    create_orders(new, by=run.by, action="work_order.generated")
    record_missed([*closed, *skipped], by=run.by)
