"""Finding plans: of what, where, of which kind, by when, and whether they run."""

from __future__ import annotations

from functools import cached_property

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from equipment.filters.assets import UNKNOWN_CHOICE
from equipment.filters.assignments import DayFilter, IdFilter, line, with_words
from equipment.filters.references import Person, look_up
from equipment.models import Asset, DeviceModel, Location
from maintenance.choices import PlanStatus, PlanType
from maintenance.models.plans import MaintenancePlanQuerySet
from maintenance.reports.days import not_made

TABS = (
    ("active", "Active"),
    ("overdue", "Overdue"),
    ("paused", "Paused"),
    ("ended", "Ended"),
    ("all", "All"),
)
USUAL_TAB = "active"
STATUS_OF_TAB = {
    "active": PlanStatus.ACTIVE,
    "overdue": PlanStatus.ACTIVE,
    "paused": PlanStatus.PAUSED,
    "ended": PlanStatus.COMPLETED,
}
NARROWER = (("not_made", "Without a work order yet"),)
ORDERINGS = {
    "next_due_on": ["next_due_on"],
    "-next_due_on": ["-next_due_on"],
    "name": ["name"],
    "asset_tag": ["asset__asset_tag"],
}
ORDER_WORDS = (
    ("next_due_on", "Due first"),
    ("-next_due_on", "Due last"),
    ("name", "Name of the plan"),
    ("asset_tag", "Tag of the device"),
)
USUAL_ORDER = "next_due_on"


class PlanFilterForm(forms.Form):
    """Offers the facilities of the person, and the categories."""

    def __init__(self, data: QueryDict, *, person: Person) -> None:
        super().__init__(data)
        named = look_up(person, {}, choices_of=("facility", "category"))
        self.facilities = {each.pk: each.label for each in named["facility"]}
        for name in ("facility", "category"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            offered = [(str(each.pk), each.label) for each in named[name]]
            field.choices = [("", "All"), *offered]


class PlanFilter(django_filters.FilterSet):
    """An address that says anything wrong finds nothing, as in the list of assets."""

    search = line("Device or plan", "filter_search")
    facility = IdFilter(label="Facility", field_name="asset__facility")
    place = line("Place, with all below", "filter_place")
    category = IdFilter(label="Category", field_name="asset__category")
    model = line("Model", "filter_model")
    plan_type = django_filters.ChoiceFilter(
        label="Kind of work",
        choices=PlanType.choices,
        empty_label="All",
        error_messages=UNKNOWN_CHOICE,
    )
    due_from = DayFilter(label="Due from", field_name="next_due_on", lookup_expr="gte")
    due_by = DayFilter(label="Due by", field_name="next_due_on", lookup_expr="lte")
    only = django_filters.ChoiceFilter(
        label="Only",
        choices=NARROWER,
        empty_label="All",
        method="filter_only",
        error_messages=UNKNOWN_CHOICE,
    )
    ordering = django_filters.ChoiceFilter(
        label="Sort by",
        choices=ORDER_WORDS,
        empty_label="As usual",
        method="leave",
        error_messages=UNKNOWN_CHOICE,
    )
    tab = django_filters.ChoiceFilter(
        choices=TABS,
        method="leave",
        widget=forms.HiddenInput,
        error_messages=UNKNOWN_CHOICE,
    )

    def __init__(
        self, data: QueryDict, plans: MaintenancePlanQuerySet, *, person: Person
    ) -> None:
        self.person = person
        super().__init__(data, plans)
        self.is_bound = True

    @cached_property
    def form(self) -> PlanFilterForm:
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        form_class = type("Form", (PlanFilterForm,), fields)
        made: PlanFilterForm = form_class(self.data, person=self.person)
        return made

    @cached_property
    def qs(self) -> MaintenancePlanQuerySet:
        plans: MaintenancePlanQuerySet = self.queryset
        if not self.form.is_valid():
            return plans.none()
        return in_tab(self.filter_queryset(plans), self.chosen_tab)

    @property
    def chosen_tab(self) -> str:
        return self.said("tab") or USUAL_TAB

    @property
    def order(self) -> str:
        return self.said("ordering") or USUAL_ORDER

    def said(self, name: str) -> str:
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ""

    @property
    def columns_of_order(self) -> list[str]:
        return ORDERINGS[self.order]

    def leave(
        self, found: MaintenancePlanQuerySet, name: str, value: str
    ) -> MaintenancePlanQuerySet:
        """Left to `qs`, since one is meant where none is named."""
        return found

    def filter_search(
        self, found: MaintenancePlanQuerySet, name: str, text: str
    ) -> MaintenancePlanQuerySet:
        assets = Asset.objects.search(text).order_by()
        named = with_words(text, lambda word: Q(name__icontains=word))
        return found.filter(Q(asset__in=assets.values("pk")) | named)

    def filter_place(
        self, found: MaintenancePlanQuerySet, name: str, text: str
    ) -> MaintenancePlanQuerySet:
        places = Location.objects.filter(
            with_words(text, lambda word: Q(full_path__icontains=word))
        )
        standing = Asset.objects.filter(
            current_location__in=places.order_by().values("pk")
        )
        return found.filter(asset__in=standing.order_by().values("pk"))

    def filter_model(
        self, found: MaintenancePlanQuerySet, name: str, text: str
    ) -> MaintenancePlanQuerySet:
        models = DeviceModel.objects.filter(
            with_words(
                text,
                lambda word: (
                    Q(name__icontains=word)
                    | Q(number__icontains=word)
                    | Q(manufacturer__name__icontains=word)
                ),
            )
        )
        return found.filter(asset__device_model__in=models.order_by().values("pk"))

    def filter_only(
        self, found: MaintenancePlanQuerySet, name: str, kind: str
    ) -> MaintenancePlanQuerySet:
        return not_made(found)


def in_tab(found: MaintenancePlanQuerySet, tab: str) -> MaintenancePlanQuerySet:
    if status := STATUS_OF_TAB.get(tab):
        found = found.filter(status=status)
    if tab == "overdue":
        found = found.filter(next_due_on__lt=timezone.localdate())
    return found
