"""How work goes on: begun, held up, put off, taken up again, closed, called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.choices import RiskClass
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.dispatching import ASSIGN, PERFORM, respond
from maintenance.actions.events import record_event
from maintenance.actions.locking import locked_order, move_on
from maintenance.actions.work_orders import cancel_work_order, local_date
from maintenance.choices import (
    DecontaminationStatus,
    DeferralReason,
    EventSeverity,
    EventType,
    HoldReason,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.lifecycle import REOPEN_WITHIN, may_reopen
from maintenance.models import FacilityPolicy, WorkOrder
from maintenance.models.policies import LONGEST_DEFERRAL_DAYS

DEFER = "maintenance.defer_workorder"


@transaction.atomic
def begin_work(
    order: WorkOrder, *, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Begin work that one has, or that nobody has and one takes thereby."""
    require(by, PERFORM, at=order.asset)
    order = locked_order(order, version=version)
    if order.assigned_to_id not in (None, by.pk):
        raise Conflict(
            f"{order.assigned_to} has this work. Ask them, or a manager to give it "
            "to you."
        )
    move_on(order, WorkOrderStatus.IN_PROGRESS)
    order.assigned_to_id = by.pk
    order.started_at = order.started_at or timezone.now()
    respond(order)
    save(order, by=by, action="work_order.begun")
    return order


@transaction.atomic
def hold_work(
    order: WorkOrder,
    *,
    reason: str,
    by: AbstractUser,
    note: str = "",
    version: int | None = None,
) -> WorkOrder:
    """Say what the work waits for."""
    require(by, PERFORM, at=order.asset)
    order = locked_order(order, version=version)
    if reason not in HoldReason:
        raise ValidationError({"reason": "Choose what it waits for."})
    move_on(order, WorkOrderStatus.ON_HOLD)
    order.hold_reason = reason
    save(order, by=by, action="work_order.held", reason=note)
    return order


@transaction.atomic
def resume_work(
    order: WorkOrder, *, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Go on with work that waited."""
    require(by, PERFORM, at=order.asset)
    order = locked_order(order, version=version)
    if order.status != WorkOrderStatus.ON_HOLD:
        raise Conflict(f"{order.number} is not on hold.")
    if order.hold_reason == HoldReason.DECONTAMINATION:
        order.decontamination_status = DecontaminationStatus.DONE
    move_on(order, WorkOrderStatus.IN_PROGRESS)
    order.started_at = order.started_at or timezone.now()
    save(order, by=by, action="work_order.resumed")
    return order


@dataclass(frozen=True)
class Deferral:
    """`code` is of the list of reasons, `reason` says more."""

    until: date
    reason: str
    code: str


@transaction.atomic
def defer_work(
    order: WorkOrder,
    deferral: Deferral,
    *,
    by: AbstractUser,
    version: int | None = None,
) -> WorkOrder:
    """Put planned work off. Its window stays: late is late, with a reason.

    A surveyor finds it among the events.
    """
    require(by, DEFER, at=order.asset)
    order = locked_order(order, version=version)
    if not order.is_planned:
        raise Conflict(
            "Only work of a plan is deferred. Put this on hold, or set a later date."
        )
    check_deferral(order, deferral)
    move_on(order, WorkOrderStatus.DEFERRED)
    order.deferred_until, order.deferral_reason = deferral.until, deferral.code
    save(order, by=by, action="work_order.deferred", reason=deferral.reason)
    record_deferral(order, deferral, by=by)
    return order


def record_deferral(order: WorkOrder, deferral: Deferral, *, by: AbstractUser) -> None:
    is_grave = order.is_life_support or order.risk_class == RiskClass.HIGH
    code = DeferralReason(deferral.code).label
    until = f"{deferral.until:%-d %B %Y}"
    record_event(
        order.asset,
        kind=EventType.DEFERRED_PM,
        severity=EventSeverity.MEDIUM if is_grave else EventSeverity.LOW,
        summary=f"{order.number} is deferred to {until}. {code}: {deferral.reason}",
        by=by,
        work_order=order,
        due_on=deferral.until,
    )


def check_deferral(order: WorkOrder, deferral: Deferral) -> None:
    today = local_date(timezone.now(), order.asset)
    if deferral.until <= today:
        raise ValidationError({"until": "Choose a day in the future."})
    days = longest_deferral(order)
    if deferral.until > today + timedelta(days=days):
        raise ValidationError({"until": f"Work is deferred for {days} days at most."})
    if deferral.code not in DeferralReason:
        raise ValidationError({"code": "Choose why it is deferred."})
    if not deferral.reason.strip():
        raise ValidationError({"reason": "Say why it is deferred."})


def longest_deferral(order: WorkOrder) -> int:
    policy = FacilityPolicy.objects.filter(facility=order.facility_id).first()
    return policy.longest_deferral_days if policy else LONGEST_DEFERRAL_DAYS


@transaction.atomic
def reopen_work(
    order: WorkOrder, *, reason: str, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Take work up again that turned out not to be done, within a month."""
    require(by, ASSIGN, at=order.asset)
    order = locked_order(order, version=version)
    if not reason.strip():
        raise ValidationError({"reason": "Say what is still wrong."})
    done_at = order.completed_at
    move_on(order, WorkOrderStatus.IN_PROGRESS)
    if done_at and not may_reopen(done_at, at=timezone.now()):
        raise Conflict(
            f"It was completed more than {REOPEN_WITHIN.days} days ago. "
            "Add a new work order instead."
        )
    order.completed_at = order.completed_on = None
    order.restored_at = order.confirmed_at = None
    save(order, by=by, action="work_order.reopened", reason=reason)
    return order


def lacks_failure(order: WorkOrder) -> bool:
    """The numbers count repairs by what failed, so none is closed without it."""
    return order.type == WorkOrderType.CM and not order.failure_code


@transaction.atomic
def close_work_order(
    order: WorkOrder, *, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Say that nothing is left to be done or written; nothing changes after that."""
    require(by, ASSIGN, at=order.asset)
    order = locked_order(order, version=version)
    move_on(order, WorkOrderStatus.CLOSED)
    if lacks_failure(order):
        sentence = "Choose what kind of failure it was, even if there was none."
        raise ValidationError({"failure": sentence})
    order.closed_at = timezone.now()
    save(order, by=by, action="work_order.closed")
    return order


@transaction.atomic
def call_off(
    order: WorkOrder, *, reason: str, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Cancel work: a manager any, and who asked for it until somebody looked at it."""
    order = locked_order(order, version=version)
    if may_withdraw(order, by):
        require(by, "maintenance.request_workorder", at=order.asset)
    else:
        require(by, ASSIGN, at=order.asset)
    return cancel_work_order(order, reason=reason, by=by)


def may_withdraw(order: WorkOrder, by: AbstractUser) -> bool:
    is_new = order.status == WorkOrderStatus.REQUESTED
    return is_new and order.requested_by_id == by.pk


@transaction.atomic
def confirm_works(order: WorkOrder, *, by: AbstractUser) -> WorkOrder:
    """Who asked for the repair says that the device works again."""
    order = locked_order(order)
    require(by, "maintenance.request_workorder", at=order.asset)
    if order.requested_by_id != by.pk:
        raise PermissionDenied("Only who reported the problem confirms this.")
    if order.status != WorkOrderStatus.COMPLETED:
        raise Conflict(f"{order.number} is “{order.get_status_display()}”.")
    if order.confirmed_at is not None:
        raise Conflict("You said so already.")
    order.confirmed_at = timezone.now()
    save(order, by=by, action="work_order.confirmed")
    return order
