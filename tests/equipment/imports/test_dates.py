from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.imports.dates import (
    AmbiguousDate,
    DateOrder,
    NotADate,
    order_of,
    read_day,
    read_moment,
)

DAY_FIRST, MONTH_FIRST = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST
FOURTH_OF_MARCH = date(2020, 3, 4)
DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        FOURTH_OF_MARCH,
        datetime.fromisoformat("2020-03-04T10:20"),
        "2020-03-04",
        "2020/3/4",
        "20200304",
        20200304,
        "2020-03-04T10:20:00",
        "4/3/2020",
        "04.03.2020",
        "4-3-20",
        "4. 3. 2020",
        " '04/03/2020 ",
        "4/3/2020 10:20",
        "4/3/2020, 10:20:30 p.m.",
        "4 March 2020",
        "March 4, 2020",
        "4-Mar-20",
        "4 de marzo de 2020",
        "4 de Março de 2020",
        "4 mars 2020",
        "4. März 2020",
        43894,
        43894.5,
        "43894",
    ],
)
def test_dates_are_read_as_registers_write_them(cell):
    assert read_day(cell, order=DAY_FIRST) == FOURTH_OF_MARCH


def test_the_order_decides_between_day_and_month():
    assert read_day("3/4/2020", order=MONTH_FIRST) == FOURTH_OF_MARCH
    assert read_day("3/4/2020", order=DAY_FIRST) == date(2020, 4, 3)


def test_without_an_order_only_what_can_be_told_is_read():
    assert read_day("13/4/2020", order=None) == date(2020, 4, 13)
    assert read_day("4/13/2020", order=None) == date(2020, 4, 13)
    assert read_day("4/4/2020", order=None) == date(2020, 4, 4)
    with pytest.raises(AmbiguousDate, match="“3/4/2020” can be day/month or month/day"):
        read_day("3/4/2020", order=None)


def test_two_digits_mean_the_years_around_now():
    years = [
        read_day(f"1/2/{year}", order=DAY_FIRST).year for year in ("69", "70", "07")
    ]

    assert years == [2069, 1970, 2007]


@pytest.mark.parametrize("cell", ["", "  "])
def test_an_empty_cell_is_no_date_and_no_mistake(cell):
    assert read_day(cell, order=DAY_FIRST) is None


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("see invoice", "is not a date"),
        ("N/A", "is not a date"),
        ("4 or 5 March 2020", "is not a date"),
        ("12/13", "is only a part of a date"),
        (2014, "is only a part of a date"),
        ("03/2019", "is only a part of a date"),
        ("Mar-19", "is only a part of a date"),
        ("31/02/2020", "is not a day of the calendar"),
        ("0000-00-00", "is not a day of the calendar"),
        ("1/1/0008", "The year 8 cannot be right"),
        (datetime.fromisoformat("1900-01-01"), "The year 1900 cannot be right"),
        ("31 Feb 2020", "is not a day of the calendar"),
        ("x" * 1000, "This is a text"),
        (True, "is not a date"),
        (17, "is not a date|only a part"),
        ("1e9", "is not a date"),
    ],
)
def test_what_is_no_date_is_said_to_be_none(cell, sentence):
    with pytest.raises(NotADate, match=sentence):
        read_day(cell, order=DAY_FIRST)


def test_a_moment_keeps_its_time_and_zone():
    assert read_moment("4.3.2020 10:20", order=DAY_FIRST) == datetime.fromisoformat(
        "2020-03-04T10:20"
    )
    assert read_moment("2020-03-04T10:20:30.5Z", order=None) == datetime(
        2020, 3, 4, 10, 20, 30, 500_000, tzinfo=UTC
    )
    assert read_moment("2020-03-04 10:20+02:00", order=None) == datetime(
        2020, 3, 4, 10, 20, tzinfo=timezone(timedelta(hours=2))
    )
    assert read_moment("3/4/2020 12:05 am", order=MONTH_FIRST).hour == 0


def test_a_time_that_no_clock_shows_makes_it_no_date():
    with pytest.raises(NotADate):
        read_moment("4/3/2020 25:99", order=DAY_FIRST)


@given(DAYS, st.sampled_from("/-."), st.sampled_from(DateOrder))
def test_a_date_written_in_an_order_reads_back_in_it(day, mark, order):
    pattern = "%d{0}%m{0}%Y" if order is DAY_FIRST else "%m{0}%d{0}%Y"
    text = day.strftime(pattern.format(mark))

    assert read_day(text, order=order) == day


@given(st.lists(DAYS, min_size=1), st.sampled_from(DateOrder))
def test_a_file_that_shows_its_order_is_read_in_it(days, order):
    pattern = "%d/%m/%Y" if order is DAY_FIRST else "%m/%d/%Y"
    evidence = order_of(day.strftime(pattern) for day in days)

    assert evidence.order in (order, None)
    assert evidence.is_ambiguous == (
        all(day.day <= 12 for day in days) and any(day.day != day.month for day in days)
    )


@given(st.text(max_size=80) | st.floats() | st.integers())
def test_nothing_that_a_cell_can_hold_breaks_the_reading(cell):
    moment = None
    with suppress(NotADate, AmbiguousDate):
        moment = read_moment(cell, order=None)

    assert moment is None or 1950 <= moment.year <= 2150


def test_one_date_decides_for_the_file():
    evidence = order_of(
        ["3/4/2020", "", "N/A", 43894, "25.12.2019", "4/4/2020 10:00", "13/13/13"]
    )

    assert (evidence.order, evidence.is_ambiguous) == (DAY_FIRST, False)
    assert evidence.only[DAY_FIRST] == ["25.12.2019"]
    assert evidence.either == ["3/4/2020"]


def test_a_file_of_both_orders_has_to_be_decided_by_a_person():
    evidence = order_of(["25/12/2019", "12/25/2019"])

    assert (evidence.order, evidence.is_ambiguous) == (None, True)


def test_dates_that_can_be_read_in_one_way_only_need_no_choice():
    evidence = order_of(["2020-03-04", FOURTH_OF_MARCH, "4 March 2020", "4/4/2020"])

    assert (evidence.order, evidence.is_ambiguous) == (None, False)


def test_few_examples_are_kept():
    evidence = order_of(f"{day}/1/2020" for day in range(2, 13))

    assert evidence.either == ["2/1/2020", "3/1/2020", "4/1/2020"]
