"""What a digest tells one person: the own work, and what is late where they lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Q

from equipment.choices import RiskClass
from maintenance.actions.digests import FOLLOW, PERFORM
from maintenance.choices import DigestFrequency, WorkOrderType
from maintenance.models import Team, WorkOrder
from maintenance.models.work_orders import WorkOrderQuerySet, is_past
from maintenance.reports.standing import LIFE_SUPPORT_FIRST

# A mail is read on a phone; the queue has the rest.
MOST_LINES = 25

# How far ahead a digest looks, so that nothing comes due before the next one.
AHEAD = {
    DigestFrequency.DAILY: timedelta(days=1),
    DigestFrequency.WEEKLY: timedelta(days=7),
}

TYPE_LABELS = dict(WorkOrderType.choices)
COLUMNS = (
    *("pk", "number", "type", "due_on", "window_end", "problem"),
    *("risk_class", "is_life_support", "equipment_down"),
    *("asset__asset_tag", "asset__name", "asset__location_text"),
    "asset__current_location__full_path",
)


@dataclass(frozen=True)
class Line:
    pk: int
    number: str
    work: str
    device: str
    place: str
    due_on: date | None
    days_late: int
    has_window: bool
    risk: str


@dataclass(frozen=True)
class Part:
    """`query` opens the queue, where all of it can be seen."""

    title: str
    query: str
    found: WorkOrderQuerySet
    is_late: bool = False


@dataclass(frozen=True)
class Section:
    """`number` counts what is not shown too."""

    part: Part
    number: int
    lines: list[Line]

    @property
    def more(self) -> int:
        return self.number - len(self.lines)


def sections_for(
    person: AbstractUser, frequency: DigestFrequency, *, on: date
) -> list[Section]:
    """All that is to be told, the most pressing first; empty when there is nothing."""
    parts = parts_for(person, on + AHEAD[frequency], on=on)
    made = [section_of(part, on=on) for part in parts]
    return [section for section in made if section.number]


def parts_for(person: AbstractUser, until: date, *, on: date) -> Iterator[Part]:
    visible, mine = WorkOrder.objects.visible_to(person).open(), is_own(person)
    late = is_past(on)
    if person.has_perm(PERFORM):
        own = visible.filter(mine)
        yield Part("Your overdue work", "tab=mine", own.filter(late), is_late=True)
        soon = own.exclude(late).filter(due_on__lte=until)
        awake = soon.exclude(deferred_until__gt=until)
        yield Part(f"Your work due by {until:%-d %b %Y}", "tab=mine", awake)
        undated = own.filter(due_on=None)
        yield Part("Your repairs and other work", "tab=mine", undated)
    if person.has_perm(FOLLOW):
        others = visible.exclude(mine)
        title = "Overdue where you are in charge"
        yield Part(title, "tab=overdue", others.filter(late), is_late=True)
        query = "tab=open&only=unanswered"
        yield Part("Requests without an answer", query, others.unanswered())


def is_own(person: AbstractUser) -> Q:
    """What is given to the person, or to a team of theirs and nobody in it."""
    teams = Team.objects.of(person)
    ids = list(teams.order_by().values_list("pk", flat=True))
    return Q(assigned_to=person.pk) | Q(team__in=ids, assigned_to=None)


def section_of(part: Part, *, on: date) -> Section:
    rows = part.found.order_by(LIFE_SUPPORT_FIRST, "due_on", "pk").values(*COLUMNS)
    first = [line_of(row, on=on) for row in rows[: MOST_LINES + 1]]
    number = len(first) if len(first) <= MOST_LINES else part.found.order_by().count()
    return Section(part, number, first[:MOST_LINES])


def line_of(row: dict[str, Any], *, on: date) -> Line:
    last = row["window_end"] or row["due_on"]
    place = row["asset__current_location__full_path"] or row["asset__location_text"]
    kind = TYPE_LABELS.get(row["type"], row["type"])
    problem = row["problem"].strip()
    return Line(
        pk=row["pk"],
        number=row["number"],
        work=f"{kind}: {problem}" if problem else kind,
        device=f"{row['asset__asset_tag']} {row['asset__name']}",
        place=place or "Place not known",
        due_on=row["due_on"],
        days_late=max((on - last).days, 0) if last else 0,
        has_window=row["window_end"] is not None,
        risk=risk_of(row),
    )


def risk_of(row: dict[str, Any]) -> str:
    if row["is_life_support"]:
        return "Life support"
    return "High risk" if row["risk_class"] == RiskClass.HIGH else ""
