"""Forms that hand a device over, take it back and hand it on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from equipment.actions.assignments import Handover
from equipment.choices import Condition
from equipment.forms.lookups import PersonField, PlaceField
from equipment.forms.versioned import AssetForm, NoteField, check_some
from equipment.models import Assignment, Department
from equipment.models.fields import check_year

HOLDERS = ("person", "department", "location", "room_label")
END_OF_DAY = time(23, 59)

# In days; empty where nothing was agreed.
QUICK_RETURNS = (
    ("", "Not agreed, or on the day below"),
    ("0", "Today"),
    ("1", "Tomorrow"),
    ("3", "In 3 days"),
    ("7", "In a week"),
    ("30", "In 30 days"),
)


def length_of(field: str) -> int:
    return int(Assignment._meta.get_field(field).max_length or 0)  # type: ignore[union-attr]  # a field with a length


class HandoverForm(AssetForm):
    person = PersonField(label="Person", required=False)
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), required=False, empty_label="No department"
    )
    location = PlaceField(label="Place", required=False)
    room_label = forms.CharField(
        label="Room in words",
        required=False,
        max_length=length_of("room_label"),
        help_text="Only where no listed place fits.",
    )
    purpose = forms.CharField(required=False, max_length=length_of("purpose"))
    return_in = forms.ChoiceField(
        label="Comes back", required=False, choices=QUICK_RETURNS
    )
    return_on = forms.DateField(
        label="or on the day",
        required=False,
        validators=[check_year],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    is_fixed = forms.BooleanField(label="It is fixed there", required=False)
    usage_notes = NoteField(label="Notes")

    def prepare(self) -> None:
        place, department = self.fields["location"], self.fields["department"]
        assert isinstance(place, PlaceField)
        assert isinstance(department, forms.ModelChoiceField)
        place.within_reach_of(self.user, home=self.asset.facility_id)
        department.queryset = Department.objects.visible_to(self.user).filter(
            facility=self.asset.facility_id
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(name in self.errors for name in HOLDERS):
            check_some(
                cleaned,
                HOLDERS,
                "Say who gets it: a person, a department, a place or a room.",
            )
        return cleaned

    @property
    def handover(self) -> Handover:
        said = self.cleaned_data
        return Handover(
            person=said["person"],
            department=said["department"],
            location=said["location"],
            room_label=said["room_label"],
            purpose=said["purpose"],
            usage_notes=said["usage_notes"],
            expected_return_at=end_of(self.return_day()),
            is_fixed=said["is_fixed"],
        )

    def return_day(self) -> date | None:
        on: date | None = self.cleaned_data["return_on"]
        if on:
            return on
        days = self.cleaned_data["return_in"]
        return timezone.localdate() + timedelta(days=int(days)) if days else None


def end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, END_OF_DAY)) if day else None


class ReturnForm(AssetForm):
    condition = forms.ChoiceField(
        choices=Condition.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say in which condition it comes back."},
    )
    location = PlaceField(
        label="Put back to", required=False, help_text="Empty: it stays where it is."
    )
    note = NoteField(label="Note")

    def prepare(self) -> None:
        place = self.fields["location"]
        assert isinstance(place, PlaceField)
        place.within_reach_of(self.user, home=self.asset.facility_id)
