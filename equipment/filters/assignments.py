"""Finding assignments: of what, to whom, where, when, and whether it should be back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from equipment.filters.assets import LONGEST_SEARCH, UNKNOWN_CHOICE
from equipment.filters.references import Person, look_up
from equipment.models import Asset, Assignment, Location
from equipment.models.fields import check_year

STATES = (
    ("active", "With somebody"),
    ("overdue", "Overdue"),
    ("ended", "Ended"),
    ("all", "All"),
)
USUAL_STATE = "active"

# By what the rows of each state are sorted.
ORDERS = {
    "active": ["expected_return_at"],
    "overdue": ["expected_return_at"],
    "ended": ["-ended_at"],
    "all": ["-started_at"],
}
MOST_WORDS = 8

Assignments = QuerySet[Assignment]


class AssignmentFilterForm(forms.Form):
    """Offers the facilities and departments of the person, fetched at once."""

    def __init__(self, data: QueryDict, *, person: Person) -> None:
        super().__init__(data)
        named = look_up(person, {}, choices_of=("facility", "owner_department"))
        facilities = {str(each.pk): each.label for each in named["facility"]}
        departments = {
            str(each.pk): self.full_name(each.label, facilities, each.more)
            for each in named["owner_department"]
        }
        self.offer("facility", facilities)
        self.offer("department", departments)

    @staticmethod
    def full_name(name: str, facilities: dict[str, str], facility: str) -> str:
        """With the facility, where there is more than one."""
        known = len(facilities) > 1 and facilities.get(facility)
        return f"{name}, {known}" if known else name

    def offer(self, name: str, labels: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *labels.items()]


def line(label: str, method: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        method=method, label=label, max_length=LONGEST_SEARCH
    )


class IdFilter(django_filters.Filter):
    """One thing of those that the form offers."""

    field_class = forms.ChoiceField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages=UNKNOWN_CHOICE, **kwargs)


class DayFilter(django_filters.DateFilter):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"})
        super().__init__(validators=[check_year], widget=widget, **kwargs)


class AssignmentFilter(django_filters.FilterSet):
    """An address that says anything wrong finds nothing, as in the list of assets."""

    search = line("Device", "filter_search")
    person = line("Person", "filter_person")
    department = IdFilter(label="Department")
    place = line("Place", "filter_place")
    facility = IdFilter(label="Facility", field_name="asset__facility")
    since = DayFilter(label="From", method="filter_since")
    until = DayFilter(label="Until", method="filter_until")
    state = django_filters.ChoiceFilter(
        method="filter_state",
        label="State",
        choices=STATES,
        widget=forms.HiddenInput,
        error_messages=UNKNOWN_CHOICE,
    )

    def __init__(self, data: QueryDict, *, person: Person) -> None:
        self.visitor = person
        super().__init__(data, Assignment.objects.visible_to(person))
        self.is_bound = True

    @cached_property
    def form(self) -> AssignmentFilterForm:
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        form_class = type("Form", (AssignmentFilterForm,), fields)
        made: AssignmentFilterForm = form_class(self.data, person=self.visitor)
        return made

    @cached_property
    def qs(self) -> Assignments:
        visible: Assignments = self.queryset
        if not self.form.is_valid():
            return visible.none()
        found: Assignments = self.filter_queryset(visible)
        return in_state(found, self.chosen_state)

    @property
    def chosen_state(self) -> str:
        self.form.is_valid()
        return self.form.cleaned_data.get("state") or USUAL_STATE

    @property
    def columns_of_order(self) -> list[str]:
        return ORDERS[self.chosen_state]

    def filter_state(self, found: Assignments, name: str, state: str) -> Assignments:
        """Left to `qs`, since one state is meant where none is named."""
        return found

    def filter_search(self, found: Assignments, name: str, text: str) -> Assignments:
        assets = Asset.objects.search(text).order_by()
        return found.filter(asset__in=assets.values("pk"))

    def filter_person(self, found: Assignments, name: str, text: str) -> Assignments:
        return found.filter(
            with_words(
                text,
                lambda word: (
                    Q(assigned_to__first_name__icontains=word)
                    | Q(assigned_to__last_name__icontains=word)
                    | Q(assigned_to__username__icontains=word)
                ),
            )
        )

    def filter_place(self, found: Assignments, name: str, text: str) -> Assignments:
        places = Location.objects.filter(
            with_words(text, lambda word: Q(full_path__icontains=word))
        )
        rooms = with_words(text, lambda word: Q(room_label__icontains=word))
        return found.filter(Q(location__in=places.order_by().values("pk")) | rooms)

    def filter_since(self, found: Assignments, name: str, day: date) -> Assignments:
        return found.filter(Q(ended_at=None) | Q(ended_at__gte=midnight(day)))

    def filter_until(self, found: Assignments, name: str, day: date) -> Assignments:
        return found.filter(started_at__lt=midnight(day + timedelta(days=1)))


def in_state(found: Assignments, state: str) -> Assignments:
    match state:
        case "active":
            return found.filter(ended_at=None)
        case "overdue":
            return found.filter(ended_at=None, expected_return_at__lt=timezone.now())
        case "ended":
            return found.filter(ended_at__isnull=False)
    return found


def with_words(text: str, holds: Callable[[str], Q]) -> Q:
    """That every word of `text` is held somewhere."""
    condition = Q()
    for word in text.split()[:MOST_WORDS]:
        condition &= holds(word)
    return condition


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
