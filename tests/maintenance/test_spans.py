from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maintenance.spans import (
    Span,
    most_at_once,
    overlap,
    total,
    union,
    until,
    without,
)

START = datetime(2026, 10, 1, tzinfo=UTC)


def span(start, end):
    return Span(START + timedelta(hours=start), START + timedelta(hours=end))


several = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: span(*pair))
)


def hours_in(spans):
    """The same, hour by hour: slow and plain."""
    return {
        hour
        for hour in range(50)
        for each in spans
        if each.start <= START + timedelta(hours=hour) < each.end
    }


def test_what_overlaps_or_touches_is_one():
    assert union([span(5, 8), span(0, 2), span(1, 3), span(3, 4)]) == [
        span(0, 4),
        span(5, 8),
    ]


def test_what_ends_before_it_starts_is_nothing():
    assert union([span(3, 1)]) == []
    assert span(3, 1).duration == timedelta()


def test_what_has_no_end_lasts_until_now():
    now = START + timedelta(hours=4)

    assert until(START, None, now=now) == span(0, 4)
    assert until(START, START + timedelta(hours=1), now=now) == span(0, 1)


@given(several, several)
def test_time_is_added_shared_and_taken_away_as_hour_by_hour(ours, theirs):
    assert hours_in(union(ours)) == hours_in(ours)
    assert hours_in(overlap(ours, theirs)) == hours_in(ours) & hours_in(theirs)
    assert hours_in(without(ours, theirs)) == hours_in(ours) - hours_in(theirs)
    assert total(ours) == timedelta(hours=len(hours_in(ours)))


def test_one_that_ends_makes_room_for_the_next():
    assert most_at_once([span(0, 2), span(2, 4), span(3, 5), span(9, 1)]) == 2
    assert most_at_once([]) == 0
