"""The form that gives many work orders to somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from equipment.forms.bulk import BulkForm
from maintenance.actions.dispatching import Worker
from maintenance.forms.work_orders import offer_workers


class BulkAssignForm(BulkForm):
    """Offers who works wherever the orders are."""

    NOUN = "work orders"

    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="Nobody in particular"
    )
    team: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="No team"
    )

    field_order = ["person", "team", "confirmed"]

    def __init__(self, *args: Any, facilities: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_workers(self, *facilities)

    @property
    def worker(self) -> Worker:
        return Worker(self.cleaned_data["person"], self.cleaned_data["team"])
