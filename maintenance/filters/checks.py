"""Finding inspections and compliance events: of what, where, when, how they ended."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from equipment.filters.assets import UNKNOWN_CHOICE
from equipment.filters.assignments import DayFilter, IdFilter, line, midnight
from equipment.filters.references import Person
from equipment.models import Asset, Facility
from maintenance.choices import (
    EventSeverity,
    EventStatus,
    EventType,
    InspectionStatus,
    InspectionType,
)
from maintenance.models import ComplianceEvent, Inspection


class ChoiceFilter(django_filters.ChoiceFilter):
    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(
            choices=choices, empty_label="All", error_messages=UNKNOWN_CHOICE, **kwargs
        )


class CheckFilter(django_filters.FilterSet):
    """An address that says anything wrong finds nothing, as in the list of assets."""

    # By which moment rows are chosen and sorted.
    moment: str

    def __init__(
        self, data: QueryDict, found: QuerySet[Any], *, person: Person
    ) -> None:
        self.visitor = person
        super().__init__(data, found)
        self.is_bound = True

    @cached_property
    def form(self) -> forms.Form:
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        facilities = Facility.objects.visible_to(self.visitor)
        fields["facility"].choices = [
            ("", "All"),
            *((str(pk), name) for pk, name in facilities.values_list("pk", "name")),
        ]
        made: forms.Form = type("Form", (forms.Form,), fields)(self.data)
        return made

    @cached_property
    def qs(self) -> QuerySet[Any]:
        visible: QuerySet[Any] = self.queryset
        if not self.form.is_valid():
            return visible.none()
        found: QuerySet[Any] = self.filter_queryset(visible)
        return found

    @property
    def columns_of_order(self) -> list[str]:
        return [f"-{self.moment}"]

    @property
    def parts(self) -> dict[str, str]:
        """The part of the address that chooses the rows."""
        return {
            name: value for name in self.filters if (value := self.data.get(name, ""))
        }

    def filter_search(
        self, found: QuerySet[Any], name: str, text: str
    ) -> QuerySet[Any]:
        assets = Asset.objects.search(text).order_by()
        return found.filter(asset__in=assets.values("pk"))

    def filter_since(self, found: QuerySet[Any], name: str, on: date) -> QuerySet[Any]:
        return found.filter(**{f"{self.moment}__gte": midnight(on)})

    def filter_until(self, found: QuerySet[Any], name: str, on: date) -> QuerySet[Any]:
        end = midnight(on + timedelta(days=1))
        return found.filter(**{f"{self.moment}__lt": end})


class InspectionFilter(CheckFilter):
    moment = "inspected_at"

    search = line("Device", "filter_search")
    type = ChoiceFilter(InspectionType.choices, label="Kind")
    status = ChoiceFilter(InspectionStatus.choices, label="How it ended")
    facility = IdFilter(label="Facility", field_name="asset__facility")
    since = DayFilter(label="From", method="filter_since")
    until = DayFilter(label="Until", method="filter_until")

    class Meta:
        model = Inspection
        fields: tuple[str, ...] = ()


class EventFilter(CheckFilter):
    moment = "occurred_at"

    search = line("Device", "filter_search")
    event_type = ChoiceFilter(EventType.choices, label="What")
    severity = ChoiceFilter(EventSeverity.choices, label="Severity")
    status = ChoiceFilter(
        [("unclosed", "Not closed"), *EventStatus.choices],
        label="Status",
        method="filter_status",
    )
    facility = IdFilter(label="Facility", field_name="asset__facility")
    since = DayFilter(label="From", method="filter_since")
    until = DayFilter(label="Until", method="filter_until")

    class Meta:
        model = ComplianceEvent
        fields: tuple[str, ...] = ()

    def filter_status(
        self, found: QuerySet[Any], name: str, status: str
    ) -> QuerySet[Any]:
        if status == "unclosed":
            return found.exclude(status=EventStatus.CLOSED)
        return found.filter(status=status)
