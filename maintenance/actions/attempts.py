"""That somebody went to do the work and could not; and when a device is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.actions.locking import locked
from equipment.actions.statuses import StatusChange, change_status
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.dispatching import PERFORM, check_open, respond
from maintenance.actions.events import record_event
from maintenance.actions.locking import locked_order, may_become, move_on
from maintenance.actions.plans import pause_plan
from maintenance.actions.work_orders import check_not_in_future, local_date
from maintenance.attempts import RULES, SEARCHES_UNTIL_MISSING, latest_date
from maintenance.choices import (
    DecontaminationStatus,
    Disposition,
    EventSeverity,
    EventType,
    HoldReason,
    WorkOrderStatus,
)
from maintenance.models import MaintenancePlan, WorkOrder, WorkOrderAttempt
from maintenance.rates import DOCUMENTS_AN_ATTEMPT

OVERRIDE = "maintenance.override_workorder"


@dataclass(frozen=True)
class Attempt:
    """How it ended, and what has to be said of that."""

    disposition: str
    places_searched: str = ""
    contacted_person: str = ""
    note: str = ""
    next_attempt_on: date | None = None
    attempted_at: datetime | None = None


@transaction.atomic
def record_attempt(
    order: WorkOrder,
    attempt: Attempt,
    *,
    by: AbstractUser,
    version: int | None = None,
) -> WorkOrderAttempt:
    """Write down an attempt in vain; the order waits for what kept the work."""
    require(by, PERFORM, at=order.asset)
    order = locked_order(order, version=version)
    check_open(order)
    at = attempt.attempted_at or timezone.now()
    check_attempt(order, attempt, at=at)
    kept = WorkOrderAttempt(
        work_order=order,
        attempted_at=at,
        attempted_by_id=by.pk,
        disposition=attempt.disposition,
        places_searched=attempt.places_searched,
        contacted_person=attempt.contacted_person,
        note=attempt.note,
        next_attempt_on=attempt.next_attempt_on,
    )
    follow_up(order, attempt, at=at)
    save(order, by=by, action="work_order.followed_up")
    # Last, since the newest entry names what was done.
    save(kept, by=by, action="work_order.attempted", reason=attempt.note)
    return kept


def check_attempt(order: WorkOrder, attempt: Attempt, *, at: datetime) -> None:
    if attempt.disposition not in RULES:
        raise ValidationError({"disposition": "Choose what kept the work."})
    check_not_in_future(at, "attempted_at")
    searches = searches_for(order)
    check_needs(attempt, searches=searches)
    again, on = attempt.next_attempt_on, local_date(at, order.asset)
    if again and again < on:
        raise ValidationError({"next_attempt_on": "That was before this attempt."})
    latest = latest_date(attempt.disposition, on=on, searches=searches)
    if again and latest and again > latest:
        raise ValidationError(
            {"next_attempt_on": f"Try again by {latest:%-d %B %Y} at the latest."}
        )


def check_needs(attempt: Attempt, *, searches: int) -> None:
    needs = dict(RULES[Disposition(attempt.disposition)].needs)
    is_search = attempt.disposition == Disposition.COULD_NOT_LOCATE
    if is_search and searches + 1 < SEARCHES_UNTIL_MISSING:
        needs["next_attempt_on"] = "Say when somebody looks for it again."
    unsaid = {
        name: sentence
        for name, sentence in needs.items()
        if not str(getattr(attempt, name) or "").strip()
    }
    if unsaid:
        raise ValidationError(unsaid)


def searches_for(order: WorkOrder) -> int:
    """How often it was looked for in vain."""
    return order.attempts.filter(disposition=Disposition.COULD_NOT_LOCATE).count()


def follow_up(order: WorkOrder, attempt: Attempt, *, at: datetime) -> None:
    """What the attempt makes of the order."""
    order.last_disposition = attempt.disposition
    order.next_attempt_on = attempt.next_attempt_on
    respond(order)
    if is_in_window(order, local_date(at, order.asset)):
        documents = attempt.disposition in DOCUMENTS_AN_ATTEMPT
        order.was_attempted_in_window |= documents
    hold = RULES[Disposition(attempt.disposition)].hold
    if hold:
        put_on_hold(order, hold)
    elif attempt.disposition == Disposition.NOT_IN_SERVICE and order.is_planned:
        # It is due when the device comes back, so no day is set.
        put_off(order)
    elif order.status == WorkOrderStatus.REQUESTED:
        move_on(order, WorkOrderStatus.TRIAGED)
    if attempt.disposition == Disposition.REFUSED_CONTAMINATED:
        order.decontamination_status = DecontaminationStatus.NEEDED


def is_in_window(order: WorkOrder, on: date) -> bool:
    if order.window_start is None or order.window_end is None:
        return False
    return order.window_start <= on <= order.window_end


def put_on_hold(order: WorkOrder, reason: HoldReason) -> None:
    if order.status != WorkOrderStatus.ON_HOLD:
        if not may_become(order, WorkOrderStatus.ON_HOLD):
            move_on(order, WorkOrderStatus.TRIAGED)
        move_on(order, WorkOrderStatus.ON_HOLD)
    order.hold_reason = reason


def put_off(order: WorkOrder) -> None:
    if order.status != WorkOrderStatus.DEFERRED:
        move_on(order, WorkOrderStatus.DEFERRED)


@transaction.atomic
def declare_missing(order: WorkOrder, *, note: str, by: AbstractUser) -> WorkOrder:
    """After three searches in vain: out of service, its plans paused.

    The order stays open, on the list of what could not be found.
    """
    require(by, OVERRIDE, at=order.asset)
    asset = locked(order.asset)
    order = locked_order(order)
    check_open(order)
    if searches_for(order) < SEARCHES_UNTIL_MISSING:
        raise Conflict(f"Look for it {SEARCHES_UNTIL_MISSING} times first.")
    if not note.strip():
        raise ValidationError({"note": "Say what was done to find it."})
    if asset.status_reason == StatusReason.MISSING:
        raise Conflict("It is missing already.")
    if asset.status != AssetStatus.OUT_OF_SERVICE:
        change = StatusChange(
            to=AssetStatus.OUT_OF_SERVICE, reason=StatusReason.MISSING, note=note
        )
        change_status(asset, change, by=by)
    for plan in MaintenancePlan.objects.active().filter(asset=asset):
        pause_plan(plan, reason=f"Missing, see {order.number}.", by=by)
    record_event(
        asset,
        kind=EventType.COULD_NOT_LOCATE,
        severity=severity_of(order),
        summary=f"{asset} is missing",
        by=by,
        work_order=order,
    )
    return order


def severity_of(order: WorkOrder) -> EventSeverity:
    return EventSeverity.HIGH if order.is_life_support else EventSeverity.MEDIUM
