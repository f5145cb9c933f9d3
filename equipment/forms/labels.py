"""On what labels are printed, and where on the first sheet they begin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from equipment.labels.formats import label_formats


class LabelForm(forms.Form):
    format = forms.ChoiceField(label="Printed on")
    start = forms.IntegerField(
        label="First label",
        initial=1,
        min_value=1,
        help_text=(
            "Where the first free label of a used sheet is, counted along the rows."
        ),
        error_messages={"min_value": "The first label of a sheet is number 1."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formats = label_formats()
        choices = self.fields["format"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(key, each.title) for key, each in formats.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"format", "start"} <= cleaned.keys():
            on = label_formats()[cleaned["format"]]
            if cleaned["start"] > on.per_page:
                refusal = f"That sheet has {on.per_page} labels. Begin at one of them."
                raise ValidationError({"start": refusal})
        return cleaned
