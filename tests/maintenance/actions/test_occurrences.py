from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.choices import RiskClass
from maintenance.actions.occurrences import is_early, record_done
from maintenance.actions.work_orders import complete_work_order
from maintenance.choices import (
    EventSeverity,
    EventType,
    IntervalUnit,
    PlanStatus,
    ScheduleMode,
    WorkOrderStatus,
)
from maintenance.models import ComplianceEvent, WorkOrder
from tests.factories import make_asset, make_manager, make_plan, make_work_order

DUE = date(2026, 3, 15)


def make_occurrence(**fields):
    """An order of a plan that is due on DUE, in the window of that month."""
    plan = make_plan(**{"next_due_on": DUE} | fields)
    return make_work_order(
        plan=plan,
        due_on=plan.next_due_on,
        window_start=plan.next_due_on.replace(day=1),
        window_end=plan.next_due_on.replace(day=28),
    )


def test_work_on_time_moves_the_plan_by_its_interval():
    order = make_occurrence()

    plan = record_done(order, done_on=date(2026, 3, 10), by=make_manager())

    assert plan.next_due_on == date(2027, 3, 15)
    plan.asset.refresh_from_db()
    assert plan.asset.next_service_due == date(2027, 3, 15)


def test_a_floating_plan_is_counted_from_the_day_on_which_it_was_done():
    order = make_occurrence(schedule_mode=ScheduleMode.FLOATING)

    plan = record_done(order, done_on=date(2026, 4, 2), by=make_manager())

    assert plan.next_due_on == date(2027, 4, 2)


def test_early_work_leaves_the_date():
    order, early = make_occurrence(), date(2026, 2, 27)

    plan = record_done(order, done_on=early, by=make_manager())

    assert is_early(order, done_on=early)
    assert plan.next_due_on == DUE
    order.refresh_from_db()
    assert not order.counts_early


def test_early_work_that_counts_moves_the_plan():
    order = make_occurrence()

    plan = record_done(
        order, done_on=date(2026, 2, 27), by=make_manager(), counts_early=True
    )

    assert plan.next_due_on == date(2027, 3, 15)
    order.refresh_from_db()
    assert order.counts_early


def test_work_a_whole_interval_early_never_counts():
    order = make_occurrence()

    with pytest.raises(ValidationError, match="a whole interval before"):
        record_done(
            order, done_on=date(2025, 3, 1), by=make_manager(), counts_early=True
        )

    order.refresh_from_db()
    assert not order.counts_early


def test_dates_for_which_it_came_too_late_are_missed():
    order = make_occurrence(
        asset=make_asset(risk_class=RiskClass.HIGH),
        next_due_on=date(2026, 1, 31),
        interval_value=1,
        interval_unit=IntervalUnit.MONTH,
    )

    plan = record_done(order, done_on=date(2026, 4, 3), by=make_manager())

    assert plan.next_due_on == date(2026, 4, 30)
    skipped = WorkOrder.objects.filter(plan=plan, status=WorkOrderStatus.MISSED)
    assert set(skipped.values_list("due_on", flat=True)) == {
        date(2026, 2, 28),
        date(2026, 3, 31),
    }
    assert {order.missed_on for order in skipped} == {date(2026, 4, 3)}
    event = ComplianceEvent.objects.get(work_order=skipped.first())
    assert event.event_type == EventType.MISSED_PM
    assert event.severity == EventSeverity.HIGH


def test_a_one_off_plan_is_completed_when_it_is_done():
    order = make_occurrence(is_one_off=True)

    plan = record_done(order, done_on=DUE, by=make_manager())

    assert plan.status == PlanStatus.COMPLETED
    assert plan.ended_reason


def test_a_plan_that_is_paused_moves_on_and_stays_paused():
    order = make_occurrence(status=PlanStatus.PAUSED, paused_reason="In storage")

    plan = record_done(order, done_on=DUE, by=make_manager())

    assert (plan.status, plan.next_due_on) == (PlanStatus.PAUSED, date(2027, 3, 15))


def test_the_date_never_moves_back():
    order = make_occurrence()
    order.plan.next_due_on = date(2028, 3, 15)
    order.plan.save()

    plan = record_done(order, done_on=DUE, by=make_manager())

    assert plan.next_due_on == date(2028, 3, 15)


def test_work_without_a_plan_moves_nothing():
    with pytest.raises(ValidationError, match="belongs to no plan"):
        record_done(make_work_order(), done_on=DUE, by=make_manager())


# --- Plans that cover others ------------------------------------------------------


def make_covering(minor_due):
    """A finished order of a yearly plan, and the plan that it covers."""
    today = timezone.localdate()
    order = make_occurrence(next_due_on=today)
    minor = make_plan(
        asset=order.asset,
        covered_by=order.plan,
        next_due_on=minor_due,
        interval_value=6,
        interval_unit=IntervalUnit.MONTH,
        window_policy="percent:10",
    )
    by = make_manager()
    complete_work_order(order, at=timezone.now(), by=by)
    return order, minor, by


def test_a_greater_check_does_for_a_lesser_one_that_is_due_nearby():
    today = timezone.localdate()
    order, minor, by = make_covering(minor_due=today + timedelta(days=5))
    lesser = make_work_order(plan=minor, due_on=minor.next_due_on)

    record_done(order, done_on=today, by=by)

    minor.refresh_from_db()
    lesser.refresh_from_db()
    assert minor.next_due_on > today + timedelta(days=150)
    assert lesser.status == WorkOrderStatus.COMPLETED
    assert order.number in lesser.resolution


def test_a_greater_check_does_not_for_a_lesser_one_that_is_due_much_later():
    today = timezone.localdate()
    order, minor, by = make_covering(minor_due=today + timedelta(days=90))

    record_done(order, done_on=today, by=by)

    minor.refresh_from_db()
    assert minor.next_due_on == today + timedelta(days=90)
