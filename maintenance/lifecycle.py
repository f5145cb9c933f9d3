"""Which status of an order, a log, a plan or an event may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models

from maintenance.choices import EventStatus, LogStatus, PlanStatus, WorkOrderStatus

Status = TypeVar("Status", bound=models.TextChoices)

_W = WorkOrderStatus
_L = LogStatus

# Somebody still has to do something about it.
OPEN = frozenset(
    {
        _W.REQUESTED,
        _W.TRIAGED,
        _W.ASSIGNED,
        _W.IN_PROGRESS,
        _W.ON_HOLD,
        _W.DEFERRED,
    }
)
# Open, but nobody can work on it now.
WAITING = frozenset({_W.ON_HOLD, _W.DEFERRED})
# The work was done.
DONE = frozenset({_W.COMPLETED, _W.CLOSED})
# Nothing of it changes any more.
FINAL = frozenset({_W.CLOSED, _W.CANCELLED, _W.MISSED})

# Work done may be taken up again for so long; after that it is a new order.
REOPEN_WITHIN = timedelta(days=30)

# Steps may be skipped forwards: who takes a request up on the spot begins.
WORK_ORDER: dict[WorkOrderStatus, frozenset[WorkOrderStatus]] = {
    _W.REQUESTED: frozenset(
        {_W.TRIAGED, _W.ASSIGNED, _W.IN_PROGRESS, _W.CANCELLED},
    ),
    _W.TRIAGED: frozenset({_W.ASSIGNED, _W.IN_PROGRESS, _W.ON_HOLD, _W.CANCELLED}),
    _W.ASSIGNED: frozenset({_W.TRIAGED, _W.IN_PROGRESS, _W.ON_HOLD, _W.CANCELLED}),
    _W.IN_PROGRESS: frozenset({_W.ON_HOLD, _W.COMPLETED, _W.CANCELLED}),
    _W.ON_HOLD: frozenset({_W.IN_PROGRESS, _W.CANCELLED}),
    _W.DEFERRED: frozenset(),
    _W.COMPLETED: frozenset({_W.IN_PROGRESS, _W.CLOSED}),
    _W.CLOSED: frozenset(),
    _W.MISSED: frozenset(),
    _W.CANCELLED: frozenset(),
}

# Only work that comes round again can be put off, or be missed.
PLANNED_WORK_ORDER: dict[WorkOrderStatus, frozenset[WorkOrderStatus]] = {
    **{
        status: following | {_W.DEFERRED, _W.MISSED} if status in OPEN else following
        for status, following in WORK_ORDER.items()
    },
    _W.DEFERRED: frozenset(
        {_W.TRIAGED, _W.ASSIGNED, _W.IN_PROGRESS, _W.MISSED, _W.CANCELLED}
    ),
}

LOG: dict[LogStatus, frozenset[LogStatus]] = {
    _L.SCHEDULED: frozenset({_L.IN_PROGRESS, _L.COMPLETED, _L.CANCELLED}),
    _L.IN_PROGRESS: frozenset({_L.ON_HOLD, _L.COMPLETED, _L.CANCELLED}),
    _L.ON_HOLD: frozenset({_L.IN_PROGRESS, _L.CANCELLED}),
    _L.COMPLETED: frozenset(),
    _L.CANCELLED: frozenset(),
}

# What a completed log has to say.
SAID_WHEN_COMPLETED = ("completed_at", "performed_at", "outcome", "summary")

PLAN: dict[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.ACTIVE: frozenset({PlanStatus.PAUSED, PlanStatus.COMPLETED}),
    PlanStatus.PAUSED: frozenset({PlanStatus.ACTIVE, PlanStatus.COMPLETED}),
    PlanStatus.COMPLETED: frozenset(),
}

EVENT: dict[EventStatus, frozenset[EventStatus]] = {
    EventStatus.OPEN: frozenset({EventStatus.INVESTIGATING, EventStatus.CLOSED}),
    EventStatus.INVESTIGATING: frozenset({EventStatus.CLOSED}),
    EventStatus.CLOSED: frozenset(),
}


def may_follow(
    transitions: Mapping[Status, frozenset[Status]], current: str, new: str
) -> bool:
    return new in _following(transitions, current)


def refusal(
    transitions: Mapping[Status, frozenset[Status]], current: str, new: str
) -> str:
    """The sentence for a status that may not follow, with what may."""
    labels = {str(status.value): status.label for status in transitions}
    if current == new:
        return f"It is “{labels[current]}” already."
    following = _following(transitions, current)
    if not following:
        return f"“{labels[current]}” is final; nothing of it can be changed."
    allowed = ", ".join(f"“{s.label}”" for s in transitions if s in following)
    return f"“{labels[current]}” cannot become “{labels[new]}”, only {allowed}."


def may_reopen(completed_at: datetime, *, at: datetime) -> bool:
    return at - completed_at <= REOPEN_WITHIN


def _following(
    transitions: Mapping[Status, frozenset[Status]], current: str
) -> frozenset[Status]:
    return next(
        following for status, following in transitions.items() if status == current
    )
