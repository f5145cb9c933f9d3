from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from maintenance.choices import (
    Disposition,
    FailureCode,
    LogOutcome,
    LogStatus,
    WorkOrderStatus,
)
from maintenance.models import WorkOrder, WorkOrderAttempt
from maintenance.reports.chosen import Chosen, Period
from maintenance.reports.reliability import (
    began_in,
    failures_of,
    reliability_by,
    repairs,
    rows_behind,
    summed,
)
from tests.factories import (
    make_asset,
    make_department,
    make_department_manager,
    make_log,
    make_manager,
    make_plan,
    make_user,
    make_work_order,
    saved,
)

ZONE = ZoneInfo(settings.TIME_ZONE)
OCTOBER = Period.of_months(date(2025, 10, 1), date(2025, 10, 1))
CHOSEN = Chosen(period=OCTOBER, as_of=OCTOBER.end)
NOW = datetime(2025, 12, 1, tzinfo=ZONE)
PERIOD = OCTOBER.span(now=NOW)


def at(day, hour=0, minute=0):
    """So long after the month began, whatever the clocks do in it."""
    passed = timedelta(days=day - 1, hours=hour, minutes=minute)
    return PERIOD.start + passed


def make_served(**fields):
    return make_asset(accepted_at=at(1) - timedelta(days=400), **fields)


def make_failure(asset, reported, restored=None, **fields):
    ended = {"restored_at": restored}
    if restored:
        ended |= {"status": WorkOrderStatus.COMPLETED, "completed_at": restored}
    return make_work_order(
        asset=asset,
        requested_at=reported,
        **{"equipment_down": True} | ended | fields,
    )


@pytest.fixture
def example():
    """The worked example: one device, three failures, one of them still open."""
    asset = make_served()
    make_failure(
        asset,
        at(5, 8),
        at(5, 20),
        first_response_at=at(5, 8, 45),
        started_at=at(5, 9),
    )
    make_failure(
        asset,
        at(20),
        at(22),
        first_response_at=at(20, 1, 15),
        started_at=at(20, 6),
    )
    make_failure(asset, at(30, 12))
    return asset


def parts(person=None, split="category", chosen=CHOSEN):
    person = person or make_manager()
    return reliability_by(
        WorkOrder.objects.visible_to(person),
        Asset.objects.visible_to(person),
        chosen,
        split=split,
        now=NOW,
    )


def numbers(*args, **kwargs):
    return summed(parts(*args, **kwargs), PERIOD)


def test_the_worked_example_comes_out_of_the_database(example):
    found = numbers()

    assert PERIOD.duration == timedelta(hours=744)
    assert found.failures == 3
    assert found.downtime == timedelta(hours=96)
    assert found.between.mean == timedelta(hours=216)
    assert found.availability.percent_text(places=2) == "87.10 %"
    assert found.to_restore.mean == timedelta(hours=30)
    assert found.active_repair.mean == timedelta(hours=26, minutes=30)
    assert found.response.mean == timedelta(minutes=60)
    assert (found.unanswered, found.still_open) == (1, 1)


def test_without_failures_nothing_is_said_but_how_long():
    make_served()

    found = numbers()
    assert (found.failures, found.between.count) == (0, 0)
    assert found.between.total == PERIOD.duration
    assert found.to_restore.mean is None
    assert found.availability.percent_text() == "100.0 %"


def test_what_was_never_in_service_has_no_availability():
    make_failure(make_asset(accepted_at=None), at(5), at(6))

    assert numbers().availability.percent_text() == "n/a"


def test_a_device_counts_from_acceptance_until_it_is_retired():
    make_asset(accepted_at=at(11))
    retired = {"status": AssetStatus.RETIRED, "retired_at": at(3)}
    make_asset(accepted_at=at(1) - timedelta(days=9), **retired)

    assert numbers().between.total == timedelta(days=21 + 2)


def test_two_failures_at_once_are_one_time_without_the_device():
    asset = make_served()
    make_failure(asset, at(5), at(7))
    make_failure(asset, at(6), at(8))
    make_failure(make_served(), at(6), at(7))

    assert numbers().downtime == timedelta(days=4)


