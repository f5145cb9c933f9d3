from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from maintenance.choices import FailureCode
from maintenance.kpis import (
    Failure,
    Repair,
    ServiceCost,
    active_repair,
    age_years,
    availability,
    backlog,
    backlog_weeks,
    cost_of_service,
    downtime,
    first_time_fix,
    in_service,
    inherent_availability,
    is_failure,
    life_used,
    mtbf,
    mtbf_text,
    mttr,
    pm_yield,
    repairs_per_pm,
    repeat_failures,
    response,
    unanswered,
    utilisation,
)
from maintenance.ratios import Mean, Ratio
from maintenance.spans import Span, total

HOUR = timedelta(hours=1)


def at(day, hour=0, minute=0, *, month=10):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


OCTOBER = Span(at(1), at(1, month=11))
LONG_AGO = at(1, month=1)

# The worked example of the reference.
FAILURES = [
    Failure(at(5, 8), at(5, 8, 45), at(5, 9), at(5, 20)),
    Failure(at(20), at(20, 1, 15), at(20, 6), at(22)),
    Failure(at(30, 12)),
]


def served(**case):
    return in_service(OCTOBER, **({"accepted_at": LONG_AGO} | case))


# --- Failures and time ------------------------------------------------------------


def test_the_worked_example_comes_out():
    time = total(served())
    down = downtime(FAILURES, served=served())
    between = mtbf(served=time, down=down, failures=len(FAILURES))

    assert time == 744 * HOUR
    assert down == 96 * HOUR
    assert mtbf_text(between) == "216.0 h"
    assert mttr(FAILURES, OCTOBER).mean == 30 * HOUR
    assert active_repair(FAILURES, OCTOBER).mean == 26.5 * HOUR
    assert availability(served=time, down=down).percent_text(places=2) == "87.10 %"
    assert response(FAILURES).mean == timedelta(minutes=60)
    assert unanswered(FAILURES) == 1


def test_without_a_failure_the_time_between_them_is_only_known_to_be_longer():
    assert mtbf_text(mtbf(served=744 * HOUR, down=0 * HOUR, failures=0)) == (
        "> 744 h, 0 failures"
    )
    assert mtbf_text(mtbf(served=0 * HOUR, down=0 * HOUR, failures=0)) == "n/a"


def test_a_fleet_pools_its_times_and_its_failures():
    fleet = mtbf(served=744 * HOUR, down=0 * HOUR, failures=0) + Mean(648 * HOUR, 3)

    assert fleet.mean == 464 * HOUR


def test_downtime_that_overlaps_counts_once():
    both = [Failure(at(5), restored_at=at(7)), Failure(at(6), restored_at=at(8))]

    assert downtime(both, served=served()) == 72 * HOUR


def test_downtime_outside_of_the_period_does_not_count():
    failures = [Failure(at(20, month=9), restored_at=at(2))]

    assert downtime(failures, served=served()) == 24 * HOUR


def test_a_failure_that_left_it_running_is_no_downtime():
    failures = [Failure(at(5), restored_at=at(6), is_down=False)]

    assert downtime(failures, served=served()) == 0 * HOUR


def test_downtime_that_somebody_typed_counts_where_the_end_is_unknown():
    unknown = Failure(at(5), downtime=2 * HOUR)
    known = Failure(at(5), restored_at=at(6), downtime=2 * HOUR)

    assert downtime([unknown], served=served()) == 2 * HOUR
    assert downtime([known], served=served()) == 24 * HOUR


def test_what_stood_in_storage_was_not_down():
    away = [Span(at(5), at(6))]
    failures = [Failure(at(4), restored_at=at(7))]

    assert downtime(failures, served=served(away=away)) == 48 * HOUR


@pytest.mark.parametrize(
    ("case", "hours"),
    [
        ({"accepted_at": None}, 0),
        ({"accepted_at": at(1, month=12)}, 0),
        ({"accepted_at": at(31)}, 24),
        ({"retired_at": at(2)}, 24),
        ({"retired_at": LONG_AGO}, 0),
        ({"away": [Span(at(2), at(31))]}, 48),
    ],
)
def test_an_asset_serves_from_acceptance_to_retirement_but_for_storage(case, hours):
    assert total(served(**case)) == hours * HOUR


def test_what_never_served_has_no_availability():
    never = served(accepted_at=None)

    down = downtime(FAILURES, served=never)
    assert availability(served=total(never), down=down).percent() is None


def test_only_what_was_restored_in_the_period_has_a_time_to_restore():
    earlier = Failure(at(1, month=9), restored_at=at(2, month=9))

    assert mttr([earlier, Failure(at(5))], OCTOBER).mean is None


