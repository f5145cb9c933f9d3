"""Finding work orders: whose, what, where, by when, how urgent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import Any, TypeVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils import timezone

from equipment.choices import RiskClass
from equipment.filters.assets import LARGEST_ID_DIGITS, LONGEST_SEARCH, UNKNOWN_CHOICE
from equipment.filters.assignments import DayFilter, IdFilter, with_words
from equipment.filters.references import Named, Person, rows_of
from equipment.models import Asset, Location, SavedView
from hospital_assets.foundation.text import match_key
from maintenance.choices import Priority, WorkOrderStatus, WorkOrderType
from maintenance.models import Team, WorkOrder
from maintenance.models.work_orders import IS_DONE, WorkOrderQuerySet
from maintenance.reports.standing import URGENCY

# How the saved views know their list.
PAGE = "work-orders"

TABS = (
    ("today", "For today"),
    ("mine", "Mine"),
    ("team", "My team"),
    ("unassigned", "Unassigned"),
    ("overdue", "Overdue"),
    ("open", "All open"),
    ("done", "Done"),
    ("requested", "I asked for"),
)
# Of use to who does or gives out work alone.
TABS_OF_WORKERS = frozenset({"today", "mine", "team", "unassigned"})
NARROWER = (
    ("unanswered", "Requests without answer"),
    ("down", "Devices that are down"),
)

# What the rows can be sorted by, and the columns that stand for it.
ORDERINGS = {
    "urgency": ["urgency", "due_on"],
    "due_on": ["due_on"],
    "requested_at": ["requested_at"],
    "-requested_at": ["-requested_at"],
    "-completed_at": ["-completed_at"],
}
ORDER_WORDS = (
    ("urgency", "Most urgent first"),
    ("due_on", "Due first"),
    ("requested_at", "Oldest first"),
    ("-requested_at", "Newest first"),
    ("-completed_at", "Completed last first"),
)
ORDER_OF_TAB = {"done": "-completed_at", "requested": "-requested_at"}
USUAL_ORDER = "due_on"

YEARS_SEARCHED = 10

# What links name by its id, and how it is called where names are looked up.
LINKED = {
    "location": "current_location",
    "asset": "asset",
    "department": "owner_department",
}

Rows = TypeVar("Rows", bound=QuerySet[Any])


class WorkOrderFilterForm(forms.Form):
    """Offers the facilities and teams of the person, fetched with the saved views."""

    def __init__(self, data: QueryDict, *, person: Person) -> None:
        super().__init__(data)
        self.named = named_for(person, linked_in(data))
        for name in ("facility", "team"):
            self.offer(name, [(str(each.pk), each.label) for each in self.named[name]])

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *choices]


def linked_in(data: QueryDict) -> dict[str, list[int]]:
    """What the address names by its id, as far as it is understood."""
    found = {}
    for name in LINKED:
        with suppress(ValidationError):
            if pk := IdField(required=False).clean(data.get(name)):
                found[name] = [pk]
    return found


def named_for(person: Person, linked: dict[str, list[int]]) -> dict[str, list[Named]]:
    """Facilities, teams, saved views and what is linked, all in one query."""
    places = rows_of("current_location", person)
    departments = rows_of("owner_department", person)
    tag_and_name = Concat("asset_tag", Value(" "), "name", output_field=TextField())
    assets = Asset.objects.visible_to(person).order_by()
    teams = Team.objects.visible_to(person).filter(is_active=True)
    views = SavedView.objects.visible_to(person).filter(page=PAGE)
    rows = rows_of("facility", person).union(
        teams.order_by().values_list(Value("team"), "pk", "name", Value("")),
        views.order_by().values_list(Value("view"), "pk", "name", "query"),
        places.filter(pk__in=linked.get("location", [])),
        departments.filter(pk__in=linked.get("department", [])),
        assets.filter(pk__in=linked.get("asset", [])).values_list(
            Value("asset"), "pk", tag_and_name, Value("")
        ),
        all=True,
    )
    found: dict[str, list[Named]] = defaultdict(list)
    for kind, *named in rows:
        found[kind].append(Named(*named))
    for things in found.values():
        things.sort(key=lambda thing: match_key(thing.label))
    return found


def line(label: str, method: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        method=method, label=label, max_length=LONGEST_SEARCH
    )


def choice(label: str, choices: Any, **options: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label,
        choices=choices,
        empty_label="All",
        error_messages=UNKNOWN_CHOICE,
        **options,
    )


def hidden(choices: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        choices=choices,
        method="leave",
        widget=forms.HiddenInput,
        error_messages=UNKNOWN_CHOICE,
    )


class IdField(forms.CharField):
    """The id of a thing that a link names."""

    widget = forms.HiddenInput
    default_validators = [ProhibitNullCharactersValidator()]

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= LARGEST_ID_DIGITS):
            raise ValidationError(f"“{text[:40]}” is not a number.")
        return int(text)


class LinkFilter(django_filters.Filter):
    field_class = IdField


class WorkOrderFilter(django_filters.FilterSet):
    """An address that says anything wrong finds nothing, as in the list of assets.

    `location` is the id of a place, for links: what is to be done there and below.
    """

    search = line("Number, device or problem", "filter_search")
    facility = IdFilter(label="Facility")
    place = line("Place, with all below", "filter_place")
    type = choice("Type", WorkOrderType.choices)
    priority = choice("Priority", Priority.choices)
    status = choice("Status", WorkOrderStatus.choices)
    risk_class = choice("Risk", RiskClass.choices)
    assignee = line("Who does it", "filter_assignee")
    team = IdFilter(label="Team")
    due_from = DayFilter(label="Due from", field_name="due_on", lookup_expr="gte")
    due_by = DayFilter(label="Due by", field_name="due_on", lookup_expr="lte")
    only = choice("Only", NARROWER, method="filter_only")
    ordering = django_filters.ChoiceFilter(
        label="Sort by",
        choices=ORDER_WORDS,
        empty_label="As usual",
        method="leave",
        error_messages=UNKNOWN_CHOICE,
    )
    location = LinkFilter(method="filter_location", label="Place")
    asset = LinkFilter(method="filter_named", label="Device")
    department = LinkFilter(method="filter_named", label="Department")
    tab = hidden(TABS)

    def __init__(
        self, data: QueryDict, orders: WorkOrderQuerySet, *, person: Person
    ) -> None:
        self.person = person
        super().__init__(data, orders)
        self.is_bound = True

    @cached_property
    def form(self) -> WorkOrderFilterForm:
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        form_class = type("Form", (WorkOrderFilterForm,), fields)
        made: WorkOrderFilterForm = form_class(self.data, person=self.person)
        return made

    @cached_property
    def qs(self) -> WorkOrderQuerySet:
        orders: WorkOrderQuerySet = self.queryset
        if not self.form.is_valid():
            return orders.none()
        found = in_tab(self.filter_queryset(orders), self.chosen_tab, self.person)
        if "urgency" in self.columns_of_order:
            found = found.annotate(urgency=URGENCY)
        return found

    @property
    def chosen_tab(self) -> str:
        return self.said("tab") or usual_tab(self.person)

    @property
    def order(self) -> str:
        return self.said("ordering") or ORDER_OF_TAB.get(self.chosen_tab, USUAL_ORDER)

    def said(self, name: str) -> str:
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ""

    @property
    def filled_columns(self) -> set[str]:
        """Columns to sort by that have a value in every row."""
        return {"urgency", "completed_at"} if self.chosen_tab == "done" else {"urgency"}

    @property
    def columns_of_order(self) -> list[str]:
        return ORDERINGS[self.order]

    def leave(
        self, found: WorkOrderQuerySet, name: str, value: str
    ) -> WorkOrderQuerySet:
        """Left to `qs`, since one is meant where none is named."""
        return found

    def filter_search(
        self, found: WorkOrderQuerySet, name: str, text: str
    ) -> WorkOrderQuerySet:
        """Three searches by an index each; "or" in one would read every order."""
        assets = Asset.objects.search(text).order_by().values("pk")
        orders = WorkOrder.objects.order_by()
        ids = [
            orders.filter(asset__in=assets),
            orders.filter(number__in=numbers_for(text)),
        ]
        if self.chosen_tab != "done":
            # What is open is little enough to read it all.
            words = with_words(text, lambda word: Q(problem__icontains=word))
            ids.append(orders.open().filter(words))
        first, *others = (each.values("pk") for each in ids)
        return found.filter(pk__in=first.union(*others))

    def filter_place(
        self, found: WorkOrderQuerySet, name: str, text: str
    ) -> WorkOrderQuerySet:
        places = Location.objects.filter(
            with_words(text, lambda word: Q(full_path__icontains=word))
        )
        return at_places(found, places)

    def filter_location(
        self, found: WorkOrderQuerySet, name: str, pk: int
    ) -> WorkOrderQuerySet:
        below = Q(pk=None)
        for place in self.form.named[LINKED[name]]:
            below |= Q(path__startswith=place.more)
        return at_places(found, Location.objects.filter(below))

    def filter_named(
        self, found: WorkOrderQuerySet, name: str, pk: int
    ) -> WorkOrderQuerySet:
        known = [thing.pk for thing in self.form.named[LINKED[name]]]
        return found.filter(**{f"{name}__in": known})

    def filter_assignee(
        self, found: WorkOrderQuerySet, name: str, text: str
    ) -> WorkOrderQuerySet:
        return found.filter(with_words(text, is_called("assigned_to")))

    def filter_only(
        self, found: WorkOrderQuerySet, name: str, kind: str
    ) -> WorkOrderQuerySet:
        if kind == "unanswered":
            return found.unanswered()
        return found.open().filter(equipment_down=True)


def in_tab(found: WorkOrderQuerySet, tab: str, person: Any) -> WorkOrderQuerySet:
    choose: dict[str, Callable[[], WorkOrderQuerySet]] = {
        "today": lambda: found.to_do_on(timezone.localdate()).given_to(person),
        "mine": lambda: found.open().of(person),
        "team": lambda: found.open().of_teams_of(person),
        "unassigned": found.unassigned,
        "overdue": lambda: found.overdue(timezone.localdate()),
        "open": found.open,
        "done": lambda: found.filter(IS_DONE),
        "requested": lambda: found.filter(requested_by=person.pk),
    }
    return choose[tab]()


def usual_tab(person: Person) -> str:
    """Who does work sees the own; who follows it, what one asked for."""
    if person.has_perm("maintenance.assign_workorder"):
        return "open"
    if person.has_perm("maintenance.perform_workorder"):
        return "mine"
    if person.has_perm("maintenance.request_workorder"):
        return "requested"
    return "open"


def tabs_for(person: Person) -> list[tuple[str, str]]:
    does_work = person.has_perm("maintenance.perform_workorder")
    asks = person.has_perm("maintenance.request_workorder")
    return [
        (tab, words)
        for tab, words in TABS
        if (does_work or tab not in TABS_OF_WORKERS) and (asks or tab != "requested")
    ]


def at_places(found: Rows, places: Any) -> Rows:
    """Those of `found`, which have an `asset`, whose device stands there."""
    return found.filter(asset__current_location__in=places.order_by().values("pk"))


def is_called(path: str) -> Callable[[str], Q]:
    def holds(word: str) -> Q:
        return (
            Q(**{f"{path}__first_name__icontains": word})
            | Q(**{f"{path}__last_name__icontains": word})
            | Q(**{f"{path}__username__icontains": word})
        )

    return holds


def numbers_for(text: str) -> list[str]:
    """The numbers that somebody means who types all of one, or its last digits."""
    typed = text.strip().upper()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        return [typed]
    year = timezone.localdate().year
    return [
        f"WO-{each}-{int(typed):06}" for each in range(year, year - YEARS_SEARCHED, -1)
    ]
