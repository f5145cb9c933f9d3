"""How the work stands now: what is late, what waits for an answer, what is for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from equipment.choices import RiskClass
from equipment.reports import scope_of
from hospital_assets.foundation.reuse import reused
from maintenance.choices import Priority, WorkOrderStatus
from maintenance.models import WorkOrder
from maintenance.models.work_orders import IS_UNANSWERED, WorkOrderQuerySet, is_past

# What has no date is sorted behind all that has one.
NEVER = Value(date.max, output_field=DateField())
SAME_FOR_ALL = Value(0, output_field=IntegerField())

# A work order has fifty columns; these are what a line about it shows.
SHOWN = (
    *("pk", "number", "type", "priority", "status", "problem", "due_on"),
    *(
        "window_start",
        "window_end",
        "next_attempt_on",
        "requested_at",
        "completed_at",
        "risk_class",
    ),
    *("is_life_support", "equipment_down", "asset_id", "asset__asset_tag"),
    *("asset__name", "asset__location_text", "asset__current_location__name"),
    *("assigned_to__first_name", "assigned_to__last_name", "assigned_to__username"),
    *("team__name",),
)
SORTED_BY = ("first", "second", "third", "pk")

Row = dict[str, Any]


def rank(*conditions: Q) -> Case:
    """What meets the first of the conditions comes first, what meets none, last."""
    return Case(
        *(When(condition, then=Value(n)) for n, condition in enumerate(conditions)),
        default=Value(len(conditions)),
        output_field=IntegerField(),
    )


URGENCY = rank(*(Q(priority=each) for each in Priority))
LIFE_SUPPORT_FIRST = rank(Q(is_life_support=True), Q(risk_class=RiskClass.HIGH))


@dataclass(frozen=True)
class Standing:
    """How many open work orders there are of each kind."""

    overdue: int
    overdue_high_risk: int
    unanswered: int
    down: int
    unassigned: int


def standing(user: AbstractUser, *, on: date) -> Standing:
    """Counted for all who see the same, and not again at once."""
    return reused(
        "standing", on, scope_of_work(user), find=lambda: count(user, on=on)
    ).value


def count(user: AbstractUser, *, on: date) -> Standing:
    conditions = {
        "overdue": is_past(on),
        "overdue_high_risk": is_past(on) & Q(risk_class=RiskClass.HIGH),
        "unanswered": IS_UNANSWERED,
        "down": Q(equipment_down=True),
        "unassigned": Q(assigned_to=None, team=None),
    }
    counts = {name: Count("pk", filter=each) for name, each in conditions.items()}
    return Standing(**WorkOrder.objects.visible_to(user).open().aggregate(**counts))


def scope_of_work(user: AbstractUser) -> tuple[object, ...]:
    may_view = user.has_perm("maintenance.view_workorder")
    return (may_view, *scope_of(user))


# --- The first rows of several lists ----------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """A list by its name, and what its rows are sorted by: two ranks and a day."""

    name: str
    orders: WorkOrderQuerySet
    first: Any = SAME_FOR_ALL
    second: Any = SAME_FOR_ALL
    third: Any = NEVER


def overdue(orders: WorkOrderQuerySet, *, on: date) -> Wanted:
    """What matters most to patients first, then what waits longest."""
    late = orders.overdue(on)
    return Wanted("overdue", late, first=LIFE_SUPPORT_FIRST, third=F("due_on"))


def for_today(orders: WorkOrderQuerySet, user: AbstractUser, *, on: date) -> Wanted:
    mine = orders.to_do_on(on).given_to(user)
    by_day = Coalesce("due_on", NEVER)
    return Wanted("today", mine, URGENCY, LIFE_SUPPORT_FIRST, by_day)


def unanswered(orders: WorkOrderQuerySet) -> Wanted:
    asked = TruncDate("requested_at")
    return Wanted("unanswered", orders.unanswered(), URGENCY, third=asked)


def asked_for(orders: WorkOrderQuerySet, user: AbstractUser) -> Wanted:
    """What waits for the person's word that it works again, then what is open."""
    is_done = Q(status=WorkOrderStatus.COMPLETED, confirmed_at=None)
    mine = orders.filter(requested_by=user.pk)
    shown = mine.filter(is_done) | mine.open()
    return Wanted("asked", shown, first=rank(is_done), second=-F("pk"))


def first_rows(wanted: Iterable[Wanted], *, most: int) -> dict[str, list[Row]]:
    """The first rows of each list, all in one query."""
    branches = [branch(each, most=most) for each in wanted]
    found: dict[str, list[Row]] = defaultdict(list)
    if branches:
        for row in branches[0].union(*branches[1:], all=True):
            found[row["list"]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: tuple(row[name] for name in SORTED_BY))
    return found


def branch(wanted: Wanted, *, most: int) -> Any:
    """The ids are chosen before anything else is read of the rows."""
    keys = {"first": wanted.first, "second": wanted.second, "third": wanted.third}
    chosen = wanted.orders.annotate(**keys).order_by(*SORTED_BY).values("pk")[:most]
    return (
        WorkOrder.objects.filter(pk__in=chosen)
        .order_by()
        .annotate(list=Value(wanted.name, output_field=TextField()), **keys)
        .values("list", *SORTED_BY[:3], *SHOWN)
    )
