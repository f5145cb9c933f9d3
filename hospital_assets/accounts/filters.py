"""Finding people: who waits, who works where, in which role."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q

from equipment.models import Facility, StaffScope
from hospital_assets.accounts.models import PeopleQuerySet
from hospital_assets.accounts.roles import ROLES

STATES = (
    ("waiting", "Waits for approval"),
    ("active", "Active"),
    ("inactive", "Inactive"),
)


def facilities_of(request: Any) -> Any:
    return Facility.objects.visible_to(request.user)


class PersonFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(
        method="filter_text",
        label="Name",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = django_filters.ChoiceFilter(
        method="filter_state", label="State", choices=STATES, empty_label="All"
    )
    role = django_filters.ChoiceFilter(
        field_name="groups__name",
        label="Role",
        choices=[(role.name, role.title) for role in ROLES],
        empty_label="All",
    )
    facility = django_filters.ModelChoiceFilter(
        method="filter_facility",
        label="Works at",
        queryset=facilities_of,
        empty_label="All",
    )

    def filter_text(
        self, people: PeopleQuerySet, name: str, text: str
    ) -> PeopleQuerySet:
        return people.search(text)

    def filter_state(
        self, people: PeopleQuerySet, name: str, state: str
    ) -> PeopleQuerySet:
        if state == "waiting":
            return people.waiting()
        people = people.filter(is_active=state == "active")
        return people.exclude(groups=None) if state == "active" else people

    def filter_facility(
        self, people: PeopleQuerySet, name: str, facility: Facility
    ) -> PeopleQuerySet:
        """Those who work in all or a part of it, and those who work everywhere."""
        there = StaffScope.objects.filter(Q(facility=facility) | Q(facility=None))
        return people.filter(pk__in=there.values("user"))
