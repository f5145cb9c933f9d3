from __future__ import annotations

from datetime import date

import pytest

from maintenance.attempts import after_working_days, latest_date, proposed_date
from maintenance.choices import Disposition

FRIDAY = date(2026, 11, 20)


def test_working_days_leave_the_weekend_out():
    assert after_working_days(FRIDAY, 5) == date(2026, 11, 27)
    assert after_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("searches", "proposed"),
    [(0, date(2026, 11, 27)), (1, date(2026, 12, 20)), (2, None)],
)
def test_the_next_search_is_later_each_time_until_a_manager_decides(searches, proposed):
    found = proposed_date(Disposition.COULD_NOT_LOCATE, on=FRIDAY, searches=searches)

    assert found == proposed


def test_when_parts_come_nobody_can_propose():
    assert proposed_date(Disposition.PARTS_UNAVAILABLE, on=FRIDAY) is None
    assert proposed_date(Disposition.COMPLETED, on=FRIDAY) is None


def test_some_attempts_have_to_be_repeated_soon():
    assert latest_date(Disposition.IN_USE, on=FRIDAY) == date(2026, 11, 27)
    assert latest_date(Disposition.ACCESS_DENIED, on=FRIDAY) is None
