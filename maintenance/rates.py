"""The rates of planned maintenance: which occurrence counts as what, and the shares.

A report over many years counts in the database. It names its counts as `Mark` does and
hands them to `Counts`; `marks_of` is the rule that its conditions follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from maintenance.choices import Disposition, WorkOrderType
from maintenance.ratios import Ratio

# What comes round by a plan. Each belongs to the period in which its window ends.
PM_FAMILY = frozenset(
    {
        WorkOrderType.PM,
        WorkOrderType.EST,
        WorkOrderType.CALIBRATION,
        WorkOrderType.INSPECTION,
    }
)

# Nobody could do it, and somebody wrote down why.
DOCUMENTS_AN_ATTEMPT = frozenset({Disposition.COULD_NOT_LOCATE, Disposition.IN_USE})


@dataclass(frozen=True)
class Occurrence:
    """What the rates need of one piece of planned work, frozen when it was made.

    `completed_on` is empty for work that was early and not counted. `disposition` is
    that of the latest attempt. `is_excused` says that an attempt inside the window
    found it in use or did not find it, and that no follow-up is overdue.
    """

    window_end: date
    completed_on: date | None = None
    missed_on: date | None = None
    disposition: str = ""
    is_excused: bool = False
    is_cancelled: bool = False
    was_not_in_service: bool = False


class Mark(StrEnum):
    """What an occurrence counts as; most count as several."""

    ELIGIBLE = "eligible"
    ON_TIME = "on_time"
    COMPLETED = "completed"
    EXCUSED = "excused"
    COULD_NOT_LOCATE = "could_not_locate"
    IN_USE = "in_use"
    MISSED = "missed"
    CANCELLED = "cancelled"
    NOT_IN_SERVICE = "not_in_service"


@dataclass(frozen=True)
class Counts:
    """How many occurrences have each mark; the last two are in no denominator."""

    eligible: int = 0
    on_time: int = 0
    completed: int = 0
    excused: int = 0
    could_not_locate: int = 0
    in_use: int = 0
    missed: int = 0
    cancelled: int = 0
    not_in_service: int = 0

    def __add__(self, other: Counts) -> Counts:
        mine, others = vars(self), vars(other)
        return Counts(**{mark: mine[mark] + others[mark] for mark in mine})


@dataclass(frozen=True)
class Rates:
    """`process` is "schedule adherence incl. documented attempts"."""

    on_time: Ratio
    completion: Ratio
    process: Ratio
    could_not_locate: Ratio
    in_use: Ratio
    missed: Ratio


def marks_of(occurrence: Occurrence, *, as_of: date) -> frozenset[Mark]:
    """As what it counts, as things stood at the end of `as_of`."""
    if occurrence.is_cancelled:
        return frozenset({Mark.CANCELLED})
    if occurrence.was_not_in_service:
        return frozenset({Mark.NOT_IN_SERVICE})
    is_completed = _is_by(occurrence.completed_on, as_of)
    is_on_time = is_completed and _is_by(occurrence.completed_on, occurrence.window_end)
    is_missed = not is_completed and _is_by(occurrence.missed_on, as_of)
    is_open = not is_completed and not is_missed
    disposition = occurrence.disposition
    holds = {
        Mark.ELIGIBLE: True,
        Mark.ON_TIME: is_on_time,
        Mark.COMPLETED: is_completed,
        Mark.EXCUSED: occurrence.is_excused and not is_on_time,
        Mark.COULD_NOT_LOCATE: is_open and disposition == Disposition.COULD_NOT_LOCATE,
        Mark.IN_USE: is_open and disposition == Disposition.IN_USE,
        Mark.MISSED: is_missed,
    }
    return frozenset(mark for mark, is_true in holds.items() if is_true)


def counts_of(occurrences: Iterable[Occurrence], *, as_of: date) -> Counts:
    marks = Counter(
        mark for each in occurrences for mark in marks_of(each, as_of=as_of)
    )
    return Counts(**{mark.value: number for mark, number in marks.items()})


def rates_of(counts: Counts) -> Rates:
    def share(number: int) -> Ratio:
        return Ratio(number, counts.eligible)

    return Rates(
        on_time=share(counts.on_time),
        completion=share(counts.completed),
        process=share(counts.on_time + counts.excused),
        could_not_locate=share(counts.could_not_locate),
        in_use=share(counts.in_use),
        missed=share(counts.missed),
    )


def _is_by(on: date | None, limit: date) -> bool:
    return on is not None and on <= limit
