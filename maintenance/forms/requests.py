"""Forms with which work is asked for: a report beside the device, work by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser

from equipment.forms.lookups import AssetField
from equipment.forms.versioned import NoteField
from equipment.models import Asset
from maintenance.actions.requests import Report
from maintenance.actions.work_orders import Wanted
from maintenance.choices import Priority, WorkOrderType
from maintenance.forms.work_orders import day_field


class ReportForm(forms.Form):
    """What a nurse fills in beside a device that does not work."""

    problem = NoteField(
        label="What is wrong with it?",
        required=True,
        error_messages={"required": "Say in a few words what is wrong."},
    )
    must_not_be_used = forms.BooleanField(
        label="It must not be used: take it out of service now", required=False
    )
    photo = forms.ImageField(
        required=False,
        label="Photo",
        help_text="Can stay empty. Nobody and no name on it.",
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
        error_messages={"invalid_image": "This is no picture. Choose another file."},
    )
    contact = forms.CharField(
        label="Whom to call", max_length=120, required=False, help_text="Phone, room."
    )
    patient_involved = forms.BooleanField(
        label="A patient came to harm, or nearly did", required=False
    )
    is_another = forms.BooleanField(widget=forms.HiddenInput, required=False)

    @property
    def report(self) -> Report:
        said = self.cleaned_data
        return Report(
            problem=said["problem"],
            must_not_be_used=said["must_not_be_used"],
            contact=said["contact"],
            patient_involved=said["patient_involved"],
            is_another=said["is_another"],
        )


class LabelReportForm(forms.Form):
    """What whoever stands beside the device can say without signing in."""

    problem = NoteField(
        label="What is wrong with it?",
        required=True,
        help_text="Write nothing about patients.",
        error_messages={"required": "Say in a few words what is wrong."},
    )
    contact = forms.CharField(
        label="Your name and phone",
        max_length=120,
        error_messages={"required": "Say whom we can ask about it."},
    )
    must_not_be_used = forms.BooleanField(label="It must not be used", required=False)

    @property
    def report(self) -> Report:
        said = self.cleaned_data
        return Report(said["problem"], said["must_not_be_used"], said["contact"])


class AddForm(forms.Form):
    """Work of any kind, written down by who does it or gives it out."""

    asset = AssetField(label="Device", help_text="Its tag, or a part of its name.")
    type = forms.ChoiceField(choices=WorkOrderType.choices, initial=WorkOrderType.CM)
    problem = NoteField(
        label="What is to be done",
        required=True,
        error_messages={"required": "Say in a few words what is to be done."},
    )
    priority = forms.ChoiceField(choices=Priority.choices, initial=Priority.ROUTINE)
    due_on = day_field(label="To be done by", required=False)
    is_mine = forms.BooleanField(label="I do it", required=False)

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["asset"]
        assert isinstance(field, AssetField)
        field.among(Asset.objects.visible_to(user))

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            type=said["type"],
            problem=said["problem"],
            priority=said["priority"],
            due_on=said["due_on"],
            assigned_to=self.user if said["is_mine"] else None,
        )
