"""Choosing what the calendar shows: a month or a week, and whose work where."""

from __future__ import annotations

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.http import QueryDict

from equipment.filters.assets import UNKNOWN_CHOICE
from equipment.filters.assignments import AssignmentFilterForm
from maintenance.choices import WorkOrderType
from maintenance.filters.reports import FIRST_YEAR, LAST_YEAR, MonthField
from maintenance.intervals import add_months
from maintenance.models.work_orders import WorkOrderQuerySet

WEEK = re.compile(r"(\d{4})-?W(\d{1,2})")
DAYS_IN_WEEK = 7

# Whose work, and the tab of the queue that has the same.
WHOSE = (("", "Everybody's"), ("mine", "Mine"), ("team", "My teams'"))
TAB_OF = {"": "open", "mine": "mine", "team": "team"}

# What the list of plans can be filtered by as well.
SAID_BY_PLANS = frozenset({"facility"})


@dataclass(frozen=True)
class Span:
    """A month with its whole weeks, or one week, from its `first` day."""

    first: date
    is_week: bool = False

    @property
    def weeks(self) -> list[list[date]]:
        if self.is_week:
            return [
                [self.first + timedelta(days=day) for day in range(DAYS_IN_WEEK)],
            ]
        return Calendar().monthdatescalendar(self.first.year, self.first.month)

    @property
    def start(self) -> date:
        return self.weeks[0][0]

    @property
    def end(self) -> date:
        return self.weeks[-1][-1]

    @property
    def query(self) -> dict[str, str]:
        if self.is_week:
            return {"week": f"{self.first:%G-W%V}"}
        return {"month": f"{self.first:%Y-%m}"}

    @property
    def label(self) -> str:
        if self.is_week:
            return f"Week {self.first:%V}, {self.first:%-d %b} to {self.end:%-d %b %Y}"
        return f"{self.first:%B %Y}"

    def has(self, day: date) -> bool:
        """Whether the day is of it, and not of a month beside it."""
        return self.is_week or day.month == self.first.month

    def beside(self, steps: int) -> Span | None:
        """The one before or after, as far as there are dates."""
        if self.is_week:
            first = self.first + timedelta(weeks=steps)
        else:
            first = add_months(self.first, steps)
        is_known = FIRST_YEAR <= first.year <= LAST_YEAR
        return Span(first, is_week=self.is_week) if is_known else None

    @classmethod
    def of_week(cls, day: date) -> Span:
        return cls(day - timedelta(days=day.weekday()), is_week=True)

    @classmethod
    def of_month(cls, day: date) -> Span:
        return cls(day.replace(day=1))


class WeekField(forms.Field):
    widget = forms.HiddenInput

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = WEEK.fullmatch(text[:20])
        if not found:
            raise ValidationError("Write the week as 2026-W47.")
        year, week = int(found[1]), int(found[2])
        if not FIRST_YEAR < year < LAST_YEAR:
            raise ValidationError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
        try:
            return date.fromisocalendar(year, week, 1)
        except ValueError:
            raise ValidationError(f"{year} has no week {week}.") from None


def choice(label: str, choices: Any = ()) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, error_messages=UNKNOWN_CHOICE
    )


class CalendarForm(AssignmentFilterForm):
    """Offers facilities and departments as the list of assignments does."""

    whose = choice("Whose work", WHOSE)
    facility = choice("Facility")
    department = choice("Department")
    type = choice("Type", [("", "All"), *WorkOrderType.choices])
    month = MonthField(required=False, widget=forms.HiddenInput)
    week = WeekField(required=False)

    def __init__(self, data: QueryDict, *, person: AbstractUser, today: date) -> None:
        super().__init__(data, person=person)
        self.person, self.today = person, today
        if not person.has_perm("maintenance.perform_workorder"):
            del self.fields["whose"]

    @property
    def span(self) -> Span:
        """What is asked for; this month where that is not understood."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if week := said.get("week"):
            return Span.of_week(week)
        return Span.of_month(said.get("month") or self.today)

    @property
    def narrowed(self) -> dict[str, str]:
        """The part of the address that chooses among the work."""
        if not self.is_valid():
            return {}
        names = ("whose", "facility", "department", "type")
        return {name: text for name in names if (text := self.cleaned_data.get(name))}

    def chosen(self, orders: WorkOrderQuerySet) -> WorkOrderQuerySet:
        if not self.is_valid():
            return orders.none()
        wanted = self.narrowed
        whose = wanted.pop("whose", "")
        if whose == "mine":
            orders = orders.of(self.person)
        elif whose == "team":
            orders = orders.of_teams_of(self.person)
        return orders.filter(**wanted)

    @property
    def concerns_plans(self) -> bool:
        """Whether plans can be chosen by all that is said."""
        return self.is_valid() and self.narrowed.keys() <= SAID_BY_PLANS

    @property
    def queue(self) -> dict[str, str]:
        """The same choice in the address of the queue."""
        said = self.narrowed
        return {"tab": TAB_OF[said.pop("whose", "")]} | said

    def mistakes(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]
