"""Forms about many assets at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError

from equipment.actions.statuses import StatusChange
from equipment.forms.lookups import PlaceField
from equipment.forms.versioned import NoteField
from equipment.lifecycle import REASONS, TRANSITIONS, AssetStatus, StatusReason, Way

# What the action asks for, asset by asset; here it is said once, beside the field.
NOTED = (AssetStatus.MAINTENANCE, AssetStatus.OUT_OF_SERVICE)


class BulkForm(forms.Form):
    """`number` is how many assets there are; `is_all` that nobody ticked them singly.

    All that match a filter may have become more in the meantime, so the number that
    the person saw is sent along.
    """

    # What they are called, where the number has changed.
    NOUN = "assets"

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    confirmed = forms.BooleanField(
        error_messages={"required": "Confirm that you mean all of them."}
    )

    field_order = ["location", "change_to", "note", "reason", "confirmed"]

    def __init__(
        self, *args: Any, user: AbstractUser, number: int, is_all: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs | {"initial": {"seen": number}})
        self.user, self.number = user, number
        if is_all:
            self.fields["confirmed"].label = f"Yes, all {number:,} that match"
        else:
            del self.fields["confirmed"]
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the person."""

    def clean(self) -> dict[str, Any]:
        seen = self.cleaned_data.get("seen")
        if seen is not None and seen != self.number:
            self.data = {**self.data.dict(), "seen": str(self.number)}  # type: ignore[attr-defined]  # a QueryDict
            raise ValidationError(
                f"You saw {seen:,} {self.NOUN}, but now it would be {self.number:,}. "
                "Look at them again, then send this once more."
            )
        return self.cleaned_data


class BulkMoveForm(BulkForm):
    location = PlaceField(label="New place")
    reason = NoteField(label="Why", help_text="Can stay empty.")

    def prepare(self) -> None:
        place = self.fields["location"]
        assert isinstance(place, PlaceField)
        place.within_reach_of(self.user, home=None)


class BulkStatusForm(BulkForm):
    """The status and its reason are one choice: they have to fit.

    To release them, each needs a signed check of its own; the latest is its evidence.
    """

    change_to = forms.ChoiceField(
        label="New status, and why",
        error_messages={"required": "Choose the new status."},
    )
    note = NoteField(
        label="What is wrong, or what is to be done",
        help_text="Needed for maintenance and out of service.",
    )
    keeps_assignment = forms.BooleanField(
        label="Whoever has one keeps it during the maintenance", required=False
    )

    def prepare(self) -> None:
        field = self.fields["change_to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose"), *grouped(statuses_for(self.user))]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        status = said.get("change_to", "").partition(":")[0]
        if status in NOTED and not said.get("note"):
            self.add_error("note", "Say what is wrong or what is to be done.")
        return said

    @property
    def change(self) -> StatusChange:
        said = self.cleaned_data
        status, _, reason = said["change_to"].partition(":")
        return StatusChange(
            to=status,
            reason=reason,
            note=said["note"],
            keeps_assignment=said["keeps_assignment"],
        )


def statuses_for(user: AbstractUser) -> list[AssetStatus]:
    """The statuses that `user` may give to some asset by changing its status."""
    return [
        status
        for status in AssetStatus
        if any(
            user.has_perm(following[status].permission)
            for following in TRANSITIONS.values()
            if status in following and following[status].way == Way.CHANGE
        )
    ]


def grouped(statuses: list[AssetStatus]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            status.label,
            [
                (f"{status.value}:{reason.value}", f"{status.label}: {reason.label}")
                for reason in StatusReason
                if reason in REASONS[status]
            ],
        )
        for status in statuses
    ]
