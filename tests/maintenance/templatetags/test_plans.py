from __future__ import annotations

from datetime import date

import pytest

from maintenance.models import WorkOrder
from maintenance.templatetags.plans import every, plan_badge, plan_place, timing_badge


@pytest.mark.parametrize(
    ("day", "words"), [(1, "Early"), (10, "On time"), (20, "On time"), (21, "Late")]
)
def test_work_was_on_time_by_the_window_that_it_was_made_with(day, words):
    order = WorkOrder(
        window_start=date(2026, 3, 10),
        window_end=date(2026, 3, 20),
        completed_on=date(2026, 3, day),
    )

    assert words in timing_badge(order)


def test_work_that_was_not_done_has_no_timing():
    assert timing_badge(WorkOrder()) == ""


def test_an_interval_is_told_in_words():
    assert (every(1, "year"), every(6, "month")) == ("Every year", "Every 6 months")


def test_a_status_is_a_word():
    assert "Paused" in plan_badge("paused")
    assert plan_badge("unknown") == "unknown"


def test_the_room_stands_before_what_it_is_in():
    row = {
        "asset__current_location__full_path": "Tower › <Floor> › Room 4",
        "asset__facility_id": 7,
        "asset__location_text": "",
    }

    shown = plan_place(row, {7: "St Mary's"})

    assert shown.startswith("Room 4<span")
    assert "St Mary&#x27;s › Tower › &lt;Floor&gt;" in shown
