"""The rates of planned work, counted from occurrences as they were frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import CharField, Count, F, Q
from django.db.models.functions import Cast, Substr

from maintenance.choices import Disposition, WorkOrderStatus
from maintenance.lifecycle import DONE
from maintenance.models.work_orders import WorkOrderQuerySet
from maintenance.rates import PM_FAMILY, Counts, Mark
from maintenance.reports.chosen import Chosen

# A date is text that begins with year and month, on both databases.
MONTH = Substr(Cast("window_end", CharField()), 1, 7)

Key = TypeVar("Key", str, int | None)


@dataclass(frozen=True)
class Group:
    """The occurrences of a month that have all of this in common."""

    month: str
    risk_class: str
    is_life_support: bool
    strategy: str
    facility: int
    department: int | None
    technician: int | None
    counts: Counts


def occurrences(orders: WorkOrderQuerySet, chosen: Chosen) -> WorkOrderQuerySet:
    """Those of plans whose window ends in the period, whenever they were done."""
    period = chosen.period
    return orders.filter(
        chosen.of_orders,
        plan__isnull=False,
        type__in=sorted(PM_FAMILY),
        window_end__gte=period.start,
        window_end__lte=period.end,
    )


def conditions(as_of: date) -> dict[Mark, Q]:
    """What `rates.marks_of` says of one occurrence, as conditions of the database."""
    cancelled = Q(status=WorkOrderStatus.CANCELLED)
    not_in_service = ~cancelled & Q(last_disposition=Disposition.NOT_IN_SERVICE)
    eligible = ~cancelled & ~Q(last_disposition=Disposition.NOT_IN_SERVICE)
    completed = eligible & _is_done_by(as_of)
    on_time = completed & Q(completed_on__lte=F("window_end"))
    missed = eligible & Q(missed_on__lte=as_of)
    is_not_missed = Q(missed_on=None) | Q(missed_on__gt=as_of)
    still_open = eligible & ~_is_done_by(as_of) & is_not_missed
    return {
        Mark.ELIGIBLE: eligible,
        Mark.ON_TIME: on_time,
        Mark.COMPLETED: completed,
        Mark.EXCUSED: eligible & _is_excused(as_of) & ~(_is_done_by(as_of) & _IN_TIME),
        Mark.COULD_NOT_LOCATE: still_open
        & Q(last_disposition=Disposition.COULD_NOT_LOCATE),
        Mark.IN_USE: still_open & Q(last_disposition=Disposition.IN_USE),
        Mark.MISSED: missed,
        Mark.CANCELLED: cancelled,
        Mark.NOT_IN_SERVICE: not_in_service,
    }


_IN_TIME = Q(completed_on__lte=F("window_end"))
# Work before the window counts only where somebody said that it does.
_COUNTS = (
    Q(window_start=None) | Q(completed_on__gte=F("window_start")) | Q(counts_early=True)
)


def _is_done_by(as_of: date) -> Q:
    return Q(status__in=sorted(DONE), completed_on__lte=as_of) & _COUNTS


def _is_excused(as_of: date) -> Q:
    followed_up = (
        Q(next_attempt_on=None) | Q(next_attempt_on__gte=as_of) | _is_done_by(as_of)
    )
    return Q(was_attempted_in_window=True) & followed_up


def groups_of(found: WorkOrderQuerySet, *, as_of: date) -> list[Group]:
    """All that the tables need, in one pass over the occurrences."""
    split = (
        *("risk_class", "is_life_support", "strategy"),
        *("facility", "department", "assigned_to"),
    )
    return [
        Group(
            month=row["month"],
            risk_class=row["risk_class"],
            is_life_support=row["is_life_support"],
            strategy=row["strategy"],
            facility=row["facility"],
            department=row["department"],
            technician=row["assigned_to"],
            counts=counts_in(row),
        )
        for row in marked(found, *split, as_of=as_of)
    ]


def counts_of_months(
    orders: WorkOrderQuerySet, months: Iterable[Chosen]
) -> dict[str, Counts]:
    """Each month as a report of it alone counts it, all of them in one query."""
    first, *others = (
        marked(occurrences(orders, month), as_of=month.as_of) for month in months
    )
    return {row["month"]: counts_in(row) for row in first.union(*others, all=True)}


def marked(found: WorkOrderQuerySet, *split: str, as_of: date) -> Any:
    """How many have which mark, by month and by what else they are split."""
    marks = conditions(as_of)
    counts = {mark.value: Count("pk", filter=each) for mark, each in marks.items()}
    return found.order_by().values(*split, month=MONTH).annotate(**counts)


def counts_in(row: dict[str, Any]) -> Counts:
    return Counts(**{mark.value: row[mark.value] for mark in Mark})


def counts_by(groups: list[Group], key: Callable[[Group], Key]) -> dict[Key, Counts]:
    summed: dict[Key, Counts] = defaultdict(Counts)
    for group in groups:
        summed[key(group)] += group.counts
    return dict(summed)


def summed(groups: list[Group]) -> Counts:
    return sum((group.counts for group in groups), Counts())
