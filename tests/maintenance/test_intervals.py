from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from maintenance.choices import IntervalUnit
from maintenance.intervals import (
    DAYS_OF_MONTHS,
    EARLIEST,
    LATEST,
    LONGEST,
    Interval,
    add_months,
    check_anchor_day,
    check_date,
    check_frequency,
    last_day,
)

U = IntervalUnit
MONTH = Interval(1, U.MONTH)
YEAR = Interval(1, U.YEAR)


@pytest.mark.parametrize(
    ("days", "interval"),
    [
        (7, Interval(1, U.WEEK)),
        (30, MONTH),
        (90, Interval(3, U.MONTH)),
        (120, Interval(4, U.MONTH)),
        (180, Interval(6, U.MONTH)),
        (183, Interval(6, U.MONTH)),
        (365, Interval(12, U.MONTH)),
        (1095, Interval(36, U.MONTH)),
        (1825, Interval(60, U.MONTH)),
        (45, Interval(45, U.DAY)),
        (1, Interval(1, U.DAY)),
        (3650, Interval(3650, U.DAY)),
    ],
)
def test_days_are_read_as_people_mean_them(days, interval):
    assert Interval.from_days(days) == interval


@pytest.mark.parametrize("months", DAYS_OF_MONTHS)
def test_months_written_in_days_are_read_as_the_same_months(months):
    days = Interval(months, U.MONTH).frequency_days

    assert Interval.from_days(days).months == months


@pytest.mark.parametrize(
    ("interval", "days"),
    [
        (Interval(2, U.WEEK), 14),
        (Interval(45, U.DAY), 45),
        (Interval(5, U.MONTH), 152),
        (YEAR, 365),
        (Interval(4, U.YEAR), 1460),
        (Interval(10, U.YEAR), 3650),
    ],
)
def test_every_interval_has_about_so_many_days(interval, days):
    assert interval.frequency_days == days


@pytest.mark.parametrize("days", [0, -1, 3651, 100_000])
def test_a_frequency_that_cannot_be_is_refused(days):
    with pytest.raises(ValidationError, match="from 1 to 3650 days"):
        check_frequency(days)
    with pytest.raises(ValidationError, match="from 1 to 3650 days"):
        Interval(days, U.DAY)


def test_eleven_years_are_too_long():
    with pytest.raises(ValidationError, match="ten years"):
        Interval(11, U.YEAR)


def test_the_last_of_the_month_comes_back_after_february():
    ends = [MONTH.after(date(2026, 1, 31), times=k) for k in (1, 2, 3)]

    assert ends == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_an_anchor_day_is_kept_across_short_months():
    assert MONTH.after(date(2026, 2, 28), anchor_day=31) == date(2026, 3, 31)


def test_the_leap_day_comes_back_in_leap_years():
    leap_day = date(2024, 2, 29)

    assert YEAR.after(leap_day) == date(2025, 2, 28)
    assert YEAR.after(leap_day, times=4) == leap_day.replace(year=2028)


@given(
    start=st.dates(EARLIEST, date(2150, 1, 1)),
    months=st.integers(1, 480),
)
def test_months_keep_the_day_or_end_the_month(start, months):
    end = add_months(start, months)

    assert end.day == min(start.day, last_day(end.year, end.month))
    assert (end.year - start.year) * 12 + end.month - start.month == months


@pytest.mark.parametrize("interval", [YEAR, Interval(LONGEST, U.DAY)])
def test_no_date_lies_beyond_the_calendar(interval):
    with pytest.raises(ValidationError, match="Check the date"):
        interval.after(LATEST)


@pytest.mark.parametrize("on", [date(8, 1, 1), date(1949, 12, 31), date(9999, 12, 31)])
def test_a_year_that_cannot_be_is_refused(on):
    with pytest.raises(ValidationError, match="cannot be right"):
        check_date(on)


@pytest.mark.parametrize("day", [0, 32])
def test_a_day_that_no_month_has_is_refused(day):
    with pytest.raises(ValidationError, match="from 1 to 31"):
        check_anchor_day(day)


@pytest.mark.parametrize("day", [1, 31])
def test_a_day_that_some_month_has_is_none_to_refuse(day):
    assert check_anchor_day(day) is None


def test_an_interval_reads_like_a_word_after_every():
    assert [str(MONTH), str(Interval(6, U.MONTH))] == ["month", "6 months"]
