"""The name under which somebody keeps a filter."""

from __future__ import annotations

from django import forms

from equipment.models import SavedView


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label="Name of the view",
        max_length=SavedView._meta.get_field("name").max_length,
        error_messages={"required": "Give the view a name."},
    )