def test_requests_cancelled_orders_and_maintenance_are_no_failures():
    asset = make_served()
    make_failure(asset, at(5), failure_code=FailureCode.REQ)
    make_failure(asset, at(5), status=WorkOrderStatus.CANCELLED)
    make_failure(asset, at(5), plan=make_plan(asset=asset))

    assert numbers().failures == 0


def test_shares_are_of_the_failures_of_the_period():
    asset = make_served()
    make_failure(asset, at(5), at(6), failure_code=FailureCode.CND)
    make_failure(asset, at(7), at(8), failure_code=FailureCode.USE)
    make_failure(asset, at(9), at(10))
    make_failure(asset, at(1) - timedelta(days=90), at(2))
    make_work_order(
        plan=make_plan(asset=asset),
        status=WorkOrderStatus.COMPLETED,
        completed_at=at(9),
    )

    found = numbers()
    assert found.not_reproduced.percent_text() == "33.3 %"
    assert found.use_errors.percent_text() == "33.3 %"
    assert found.repeats.percent_text() == "75.0 %"
    assert found.repairs_per_pm.quotient_text() == "4.00"


@pytest.mark.parametrize("split", ["category", "model", "facility"])
def test_numbers_are_split_and_add_up(example, split):
    make_served()

    by = parts(split=split)
    assert sum(each.failures for each in by.values()) == 3
    assert summed(by, PERIOD).between.total == 2 * PERIOD.duration - timedelta(hours=96)


def test_the_rows_behind_are_those_that_were_counted(example):
    orders = WorkOrder.objects.visible_to(make_manager())
    found = repairs(orders, CHOSEN)
    whats = (
        *("failures", "down", "restored", "open", "answered", "unanswered"),
        *("use_errors", "repeats", "repairs", "maintenance"),
    )

    counts = [rows_behind(orders, CHOSEN, PERIOD, what).count() for what in whats]

    assert counts == [3, 3, 2, 1, 2, 1, 0, 2, 2, 0]
    assert numbers().repeats.numerator == 2
    assert failures_of(found, PERIOD).filter(began_in(PERIOD)).count() == 3


def test_a_repair_was_fixed_at_once_unless_somebody_had_to_come_again():
    asset = make_served()
    at_once = make_failure(asset, at(3), at(4))
    make_signed(at_once)
    in_vain = make_failure(asset, at(5), at(6))
    make_attempt(in_vain, Disposition.PARTS_UNAVAILABLE)
    make_attempt(at_once, Disposition.COMPLETED)
    twice = make_failure(asset, at(7), at(9))
    make_signed(twice)
    make_signed(twice)

    fixed = numbers().first_time_fix

    assert (fixed.numerator, fixed.denominator) == (1, 3)
    orders = WorkOrder.objects.all()
    again = rows_behind(orders, CHOSEN, PERIOD, "more_visits")
    assert set(again) == {in_vain, twice}
    assert set(rows_behind(orders, CHOSEN, PERIOD, "at_once")) == {at_once}


def make_attempt(order, disposition):
    attempt = WorkOrderAttempt(
        work_order=order,
        attempted_at=order.requested_at,
        attempted_by=make_user(),
        disposition=disposition,
    )
    return saved(attempt)


def make_signed(order):
    return make_log(
        asset=order.asset,
        work_order=order,
        started_at=order.requested_at,
        completed_at=order.completed_at,
        performed_at=order.completed_at,
        signed_at=order.completed_at,
        status=LogStatus.COMPLETED,
        outcome=LogOutcome.REPAIRED,
        summary="New valve",
    )


def test_a_department_manager_sees_the_failures_of_the_own_department(example):
    ward = make_department()
    own = make_served(facility=ward.facility, owner_department=ward)
    make_failure(own, at(5), at(6))

    found = numbers(make_department_manager(ward))
    assert found.failures == 1
    assert found.between.total == PERIOD.duration - timedelta(days=1)


def test_more_rows_need_no_more_queries(example, django_assert_num_queries):
    person = make_manager()
    person.has_perm("equipment.view_asset")
    parts(person)
    for _ in range(5):
        make_failure(example, at(6), at(7))

    with django_assert_num_queries(4):
        parts(person)
