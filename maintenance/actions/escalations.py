"""Overdue work at high-risk devices: told of every day until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from audit.bulk import create_many, in_chunks, update_many
from equipment.choices import RiskClass
from maintenance.choices import EventSeverity, EventStatus, EventType, Priority
from maintenance.models import ComplianceEvent, WorkOrder
from maintenance.models.events import ComplianceEventQuerySet
from maintenance.models.work_orders import IS_OPEN, WorkOrderQuerySet
from maintenance.schedules import IS_AWAY

# So long after its window has ended, work at any high-risk device is critical.
CRITICAL_AFTER = timedelta(days=7)
HIGH_RISK = Q(risk_class=RiskClass.HIGH) | Q(is_life_support=True)
# What says of an order that it waits; with the work it is over.
TOLD_OF = (EventType.OVERDUE_PM, EventType.DEFERRED_PM)
NOT_URGENT = (Priority.ROUTINE, Priority.LOW)


@dataclass
class Escalated:
    begun: int = 0
    raised: int = 0
    closed: int = 0

    def in_words(self) -> str:
        return (
            f"{self.begun} overdue pieces of work at high-risk devices were told of, "
            f"{self.raised} became critical, {self.closed} events were closed."
        )


def escalate_overdue(*, on: date, by: AbstractUser) -> Escalated:
    """Record an event once for each, raise it as time goes by, close it when done.

    Work that a manager has deferred, and that at devices which are stored or missing,
    waits for its day. It may be run as often as one likes.
    """
    outcome = Escalated()
    for orders in in_chunks(untold(on).values_list("pk", flat=True)):
        outcome.begun += begin(orders, on=on, by=by)
    for events in in_chunks(to_raise(on).values_list("pk", flat=True)):
        outcome.raised += raise_severity(events, by=by)
    for events in in_chunks(to_close().values_list("pk", flat=True)):
        outcome.closed += close(events, by=by)
    return outcome


def overdue(on: date) -> Q:
    is_deferred = Q(deferred_until__gte=on)
    return IS_OPEN & HIGH_RISK & Q(plan__isnull=False, window_end__lt=on) & ~is_deferred


IS_TOLD = Exists(
    ComplianceEvent.objects.filter(
        work_order=OuterRef("pk"), event_type=EventType.OVERDUE_PM
    ).order_by()
)


def untold(on: date) -> WorkOrderQuerySet:
    return WorkOrder.objects.filter(overdue(on), ~IS_AWAY, ~IS_TOLD).order_by("pk")


@transaction.atomic
def begin(order_ids: list[int], *, on: date, by: AbstractUser) -> int:
    """An event for each, and the order goes before what can wait."""
    orders = locked(order_ids)
    events = [event_for(order, on=on, by=by) for order in orders]
    create_many(events, by=by, action="compliance_event.recorded")
    hurried = [order for order in orders if order.priority in NOT_URGENT]
    for order in hurried:
        order.priority = Priority.URGENT
    update_many(hurried, by=by, action="work_order.escalated")
    return len(events)


def locked(order_ids: list[int]) -> list[WorkOrder]:
    """Those that nobody works on this moment; the others have their turn later."""
    found = WorkOrder.objects.open().filter(~IS_TOLD, pk__in=order_ids)
    return list(found.select_for_update(skip_locked=True).order_by("pk"))


def event_for(order: WorkOrder, *, on: date, by: AbstractUser) -> ComplianceEvent:
    window_end = order.window_end
    assert window_end is not None
    is_critical = order.is_life_support or window_end + CRITICAL_AFTER < on
    return ComplianceEvent(
        asset_id=order.asset_id,
        actor_id=by.pk,
        event_type=EventType.OVERDUE_PM,
        severity=EventSeverity.CRITICAL if is_critical else EventSeverity.HIGH,
        summary=f"{order.number} should have been done by {window_end:%-d %B %Y}.",
        details={"plan": order.plan_id, "due_on": str(order.due_on)},
        occurred_at=timezone.now(),
        due_on=on,
        work_order=order,
    )


def to_raise(on: date) -> ComplianceEventQuerySet:
    return ComplianceEvent.objects.open().filter(
        event_type=EventType.OVERDUE_PM,
        severity=EventSeverity.HIGH,
        work_order__window_end__lt=on - CRITICAL_AFTER,
    )


@transaction.atomic
def raise_severity(event_ids: list[int], *, by: AbstractUser) -> int:
    events = list(locked_events(event_ids))
    for event in events:
        event.severity = EventSeverity.CRITICAL
    return update_many(events, by=by, action="compliance_event.raised")


def to_close() -> ComplianceEventQuerySet:
    over = WorkOrder.objects.exclude(IS_OPEN)
    return ComplianceEvent.objects.open().filter(
        event_type__in=TOLD_OF, work_order__in=over
    )


@transaction.atomic
def close(event_ids: list[int], *, by: AbstractUser) -> int:
    events = list(locked_events(event_ids).select_related("work_order"))
    for event in events:
        order = event.work_order
        assert order is not None
        event.status = EventStatus.CLOSED
        event.closed_at, event.closed_by_id = timezone.now(), by.pk
        label = order.get_status_display().lower()
        event.closing_reason = f"{order.number} is {label}."
    return update_many(events, by=by, action="compliance_event.closed")


def locked_events(event_ids: list[int]) -> ComplianceEventQuerySet:
    found = ComplianceEvent.objects.open().filter(pk__in=event_ids)
    return found.select_for_update(of=("self",)).order_by("pk")
