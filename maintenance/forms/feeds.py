"""The form that asks which calendar an address is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser

from equipment.models import Facility
from maintenance.actions.dispatching import PERFORM
from maintenance.filters.reports import GONE


class FeedForm(forms.Form):
    facility = forms.ModelChoiceField(
        Facility.objects.none(),
        label="Calendar",
        required=False,
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, data: Any = None, *, by: AbstractUser) -> None:
        super().__init__(data)
        field: Any = self.fields["facility"]
        field.queryset = Facility.objects.visible_to(by)
        field.label_from_instance = lambda facility: f"All work at {facility}"
        field.required = not by.has_perm(PERFORM)
        field.empty_label = (
            "Choose a facility" if field.required else "My work and that of my teams"
        )
