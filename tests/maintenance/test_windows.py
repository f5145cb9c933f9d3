from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from maintenance.choices import IntervalUnit, Timing
from maintenance.intervals import Interval
from maintenance.windows import Window, WindowPolicy, classify, window_of

U = IntervalUnit
DUE = date(2026, 3, 15)
POLICIES = ["calendar_month", "tjc_ec", "percent:10", "percent:50", "none_before:30"]

intervals = st.one_of(
    st.builds(Interval, st.integers(1, 3650), st.just(U.DAY)),
    st.builds(Interval, st.integers(1, 520), st.just(U.WEEK)),
    st.builds(Interval, st.integers(1, 120), st.just(U.MONTH)),
)
months = st.builds(Interval, st.integers(1, 120), st.just(U.MONTH))
dues = st.dates(date(1990, 1, 1), date(2100, 1, 1))
policies = st.sampled_from([*POLICIES, "exact"]).map(WindowPolicy.parse)


def window(interval, policy, *, due=DUE, after=None):
    return window_of(due, interval, WindowPolicy.parse(policy), after=after)


def days_around(found, due=DUE):
    return (due - found.start).days, (found.end - due).days


@pytest.mark.parametrize("text", [*POLICIES, "exact", "none_before:0"])
def test_a_rule_is_written_as_it_is_read(text):
    assert str(WindowPolicy.parse(text)) == text


def test_spaces_and_capitals_make_no_difference():
    assert str(WindowPolicy.parse(" Percent:10 ")) == "percent:10"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "percent",
        "percent:",
        "percent:abc",
        "percent:-5",
        "percent:²",
        "percent:1.5",
        "none_before",
        "exact:3",
        "whenever",
        "\0",
        "💥" * 10_000,
    ],
)
def test_nonsense_is_answered_with_how_to_write_it(text):
    with pytest.raises(ValidationError) as refused:
        WindowPolicy.parse(text)

    assert "Write calendar_month" in refused.value.message
    assert len(refused.value.message) < 300


@pytest.mark.parametrize("text", ["percent:0", "percent:51", "none_before:366"])
def test_a_window_that_swallows_its_neighbours_is_refused(text):
    with pytest.raises(ValidationError, match="The window can"):
        WindowPolicy.parse(text)


def test_each_rule_has_words():
    assert [WindowPolicy.parse(text).words for text in ("exact", *POLICIES[2:])] == [
        "On the due date alone",
        "Within 10 % of the interval",
        "Within 50 % of the interval",
        "Up to 30 days before, never after",
    ]


@pytest.mark.parametrize(
    ("interval", "days"),
    [
        (Interval(3, U.MONTH), 10),
        (Interval(90, U.DAY), 10),
        (Interval(6, U.MONTH), 20),
        (Interval(1, U.YEAR), 30),
        (Interval(24, U.MONTH), 30),
        (Interval(3, U.YEAR), 45),
        (Interval(5, U.YEAR), 45),
        (Interval(6, U.YEAR), 45),
        (Interval(2, U.MONTH), 6),
        (Interval(20, U.DAY), 2),
    ],
)
def test_the_joint_commission_knows_the_usual_intervals(interval, days):
    assert days_around(window(interval, "tjc_ec")) == (days, days)


@pytest.mark.parametrize("due", [date(2026, 3, 15), date(2026, 3, 21)])
def test_weekly_is_once_in_the_week_from_sunday_to_saturday(due):
    week = window(Interval(1, U.WEEK), "tjc_ec", due=due)

    assert week == Window(date(2026, 3, 15), date(2026, 3, 21))


def test_monthly_is_once_in_the_month():
    month = window(Interval(1, U.MONTH), "tjc_ec")

    assert month == Window(date(2026, 3, 1), date(2026, 3, 31))


def test_what_comes_round_within_a_month_has_not_the_whole_month():
    assert days_around(window(Interval(1, U.WEEK), "calendar_month")) == (3, 3)
    assert days_around(window(Interval(1, U.DAY), "calendar_month")) == (0, 0)


def test_days_before_are_at_most_half_the_interval():
    assert days_around(window(Interval(1, U.YEAR), "none_before:30")) == (30, 0)
    assert days_around(window(Interval(1, U.WEEK), "none_before:30")) == (3, 0)


def test_high_risk_may_have_fewer_days_after():
    assert days_around(window(Interval(1, U.YEAR), "tjc_ec", after=7)) == (30, 7)
    assert days_around(window(Interval(1, U.YEAR), "exact", after=7)) == (0, 0)


@pytest.mark.parametrize(
    ("done", "timing"),
    [
        (date(2026, 2, 28), Timing.EARLY),
        (date(2026, 3, 1), Timing.ON_TIME),
        (date(2026, 3, 31), Timing.ON_TIME),
        (date(2026, 4, 1), Timing.LATE),
    ],
)
def test_both_ends_of_the_window_are_on_time(done, timing):
    assert classify(done, window(Interval(1, U.YEAR), "calendar_month")) == timing


def test_a_year_that_cannot_be_has_no_window():
    with pytest.raises(ValidationError, match="cannot be right"):
        window(Interval(1, U.YEAR), "tjc_ec", due=date(8, 1, 1))


@given(due=dues, interval=intervals, policy=policies)
def test_the_due_date_lies_in_its_window(due, interval, policy):
    assert due in window_of(due, interval, policy)


@given(due=dues, interval=months)
def test_calendar_months_of_dates_that_follow_never_overlap(due, interval):
    policy = WindowPolicy.parse("calendar_month")
    following = interval.after(due)

    first = window_of(due, interval, policy)
    second = window_of(following, interval, policy)
    assert first.end < second.start
