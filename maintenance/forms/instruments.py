"""Forms about test instruments and compliance events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser

from equipment.forms.versioned import NoteField
from equipment.models import Facility
from equipment.models.fields import check_year
from maintenance.forms.work_orders import day_field
from maintenance.models import TestInstrument

KEPT = (
    *("facility", "code", "name", "manufacturer_name", "model_name"),
    *("serial_number", "calibrated_on", "calibration_due_on", "certificate"),
    *("is_active", "notes"),
)


class InstrumentForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = TestInstrument
        fields = KEPT
        labels = {
            "manufacturer_name": "Manufacturer",
            "model_name": "Model",
            "calibrated_on": "Calibrated on",
            "calibration_due_on": "Calibration due on",
            "is_active": "In use",
        }
        widgets = {
            name: forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            for name in ("calibrated_on", "calibration_due_on")
        }

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facility = self.fields["facility"]
        assert isinstance(facility, forms.ModelChoiceField)
        facility.queryset = Facility.objects.visible_to(user)

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in KEPT}


class DoubtForm(forms.Form):
    since = day_field(
        label="In doubt since",
        help_text="The day of the last calibration that was in order.",
        validators=[check_year],
        error_messages={"required": "Say since when its values are in doubt."},
    )
    reason = forms.CharField(
        label="What the calibration found",
        max_length=200,
        error_messages={"required": "Say what the calibration found."},
    )


class InvestigateForm(forms.Form):
    reference_number = forms.CharField(
        label="Reference",
        max_length=80,
        required=False,
        help_text="Its number in the incident or quality system. Can stay empty.",
    )


class CloseForm(forms.Form):
    reason = NoteField(
        label="Why it can be closed",
        required=True,
        error_messages={"required": "Say why it can be closed."},
    )
