"""Work orders from their beginning to their end, for the actions that know why.

Nothing here asks who may: whoever calls it has asked already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.models import Asset
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.locking import locked_order, may_become, move_on
from maintenance.actions.numbering import next_numbers
from maintenance.choices import Priority, WorkOrderStatus, WorkOrderType
from maintenance.lifecycle import DONE
from maintenance.models import MaintenancePlan, Team, WorkOrder


@dataclass(frozen=True)
class Wanted:
    """What is to be done; `follows` is the work at which it was found to be needed."""

    type: str = WorkOrderType.CM
    problem: str = ""
    priority: str = Priority.ROUTINE
    follows: WorkOrder | None = None
    plan: MaintenancePlan | None = None
    due_on: date | None = None
    equipment_down: bool = False
    contact: str = ""
    patient_involved: bool = False
    assigned_to: AbstractUser | None = None
    team: Team | None = None


@transaction.atomic
def open_work_order(
    asset: Asset, *, wanted: Wanted, by: AbstractUser | None
) -> WorkOrder:
    """Write down what is to be done at a device, as the device is counted today."""
    now = timezone.now()
    is_assigned = wanted.assigned_to is not None or wanted.team is not None
    [number] = next_numbers(local_date(now, asset).year, 1)
    order = WorkOrder(
        number=number,
        asset=asset,
        type=wanted.type,
        priority=wanted.priority,
        status=WorkOrderStatus.ASSIGNED if is_assigned else WorkOrderStatus.REQUESTED,
        plan=wanted.plan,
        strategy=wanted.plan.strategy if wanted.plan else "",
        follows=wanted.follows,
        problem=wanted.problem,
        requested_by_id=by.pk if by else None,
        requested_at=now,
        contact=wanted.contact,
        patient_involved=wanted.patient_involved,
        assigned_to_id=wanted.assigned_to.pk if wanted.assigned_to else None,
        team=wanted.team,
        due_on=wanted.due_on,
        equipment_down=wanted.equipment_down,
        facility_id=asset.facility_id,
        department_id=asset.owner_department_id,
        risk_class=asset.risk_class,
        is_life_support=asset.is_life_support,
    )
    save(order, by=by, action="work_order.opened")
    return order


@transaction.atomic
def complete_work_order(
    order: WorkOrder, *, at: datetime, by: AbstractUser, resolution: str = ""
) -> WorkOrder:
    """The work was done at `at`; a device that was down works again since then."""
    order = locked_order(order)
    if order.status in DONE:
        raise Conflict(f"{order.number} was completed already.")
    check_not_in_future(at)
    if may_become(order, WorkOrderStatus.IN_PROGRESS):
        move_on(order, WorkOrderStatus.IN_PROGRESS)
    move_on(order, WorkOrderStatus.COMPLETED)
    order.first_response_at = order.first_response_at or at
    order.started_at = order.started_at or at
    if order.equipment_down and order.restored_at is None:
        # Work that was done before it was asked for leaves no time down.
        order.restored_at = max(at, order.requested_at)
    order.completed_at = at
    order.completed_on = local_date(at, order.asset)
    order.resolution = resolution or order.resolution
    order.next_attempt_on = None
    save(order, by=by, action="work_order.completed")
    return order


@transaction.atomic
def cancel_work_order(order: WorkOrder, *, reason: str, by: AbstractUser) -> WorkOrder:
    """Say that an open order is not to be done, and why."""
    order = locked_order(order)
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is not to be done."})
    move_on(order, WorkOrderStatus.CANCELLED)
    order.ended_reason = reason
    order.next_attempt_on = None
    save(order, by=by, action="work_order.cancelled", reason=reason)
    return order


def local_date(at: datetime, asset: Asset) -> date:
    """The day on the calendar of the device's facility."""
    return at.astimezone(ZoneInfo(asset.facility.time_zone)).date()


def today_at(asset: Asset) -> date:
    return local_date(timezone.now(), asset)


def check_not_in_future(at: datetime, field: str = "at") -> None:
    if at > timezone.now():
        raise ValidationError({field: "It cannot have been done in the future."})


def check_due_later(asset: Asset, due_on: date | None) -> None:
    if due_on and due_on < today_at(asset):
        raise ValidationError({"due_on": "It cannot be due in the past."})
