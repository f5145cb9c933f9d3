from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from maintenance.choices import EventStatus, LogStatus, PlanStatus, WorkOrderStatus
from maintenance.lifecycle import (
    DONE,
    EVENT,
    FINAL,
    LOG,
    OPEN,
    PLAN,
    PLANNED_WORK_ORDER,
    REOPEN_WITHIN,
    WAITING,
    WORK_ORDER,
    may_follow,
    may_reopen,
    refusal,
)

W = WorkOrderStatus
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("transitions", "statuses"),
    [
        (WORK_ORDER, WorkOrderStatus),
        (PLANNED_WORK_ORDER, WorkOrderStatus),
        (LOG, LogStatus),
        (PLAN, PlanStatus),
        (EVENT, EventStatus),
    ],
)
def test_every_status_says_what_may_follow_it(transitions, statuses):
    assert set(transitions) == set(statuses)
    assert all(status not in following for status, following in transitions.items())


def test_an_order_is_open_done_or_ended_otherwise():
    assert set(W) == OPEN | DONE | FINAL
    assert not OPEN & (DONE | FINAL)
    assert WAITING < OPEN


def test_the_usual_way_of_an_order():
    way = [
        W.REQUESTED,
        W.TRIAGED,
        W.ASSIGNED,
        W.IN_PROGRESS,
        W.ON_HOLD,
        W.IN_PROGRESS,
        W.COMPLETED,
        W.CLOSED,
    ]

    assert all(may_follow(WORK_ORDER, a, b) for a, b in pairwise(way))


def test_what_is_open_can_be_cancelled():
    assert all(may_follow(PLANNED_WORK_ORDER, status, W.CANCELLED) for status in OPEN)
    assert not may_follow(WORK_ORDER, W.COMPLETED, W.CANCELLED)


@pytest.mark.parametrize("status", FINAL)
def test_what_is_final_stays(status):
    assert not PLANNED_WORK_ORDER[status]


@pytest.mark.parametrize("new", [W.MISSED, W.DEFERRED])
def test_only_planned_work_can_be_missed_or_put_off(new):
    assert may_follow(PLANNED_WORK_ORDER, W.ASSIGNED, new)
    assert not any(may_follow(WORK_ORDER, status, new) for status in W)


def test_deferred_work_is_taken_up_again():
    assert may_follow(PLANNED_WORK_ORDER, W.DEFERRED, W.IN_PROGRESS)


def test_nobody_completes_what_nobody_began():
    assert not may_follow(WORK_ORDER, W.REQUESTED, W.COMPLETED)
    assert not may_follow(WORK_ORDER, W.ON_HOLD, W.COMPLETED)


def test_a_plan_rests_and_resumes_but_never_comes_back_from_its_end():
    assert may_follow(PLAN, PlanStatus.PAUSED, PlanStatus.ACTIVE)
    assert not may_follow(PLAN, PlanStatus.COMPLETED, PlanStatus.ACTIVE)


def test_a_refusal_says_what_may_follow_instead():
    assert refusal(WORK_ORDER, W.ON_HOLD, W.COMPLETED) == (
        "“On hold” cannot become “Completed”, only “In progress”, “Cancelled”."
    )
    assert refusal(WORK_ORDER, W.ON_HOLD, W.ON_HOLD) == "It is “On hold” already."
    assert refusal(WORK_ORDER, W.CLOSED, W.IN_PROGRESS) == (
        "“Closed” is final; nothing of it can be changed."
    )


def test_work_is_reopened_within_thirty_days():
    assert may_reopen(NOON, at=NOON + REOPEN_WITHIN)
    assert not may_reopen(NOON, at=NOON + REOPEN_WITHIN + timedelta(seconds=1))
