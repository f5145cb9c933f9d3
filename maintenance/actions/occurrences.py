"""The occurrences of a plan: made, done, missed, and what follows from each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.bulk import create_many
from audit.saving import save
from equipment.access import require
from equipment.choices import RiskClass
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.next_service import renew_next_service
from maintenance.actions.numbering import next_numbers
from maintenance.actions.work_orders import complete_work_order
from maintenance.choices import (
    EventSeverity,
    EventType,
    PlanStatus,
    PlanType,
    Timing,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.models import ComplianceEvent, MaintenancePlan, WorkOrder
from maintenance.schedules import schedule_of, today_at
from maintenance.scheduling import Schedule, next_due
from maintenance.windows import classify

# What kind of work a kind of plan leads to.
TYPES = {
    PlanType.PM: WorkOrderType.PM,
    PlanType.EST: WorkOrderType.EST,
    PlanType.CALIBRATION: WorkOrderType.CALIBRATION,
    PlanType.PHYSICIST: WorkOrderType.INSPECTION,
    PlanType.STK: WorkOrderType.INSPECTION,
    PlanType.MTK: WorkOrderType.CALIBRATION,
    PlanType.BATTERY: WorkOrderType.PM,
    PlanType.USER_CHECK: WorkOrderType.INSPECTION,
    PlanType.SOFTWARE: WorkOrderType.UPGRADE,
}
MISSED_REASON = "It was not done before the next one took over."
DONE_ONCE = "It was done."


@dataclass(frozen=True)
class Occurrence:
    """One due date of a plan, as it is counted from the moment it is made."""

    plan: MaintenancePlan
    due: date
    schedule: Schedule
    at: datetime

    def order(self) -> WorkOrder:
        """A work order that is not stored yet and has no number."""
        plan, asset = self.plan, self.plan.asset
        window = self.schedule.window(self.due)
        is_assigned = plan.assigned_to_id or plan.team_id
        status = WorkOrderStatus.ASSIGNED if is_assigned else WorkOrderStatus.TRIAGED
        return WorkOrder(
            asset=asset,
            plan=plan,
            type=TYPES[PlanType(plan.plan_type)],
            status=status,
            requested_at=self.at,
            assigned_to_id=plan.assigned_to_id,
            team_id=plan.team_id,
            estimated_minutes=minutes_of(plan),
            due_on=self.due,
            window_start=window.start,
            window_end=window.end,
            facility_id=asset.facility_id,
            department_id=asset.owner_department_id,
            risk_class=asset.risk_class,
            is_life_support=asset.is_life_support,
            strategy=plan.strategy,
            procedure_version_id=plan.procedure.current_id if plan.procedure else None,
        )


def minutes_of(plan: MaintenancePlan) -> int | None:
    procedure = plan.procedure
    return plan.standard_minutes or (procedure.standard_minutes if procedure else None)


# --- Done -------------------------------------------------------------------------


def is_early(order: WorkOrder, *, done_on: date) -> bool:
    """Whether it would be done before its window opens, and so not count by itself."""
    return order.window_start is not None and done_on < order.window_start


@transaction.atomic
def record_done(
    order: WorkOrder, *, done_on: date, by: AbstractUser, counts_early: bool = False
) -> MaintenancePlan:
    """Move the plan of `order` on to its next date, since the work was done.

    Work that was early and is not counted leaves the date as it is. The caller has
    asked whether `by` may do this, and whether early work counts.
    """
    if order.plan_id is None or order.due_on is None:
        raise ValidationError("This work belongs to no plan.")
    plan = locked_plan(order.plan_id)
    early = is_early(order, done_on=done_on)
    # A correction of old work moves nothing: the next date never moves back.
    if plan.status == PlanStatus.COMPLETED or order.due_on < plan.next_due_on:
        return plan
    if early and not counts_early:
        return plan
    if early:
        order.counts_early = True
    skipped = move_on(plan, due=order.due_on, done_on=done_on)
    if early:
        save(order, by=by, action="work_order.counted_early")
    keep_moved(plan, skipped, by=by)
    for covered in plans_covered_by(plan):
        satisfy(covered, order, done_on=done_on, by=by)
    return plan


def move_on(plan: MaintenancePlan, *, due: date, done_on: date) -> list[WorkOrder]:
    """Give `plan` its next date; return the occurrences that were skipped by that."""
    if plan.is_one_off:
        plan.status, plan.paused_reason = PlanStatus.COMPLETED, ""
        plan.ended_reason = DONE_ONCE
        return []
    schedule = schedule_of(plan)
    following = next_due(schedule, due=due, done=done_on, counts_early=True)
    plan.next_due_on = following.due
    now = timezone.now()
    return [
        missed(Occurrence(plan, skipped, schedule, now).order(), on=done_on)
        for skipped in following.skipped
    ]


def keep_moved(
    plan: MaintenancePlan, skipped: Sequence[WorkOrder], *, by: AbstractUser
) -> None:
    save(plan, by=by, action="maintenance_plan.moved_on")
    renew_next_service([plan.asset_id], by=by)
    create_orders(skipped, by=by, action="work_order.missed")
    record_missed(skipped, by=by)


def plans_covered_by(plan: MaintenancePlan) -> list[MaintenancePlan]:
    covered = MaintenancePlan.objects.active().filter(covered_by=plan)
    return [
        locked_plan(pk) for pk in covered.order_by("pk").values_list("pk", flat=True)
    ]


def satisfy(
    covered: MaintenancePlan, by_order: WorkOrder, *, done_on: date, by: AbstractUser
) -> None:
    """Count the work at a greater plan for a lesser one that is due nearby."""
    window = schedule_of(covered).window(covered.next_due_on)
    if classify(done_on, window) == Timing.EARLY:
        return
    due = covered.next_due_on
    for order in WorkOrder.objects.open().filter(plan=covered, due_on=due):
        at = by_order.completed_at or noon_of(done_on, order)
        words = f"Done with {by_order.number}."
        complete_work_order(order, at=at, by=by, resolution=words)
    keep_moved(covered, move_on(covered, due=due, done_on=done_on), by=by)


def noon_of(day: date, order: WorkOrder) -> datetime:
    zone = ZoneInfo(order.facility.time_zone)
    return min(datetime.combine(day, time(12), tzinfo=zone), timezone.now())


# --- Missed -----------------------------------------------------------------------


def missed(order: WorkOrder, *, on: date) -> WorkOrder:
    """Rates as of a day before `on` still count it as open."""
    order.status, order.ended_reason = WorkOrderStatus.MISSED, MISSED_REASON
    order.missed_on = on
    order.hold_reason, order.deferred_until = "", None
    order.next_attempt_on = None
    return order


def record_missed(orders: Sequence[WorkOrder], *, by: AbstractUser) -> None:
    """An event for each, as severe as the risk of the device."""
    now = timezone.now()
    create_many(
        (
            ComplianceEvent(
                asset_id=order.asset_id,
                actor_id=by.pk,
                event_type=EventType.MISSED_PM,
                severity=severity_of(order),
                summary=f"{order.number} of {order.due_on} was missed.",
                details={"plan": order.plan_id, "due_on": str(order.due_on)},
                occurred_at=now,
                work_order=order,
            )
            for order in orders
        ),
        by=by,
        action="compliance_event.recorded",
    )


def severity_of(order: WorkOrder) -> EventSeverity:
    if order.is_life_support:
        return EventSeverity.CRITICAL
    is_high = order.risk_class == RiskClass.HIGH
    return EventSeverity.HIGH if is_high else EventSeverity.MEDIUM


# --- By hand ----------------------------------------------------------------------


@transaction.atomic
def open_occurrence(plan: MaintenancePlan, *, by: AbstractUser) -> WorkOrder:
    """The order for the next date of a plan, which nothing has generated.

    A device that was stored has none for the date that has come, and before it is used
    the work has to be done. Who may count work early may also begin it early.
    """
    require(by, "maintenance.perform_workorder", at=plan.asset)
    plan = locked_plan(plan.pk)
    schedule, due = schedule_of(plan), plan.next_due_on
    is_due = due <= today_at(plan.asset.facility)
    may_begin = is_due or by.has_perm("maintenance.defer_workorder")
    if plan.status != PlanStatus.ACTIVE or not may_begin:
        raise Conflict(f"“{plan.name}” is not due: there is nothing to be done.")
    made = WorkOrder.objects.filter(plan=plan, due_on=due).first()
    if made is None:
        made = Occurrence(plan, due, schedule, timezone.now()).order()
        create_orders([made], by=by, action="work_order.generated")
    elif not made.is_open:
        raise Conflict(f"{made.number} was for this date and is over.")
    return made


# --- Stored -----------------------------------------------------------------------


def create_orders(
    orders: Sequence[WorkOrder], *, by: AbstractUser, action: str
) -> None:
    """Number and store occurrences; the plans that they belong to are locked."""
    if not orders:
        return
    numbers = next_numbers(timezone.localdate().year, len(orders))
    for order, number in zip(orders, numbers, strict=True):
        order.number = number
    create_many(orders, by=by, action=action)


def locked_plan(pk: int) -> MaintenancePlan:
    return (
        MaintenancePlan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("asset__facility", "procedure")
        .get(pk=pk)
    )
