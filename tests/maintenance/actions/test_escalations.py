from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.actors import system_user
from audit.models import AuditLog
from equipment.lifecycle import AssetStatus, StatusReason
from maintenance.actions.escalations import Escalated, escalate_overdue
from maintenance.actions.events import close_event
from maintenance.actions.progress import Deferral, defer_work
from maintenance.actions.work_orders import complete_work_order
from maintenance.choices import EventSeverity, EventStatus, EventType, Priority
from maintenance.models import ComplianceEvent
from tests.factories import (
    make_asset,
    make_manager,
    make_plan,
    make_technician,
    make_work_order,
)

HIGH = {"risk_class": "high"}
NOTHING = Escalated()


def overdue(*, days=2, asset=None, **fields):
    past = timezone.localdate() - timedelta(days=days)
    asset = asset or make_asset(**HIGH)
    plan = make_plan(asset=asset)
    dates = {"due_on": past, "window_end": past}
    return make_work_order(plan=plan, **dates | fields)


def escalate(*, days=0):
    on = timezone.localdate() + timedelta(days=days)
    return escalate_overdue(on=on, by=system_user())


@pytest.mark.parametrize(
    ("days", "life_support", "severity"),
    [
        (2, False, EventSeverity.HIGH),
        (8, False, EventSeverity.CRITICAL),
        (2, True, EventSeverity.CRITICAL),
    ],
)
def test_overdue_work_at_a_high_risk_device_is_told_of_once(
    days, life_support, severity
):
    order = overdue(days=days, is_life_support=life_support)

    assert escalate() == Escalated(begun=1)
    assert escalate() == NOTHING

    event = ComplianceEvent.objects.get()
    assert (event.event_type, event.severity) == (EventType.OVERDUE_PM, severity)
    assert event.work_order == order
    assert order.number in event.summary
    order.refresh_from_db()
    assert order.priority == Priority.URGENT
    assert AuditLog.objects.about(order).filter(action="work_order.escalated").exists()


def test_an_emergency_stays_one():
    order = overdue(priority=Priority.EMERGENCY)

    escalate()

    order.refresh_from_db()
    assert order.priority == Priority.EMERGENCY


def test_after_a_week_it_is_critical():
    overdue()
    escalate()

    assert escalate(days=6) == Escalated(raised=1)
    assert escalate(days=7) == NOTHING
    assert ComplianceEvent.objects.get().severity == EventSeverity.CRITICAL


def test_it_is_closed_when_the_work_is_done():
    order = overdue()
    escalate()
    complete_work_order(order, at=timezone.now(), by=make_technician())

    assert escalate() == Escalated(closed=1)

    event = ComplianceEvent.objects.get()
    assert event.status == EventStatus.CLOSED
    assert event.closing_reason == f"{order.number} is completed."
    assert event.closed_by_id == system_user().pk


def test_what_a_manager_has_closed_is_not_told_of_again():
    overdue()
    escalate()
    event = ComplianceEvent.objects.get()
    close_event(event, reason="It stands in a box.", by=make_manager())

    assert escalate() == NOTHING


def test_what_is_deferred_waits_for_its_day():
    order = overdue()
    until = timezone.localdate() + timedelta(days=5)
    defer_work(order, Deferral(until, "Rebuilding", "other"), by=make_manager())

    assert escalate() == NOTHING
    assert escalate(days=6) == Escalated(begun=1)


def test_the_event_of_a_deferral_is_closed_with_the_work():
    order = overdue()
    until = timezone.localdate() + timedelta(days=5)
    order = defer_work(order, Deferral(until, "Rebuilding", "other"), by=make_manager())
    complete_work_order(order, at=timezone.now(), by=make_technician())

    assert escalate() == Escalated(closed=1)


@pytest.mark.parametrize("reason", [StatusReason.STORAGE, StatusReason.MISSING])
def test_a_device_that_is_away_waits(reason):
    status = AssetStatus.OUT_OF_SERVICE
    overdue(asset=make_asset(status=status, status_reason=reason, **HIGH))

    assert escalate() == NOTHING


def test_other_devices_and_other_work_are_not_told_of():
    overdue(asset=make_asset())
    make_work_order(asset=make_asset(**HIGH), due_on=timezone.localdate())
    overdue(days=0)

    assert escalate() == NOTHING
