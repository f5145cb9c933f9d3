from __future__ import annotations

from datetime import date

from maintenance.choices import IntervalUnit, PlanStatus
from maintenance.forecasts import hours_by_facility, hours_by_week, months_from
from maintenance.models import MaintenancePlan
from tests.factories import make_asset, make_facility, make_plan, make_procedure

START = date(2026, 3, 10)
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def forecast(**options):
    plans = MaintenancePlan.objects.all()
    return hours_by_facility(plans, start=START, **options)


def test_a_year_has_twelve_months():
    months = months_from(START)

    assert (months[0], months[-1], len(months)) == (MARCH, date(2027, 2, 1), 12)


def test_hours_stand_in_the_months_of_the_dates():
    facility = make_facility()
    asset = make_asset(facility=facility)
    make_plan(
        asset=asset,
        next_due_on=date(2026, 3, 31),
        interval_value=1,
        interval_unit=IntervalUnit.MONTH,
        standard_minutes=90,
    )
    make_plan(asset=asset, next_due_on=date(2026, 4, 5), standard_minutes=30)

    hours = forecast(months=3)[facility.pk]

    assert dict(hours) == {MARCH: 1.5, APRIL: 2.0, MAY: 1.5}


def test_what_is_overdue_is_work_of_the_first_month():
    plan = make_plan(next_due_on=date(2026, 1, 5), standard_minutes=60)

    assert forecast()[plan.asset.facility_id][MARCH] == 1


def test_minutes_are_the_plans_else_the_procedures_else_usual():
    facility = make_facility()
    procedure = make_procedure(standard_minutes=120)
    due = {"next_due_on": date(2026, 4, 5)}
    make_plan(asset=make_asset(facility=facility), procedure=procedure, **due)
    make_plan(
        asset=make_asset(facility=facility),
        procedure=procedure,
        standard_minutes=60,
        **due,
    )
    make_plan(asset=make_asset(facility=facility), **due)

    assert forecast()[facility.pk][APRIL] == 3.5


def test_a_one_off_plan_counts_once_and_a_paused_one_never():
    once = make_plan(
        next_due_on=date(2026, 3, 20),
        interval_value=1,
        interval_unit=IntervalUnit.WEEK,
        is_one_off=True,
        standard_minutes=60,
    )
    make_plan(status=PlanStatus.PAUSED, paused_reason="Lent", next_due_on=APRIL)

    assert forecast() == {once.asset.facility_id: {MARCH: 1}}


def test_many_plans_take_one_query(django_assert_num_queries):
    for _ in range(20):
        make_plan(next_due_on=date(2026, 4, 5))

    with django_assert_num_queries(1):
        forecast()


def test_weeks_begin_on_mondays_and_this_one_has_what_is_overdue():
    make_plan(next_due_on=date(2026, 1, 5), standard_minutes=30)
    make_plan(next_due_on=date(2026, 3, 9), standard_minutes=60)
    make_plan(next_due_on=date(2026, 3, 22), standard_minutes=60)
    make_plan(next_due_on=date(2026, 4, 6), standard_minutes=60)

    hours = hours_by_week(MaintenancePlan.objects.all(), start=START)

    assert hours == {
        date(2026, 3, 9): 1.5,
        date(2026, 3, 16): 1,
        date(2026, 3, 23): 0,
        date(2026, 3, 30): 0,
    }
