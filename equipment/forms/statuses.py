"""Forms that say whether a device may be used, and how it left."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from equipment.actions.locking import active_assignment
from equipment.actions.releases import NOT_SHOWN, Release, release_of
from equipment.actions.statuses import StatusChange
from equipment.field_groups import SEE_COSTS
from equipment.forms.lookups import PersonField
from equipment.forms.versioned import AssetForm, NoteField
from equipment.lifecycle import (
    REASONS,
    TRANSITIONS,
    AssetStatus,
    StatusReason,
    next_by_change,
)
from equipment.models import Disposal

RELEASED = frozenset({AssetStatus.AVAILABLE, AssetStatus.IN_USE})


class StatusForm(AssetForm):
    to = forms.ChoiceField(
        label="New status",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the new status."},
    )
    reason = forms.ChoiceField(required=False)
    note = NoteField(
        label="What is wrong, or what is to be done",
        help_text="Needed for maintenance and out of service.",
    )
    evidence = forms.ChoiceField(
        required=False,
        label="Evidence",
        help_text="To release it: the signed check that shows that it is fit for use.",
        error_messages={"invalid_choice": NOT_SHOWN},
    )
    keeps_assignment = forms.BooleanField(
        label="Whoever has it keeps it during the maintenance", required=False
    )

    release: Release | None = None

    def prepare(self) -> None:
        offered = self.offered()
        self.name_checks(offered)
        self.choices_of("to", [(status.value, status.label) for status in offered])
        self.choices_of("reason", [("", "No reason needed"), *reasons_for(offered)])
        if active_assignment(self.asset) is None:
            del self.fields["keeps_assignment"]

    def name_checks(self, offered: list[AssetStatus]) -> None:
        """Offer the checks that it has passed since, where any could release it."""
        if RELEASED.intersection(offered):
            self.release = release_of(self.asset)
        if self.release is None or not self.release.is_open:
            del self.fields["evidence"]
            return
        proofs = [(proof.key, proof.name) for proof in self.release.proofs]
        self.choices_of("evidence", proofs)

    def offered(self) -> list[AssetStatus]:
        """The statuses that may follow, as far as the person may set them.

        An older form names what could follow then; the action says what has changed.
        """
        if self.is_bound and self.data.get("version") != str(self.asset.version):
            return list(AssetStatus)
        following = TRANSITIONS[AssetStatus(self.asset.status)]
        return [
            status
            for status in next_by_change(self.asset.status)
            if self.user.has_perm(following[status].permission)
        ]

    def choices_of(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def change(self) -> StatusChange:
        said = self.cleaned_data
        return StatusChange(
            to=said["to"],
            reason=said["reason"],
            note=said["note"],
            evidence=said.get("evidence", ""),
            keeps_assignment=said.get("keeps_assignment", False),
        )


def reasons_for(statuses: list[AssetStatus]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The reasons that fit, in a group for each status."""
    return [
        (
            status.label,
            [
                (reason.value, reason.label)
                for reason in StatusReason
                if reason in REASONS[status]
            ],
        )
        for status in statuses
    ]


class CleanForm(AssetForm):
    note = NoteField(label="Note", help_text="Can stay empty.")


class RetireForm(AssetForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    reason = forms.ChoiceField(label="Why it leaves")
    note = NoteField(label="What happened")
    authorised_by = PersonField(label="Authorised by")

    class Meta:
        model = Disposal
        fields = (
            "method",
            "disposed_on",
            "authorised_by",
            "decontaminated_by",
            "data_wiped_by",
            "data_wiped_on",
            "data_wipe_method",
            "recipient",
            "proceeds",
            "certificate_reference",
        )
        labels = {
            "method": "How it leaves",
            "disposed_on": "On",
            "data_wiped_by": "Data wiped by",
            "data_wiped_on": "Data wiped on",
            "data_wipe_method": "Data wiped how",
            "certificate_reference": "Certificate",
        }
        widgets = {
            name: forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            for name in ("disposed_on", "data_wiped_on")
        }

    field_order = ("reason", "method", "disposed_on", "authorised_by")

    def prepare(self) -> None:
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        [(_, reasons)] = reasons_for([AssetStatus.RETIRED])
        reason.choices = [("", "Choose why"), *reasons]
        self.fields["disposed_on"].initial = timezone.localdate()
        self.fields["authorised_by"].initial = self.user
        if not self.user.has_perm(SEE_COSTS):
            del self.fields["proceeds"]
        if not self.asset.stores_patient_data:
            for name in ("data_wiped_by", "data_wiped_on", "data_wipe_method"):
                del self.fields[name]


class ReinstateForm(AssetForm):
    reason = NoteField(
        label="Why it comes back",
        required=True,
        help_text="In a sentence. It needs its acceptance again.",
        error_messages={"required": "Say in a sentence why it comes back."},
    )
