from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from maintenance.choices import IntervalUnit, ScheduleMode, Timing
from maintenance.intervals import Interval, last_day
from maintenance.scheduling import (
    NextDue,
    Schedule,
    is_missed,
    levelled,
    next_due,
)
from maintenance.windows import WindowPolicy

SHARED = Path(__file__).resolve().parents[3] / "shared"
VECTORS = json.loads((SHARED / "data/examples/schedule_vectors.json").read_text())

U = IntervalUnit
DUE = date(2026, 3, 15)
YEAR = Interval(1, U.YEAR)

policies = st.sampled_from(
    ["calendar_month", "tjc_ec", "percent:10", "percent:50", "exact", "none_before:20"]
).map(WindowPolicy.parse)
intervals = st.one_of(
    st.builds(Interval, st.integers(1, 3650), st.just(U.DAY)),
    st.builds(Interval, st.integers(1, 520), st.just(U.WEEK)),
    st.builds(Interval, st.integers(1, 120), st.just(U.MONTH)),
    st.builds(Interval, st.integers(1, 10), st.just(U.YEAR)),
)
schedules = st.builds(Schedule, intervals, st.sampled_from(ScheduleMode), policies)
fixed = st.builds(Schedule, intervals, st.just(ScheduleMode.FIXED), policies)
dues = st.dates(date(2000, 1, 1), date(2100, 1, 1))
delays = st.integers(-400, 4000).map(lambda days: timedelta(days=days))


def schedule(interval=YEAR, *, mode="fixed", policy="calendar_month", anchor_day=None):
    return Schedule(
        interval,
        ScheduleMode(mode),
        WindowPolicy.parse(policy),
        anchor_day=anchor_day,
    )


def test_all_vectors_are_there():
    assert len(VECTORS) == 15


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['due']}-{v['done']}")
def test_a_vector_of_the_reference(vector):
    plan = schedule(
        Interval.from_days(vector["frequency_days"]),
        mode=vector["mode"],
        policy=vector["policy"],
    )
    due, done = (date.fromisoformat(vector[key]) for key in ("due", "done"))

    window = plan.window(due)
    found = next_due(plan, due=due, done=done)

    assert str(window.start) == vector["window_start"]
    assert str(window.end) == vector["window_end"]
    assert found.timing == vector["result"]
    assert str(found.due) == vector["next_due"]
    assert [str(on) for on in found.skipped] == vector["skipped"]


def test_early_work_that_a_supervisor_counts_keeps_the_anchor():
    done = date(2026, 2, 27)

    found = next_due(schedule(), due=DUE, done=done, counts_early=True)
    assert found == NextDue(Timing.EARLY, date(2027, 3, 15))


def test_early_work_that_a_supervisor_counts_restarts_a_floating_plan():
    found = next_due(
        schedule(mode="floating"), due=DUE, done=date(2026, 2, 27), counts_early=True
    )

    assert found == NextDue(Timing.EARLY, date(2027, 2, 27))


@pytest.mark.parametrize("mode", ScheduleMode)
def test_work_of_the_interval_before_is_never_counted(mode):
    done = date(2025, 3, 15)

    with pytest.raises(ValidationError, match="not counted for this date"):
        next_due(schedule(mode=mode), due=DUE, done=done, counts_early=True)


def test_an_anchor_day_survives_a_short_month():
    plan = schedule(Interval(1, U.MONTH), anchor_day=31)

    found = next_due(plan, due=date(2026, 2, 28), done=date(2026, 2, 20))
    assert found.due == date(2026, 3, 31)


@pytest.mark.parametrize("mode", ScheduleMode)
def test_a_year_that_cannot_be_is_refused(mode):
    with pytest.raises(ValidationError, match="cannot be right"):
        next_due(schedule(mode=mode), due=DUE, done=date(8, 1, 1))


@given(plan=schedules, due=dues, delay=delays, counts_early=st.booleans())
def test_the_next_date_never_lies_before_the_last(plan, due, delay, counts_early):
    try:
        found = next_due(plan, due=due, done=due + delay, counts_early=counts_early)
    except ValidationError:
        assert counts_early
        return

    is_still_open = found.timing == Timing.EARLY and not counts_early
    assert found.due == due if is_still_open else found.due > due


@given(plan=fixed, due=dues, delay=delays)
def test_only_dates_that_are_over_are_skipped(plan, due, delay):
    done = due + delay

    found = next_due(plan, due=due, done=done)

    assert all(plan.window(on).end <= done for on in found.skipped)
    assert found.timing == Timing.EARLY or plan.window(found.due).end > done


@given(plan=fixed, due=dues, delay=delays)
def test_skipped_dates_and_the_next_stand_an_interval_apart(plan, due, delay):
    found = next_due(plan, due=due, done=due + delay)

    if found.timing == Timing.EARLY:
        assert found == NextDue(Timing.EARLY, due)
    else:
        row = [*found.skipped, found.due]
        assert row == [plan.following(due, times=k + 1) for k in range(len(row))]


@given(due=dues, delay=delays, months=st.integers(1, 60))
def test_a_fixed_plan_keeps_its_day_of_the_month(due, delay, months):
    plan = schedule(Interval(months, U.MONTH))

    found = next_due(plan, due=due, done=due + delay).due

    assert found.day == min(due.day, last_day(found.year, found.month))


def test_work_is_missed_when_the_next_window_opens():
    plan = schedule(Interval(1, U.MONTH))

    assert not is_missed(plan, DUE, on=date(2026, 3, 31), is_high_risk=False)
    assert is_missed(plan, DUE, on=date(2026, 4, 1), is_high_risk=False)


def test_high_risk_work_is_never_missed_by_itself():
    plan = schedule(Interval(1, U.MONTH))

    assert not is_missed(plan, DUE, on=date(2027, 1, 1), is_high_risk=True)


def test_a_new_plan_goes_to_the_month_with_the_least_work():
    hours = {date(2026, month, 1): 10.0 for month in range(1, 13)}
    hours[date(2026, 5, 1)] = 2.0

    moved = levelled(DUE, YEAR, hours_by_month=hours, earliest=date(2026, 1, 1))
    assert moved == date(2026, 5, 15)


def test_where_all_months_are_alike_nothing_moves():
    assert levelled(DUE, YEAR, hours_by_month={}, earliest=date(2026, 1, 1)) == DUE


def test_a_new_plan_never_begins_in_the_past_nor_later_than_the_law_allows():
    hours = {date(2026, 3, 1): 9.0}

    moved = levelled(
        DUE, YEAR, hours_by_month=hours, earliest=DUE, latest=date(2026, 4, 30)
    )
    assert moved == date(2026, 4, 15)


def test_where_no_month_is_allowed_the_date_stays():
    late = date(2030, 1, 1)

    assert levelled(DUE, YEAR, hours_by_month={}, earliest=late) == DUE


def test_a_monthly_plan_has_no_other_month():
    hours = {date(2026, 3, 1): 9.0}
    month = Interval(1, U.MONTH)

    assert levelled(DUE, month, hours_by_month=hours, earliest=date(2026, 1, 1)) == DUE
