from __future__ import annotations

from datetime import date

import pytest

from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from maintenance.choices import IntervalUnit, WindowKind
from maintenance.models import FacilityPolicy, MaintenancePlan
from maintenance.schedules import (
    IS_AWAY,
    dates_of,
    first_not_before,
    is_away,
    schedule_of,
)
from tests.factories import make_asset, make_plan, saved


def test_the_window_is_the_calendar_month_where_nobody_decided():
    schedule = schedule_of(make_plan())

    assert schedule.policy.kind == WindowKind.CALENDAR_MONTH


def test_the_window_is_that_of_the_facility():
    plan = make_plan()
    saved(FacilityPolicy(facility=plan.asset.facility, window_policy="percent:10"))

    assert str(schedule_of(plan).policy) == "percent:10"


def test_the_plans_own_window_goes_before_that_of_the_facility():
    plan = make_plan(window_policy="exact")
    saved(FacilityPolicy(facility=plan.asset.facility, window_policy="percent:10"))

    assert str(schedule_of(plan).policy) == "exact"


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"risk_class": RiskClass.NON_HIGH}, date(2026, 3, 31)),
        ({"risk_class": RiskClass.HIGH}, date(2026, 3, 17)),
        ({"is_life_support": True}, date(2026, 3, 17)),
    ],
)
def test_high_risk_is_late_sooner(fields, end):
    plan = make_plan(asset=make_asset(**fields))
    saved(FacilityPolicy(facility=plan.asset.facility, days_after_high_risk=2))

    assert schedule_of(plan).window(date(2026, 3, 15)).end == end


def test_the_next_dates_have_their_windows():
    plan = make_plan(
        next_due_on=date(2026, 1, 31),
        interval_value=1,
        interval_unit=IntervalUnit.MONTH,
    )

    dates = dates_of(plan, schedule_of(plan), until=date(2026, 4, 1))

    assert [on for on, _ in dates] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]
    assert dates[1][1].start == date(2026, 2, 1)


def test_a_one_off_plan_has_one_date():
    plan = make_plan(next_due_on=date(2026, 1, 31), is_one_off=True)

    assert len(dates_of(plan, schedule_of(plan), until=date(2036, 1, 1))) == 1


def test_a_date_at_the_end_of_the_calendar_has_none_after_it():
    plan = make_plan(next_due_on=date(2199, 12, 1))

    assert dates_of(plan, schedule_of(plan), until=date(2028, 1, 1)) == []


def test_the_first_date_that_is_not_past_is_on_the_schedule():
    schedule = schedule_of(make_plan())

    assert first_not_before(schedule, date(2024, 2, 29), on=date(2026, 3, 1)) == date(
        2027, 2, 28
    )


@pytest.mark.parametrize(
    ("status", "reason", "away"),
    [
        (AssetStatus.AVAILABLE, StatusReason.READY, False),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.DAMAGED, False),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.STORAGE, True),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.MISSING, True),
        (AssetStatus.RETIRED, StatusReason.SOLD, True),
    ],
)
def test_a_device_in_storage_missing_or_retired_is_away(status, reason, away):
    plan = make_plan(asset=make_asset(status=status, status_reason=reason))

    assert is_away(plan.asset) is away
    assert MaintenancePlan.objects.filter(IS_AWAY).exists() is away
