"""Looking at requests, and deciding who does the work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.actors import SYSTEM
from audit.saving import save
from equipment.access import require, works_at
from equipment.actions.bulk import sentence
from equipment.models import StaffScope
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.locking import locked_order, may_become, move_on
from maintenance.actions.work_orders import check_due_later
from maintenance.choices import WorkOrderStatus
from maintenance.models import Team, WorkOrder

ASSIGN = "maintenance.assign_workorder"
TAKE = "maintenance.take_workorder"
PERFORM = "maintenance.perform_workorder"


@dataclass(frozen=True)
class Triage:
    """What kind of work it is, how urgent, by when, and whether the device is down."""

    priority: str
    type: str
    due_on: date | None = None
    equipment_down: bool = False


@dataclass(frozen=True)
class Worker:
    """A person, a team, or a person of a team."""

    person: AbstractUser | None = None
    team: Team | None = None

    def __str__(self) -> str:
        return " of ".join(str(part) for part in (self.person, self.team) if part)


@transaction.atomic
def triage_order(
    order: WorkOrder, triage: Triage, *, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Decide how urgent it is and what kind of work; that of a plan keeps its date."""
    require(by, ASSIGN, at=order.asset)
    order = locked_order(order, version=version)
    check_open(order)
    order.priority = triage.priority
    order.equipment_down = triage.equipment_down
    if not order.is_planned:
        if triage.due_on != order.due_on:
            check_due_later(order.asset, triage.due_on)
        order.type, order.due_on = triage.type, triage.due_on
    if order.status == WorkOrderStatus.REQUESTED:
        move_on(order, WorkOrderStatus.TRIAGED)
    respond(order)
    save(order, by=by, action="work_order.triaged")
    return order


@transaction.atomic
def assign_order(
    order: WorkOrder, *, to: Worker, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Give work to a person, a team or both; who began it is relieved of it."""
    require(by, ASSIGN, at=order.asset)
    order = locked_order(order, version=version)
    check_open(order)
    check_worker(order, to)
    order.assigned_to_id = to.person.pk if to.person else None
    order.team = to.team
    if may_become(order, WorkOrderStatus.ASSIGNED):
        move_on(order, WorkOrderStatus.ASSIGNED)
    respond(order)
    save(order, by=by, action="work_order.assigned", reason=f"To {to}")
    return order


@transaction.atomic
def take_order(
    order: WorkOrder, *, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Take work that nobody has; the second who tries learns who has it."""
    require(by, TAKE, at=order.asset)
    order = locked_order(order, version=version)
    check_open(order)
    check_free(order, by)
    order.assigned_to_id = by.pk
    if may_become(order, WorkOrderStatus.ASSIGNED):
        move_on(order, WorkOrderStatus.ASSIGNED)
    respond(order)
    save(order, by=by, action="work_order.taken")
    return order


@transaction.atomic
def assign_orders(orders: Iterable[WorkOrder], *, to: Worker, by: AbstractUser) -> int:
    """Give all of them, or none with the reasons; in the order of their ids."""
    refusals, done = [], 0
    for order in sorted(orders, key=lambda order: order.pk):
        try:
            assign_order(order, to=to, by=by)
        except ValidationError as error:
            refusals.append(f"{order.number}: {sentence(error)}")
        done += 1
    if refusals:
        raise ValidationError(["Nothing was changed.", *refusals])
    return done


def respond(order: WorkOrder) -> None:
    """Note that somebody of the workshop looked at it, the first time."""
    if order.first_response_at is None:
        order.first_response_at = timezone.now()


def check_open(order: WorkOrder) -> None:
    if not order.is_open:
        label = order.get_status_display()
        raise Conflict(f"{order.number} is “{label}”; nothing of it can be changed.")


def check_free(order: WorkOrder, by: AbstractUser) -> None:
    if order.assigned_to_id == by.pk:
        raise Conflict("You have this work already.")
    if order.assigned_to_id is not None:
        raise Conflict(
            f"{order.assigned_to} has this work. Ask them, or a manager to give it "
            "to you."
        )


def check_worker(order: WorkOrder, worker: Worker) -> None:
    person, team = worker.person, worker.team
    if person is None and team is None:
        raise ValidationError({"person": "Choose a person, a team, or both."})
    if person and not (person.is_active and person.has_perm(PERFORM)):
        raise ValidationError({"person": f"{person} does not do such work."})
    if person and not works_at(person, order.asset):
        raise ValidationError({"person": f"{person} does not work at this place."})
    if team and (not team.is_active or team.facility_id != order.facility_id):
        raise ValidationError({"team": f"{team} does not work at {order.facility}."})


def workers_at(*facilities: int) -> QuerySet[Any]:
    """The people who do work and work at every one of `facilities`."""
    people = (
        get_user_model()
        ._default_manager.filter(is_active=True)
        .filter(groups__permissions__codename=PERFORM.partition(".")[2])
        .exclude(username=SYSTEM)
    )
    everywhere = StaffScope.objects.filter(facility=None).values("user")
    for facility in facilities:
        here = StaffScope.objects.filter(facility=facility).values("user")
        people = people.filter(Q(pk__in=here) | Q(pk__in=everywhere))
    return people.order_by("last_name", "first_name", "username").distinct()