def test_the_model_estimate_follows_from_both_means():
    estimate = inherent_availability(Mean(216 * HOUR, 1), Mean(24 * HOUR, 1))

    assert estimate.percent() == Decimal("90.0")
    assert inherent_availability(Mean(216 * HOUR, 0), Mean(HOUR, 1)).percent() is None


@pytest.mark.parametrize(
    ("code", "counts", "counts_inherent"),
    [
        ("", True, True),
        (FailureCode.EF, True, True),
        (FailureCode.CND, True, False),
        (FailureCode.USE, True, False),
        (FailureCode.REQ, False, False),
    ],
)
def test_failures_are_told_from_requests_and_from_what_lies_outside(
    code, counts, counts_inherent
):
    assert is_failure(code) is counts
    assert is_failure(code, inherent_only=True) is counts_inherent


def test_utilisation_is_the_share_of_time_in_use():
    assert utilisation(in_use=186 * HOUR, served=744 * HOUR).percent_text() == "25.0 %"


# --- Repairs ----------------------------------------------------------------------


def test_a_repair_soon_after_one_of_the_same_asset_is_a_repeat():
    repairs = [
        Repair("A", at(1, month=9), at(10, month=9)),
        Repair("A", at(9), at(10)),
        Repair("A", at(12), at(13)),
        Repair("B", at(14), at(15)),
        Repair("B", at(20)),
        Repair("C", at(14), at(15)),
    ]

    assert repeat_failures(repairs, OCTOBER) == Ratio(3, 4)


def test_after_thirty_days_it_is_a_new_failure():
    first = Repair("A", at(1, month=8), at(1, month=9))

    assert repeat_failures([first, Repair("A", at(1), at(2))], OCTOBER) == Ratio(1, 1)
    assert repeat_failures([first, Repair("A", at(2), at(3))], OCTOBER) == Ratio(0, 1)


def test_without_repairs_there_is_no_share_of_them():
    assert repeat_failures([], OCTOBER).percent() is None
    assert first_time_fix(closed=0, came_back=0).percent() is None
    assert repairs_per_pm(repairs=4, maintenance=0).quotient_text() == "n/a"
    assert pm_yield(with_findings=0, done=0).percent() is None


def test_repairs_and_maintenance_are_compared():
    assert first_time_fix(closed=8, came_back=2).percent_text() == "75.0 %"
    assert repairs_per_pm(repairs=4, maintenance=8).quotient_text() == "0.50"
    assert pm_yield(with_findings=1, done=8).percent_text() == "12.5 %"


# --- Cost -------------------------------------------------------------------------


def test_the_cost_of_service_leaves_out_what_has_no_price_and_says_so():
    costs = [
        ServiceCost(Decimal(500), Decimal(10_000)),
        ServiceCost(Decimal(0), Decimal(10_000)),
        ServiceCost(Decimal(9_000), None),
        ServiceCost(Decimal(9_000), Decimal(0)),
    ]

    found = cost_of_service(costs, days=365)
    assert found.ratio.percent_text() == "2.5 %"
    assert found.coverage.percent_text() == "50.0 %"


def test_the_cost_of_a_part_of_a_year_is_that_of_a_year():
    costs = [ServiceCost(Decimal(100), Decimal(10_000))]

    assert cost_of_service(costs, days=73).ratio.percent_text() == "5.0 %"


def test_without_a_price_there_is_no_cost_of_service():
    assert cost_of_service([], days=30).ratio.percent_text() == "n/a"


# --- Backlog and age --------------------------------------------------------------


def test_the_backlog_is_told_by_age():
    today = date(2026, 10, 31)
    ages = [0, 7, 8, 30, 31, 90, 91, 400]

    found = backlog([today - timedelta(days=age) for age in ages], on=today)
    assert list(found.values()) == [2, 2, 2, 2]
    assert backlog([], on=today) == dict.fromkeys(found, 0)


def test_the_backlog_in_weeks_needs_somebody_to_do_it():
    weeks = backlog_weeks(hours=Decimal(100), weekly_capacity=Decimal(40))

    assert weeks.quotient_text(places=1) == "2.5"
    assert backlog_weeks(hours=Decimal(9), weekly_capacity=Decimal(0)).value is None


def test_age_is_counted_from_the_first_date_known():
    on = date(2026, 10, 31)

    age = age_years(on, dates=[None, date(2016, 10, 31), date(2010, 1, 1)])
    assert round(age, 1) == 10
    assert life_used(age, Decimal(8)).percent_text(places=0) == "125 %"


def test_an_unknown_age_is_none_and_one_in_the_future_is_zero():
    on = date(2026, 10, 31)

    assert age_years(on, dates=[None, None]) is None
    assert age_years(on, dates=[date(2027, 1, 1)]) == 0
    assert life_used(None, Decimal(8)).value is None
    assert life_used(Decimal(3), None).value is None
