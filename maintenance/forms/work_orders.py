"""Forms about one work order: whose it is, how it goes, how it ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser

from equipment.forms.versioned import NoteField, VersionField
from maintenance.actions.attempts import Attempt, searches_for
from maintenance.actions.dispatching import Triage, Worker, workers_at
from maintenance.actions.failures import Failure
from maintenance.actions.progress import Deferral
from maintenance.actions.work_orders import today_at
from maintenance.attempts import RULES, proposed_date
from maintenance.choices import (
    ActionCode,
    CauseCode,
    DeferralReason,
    Disposition,
    FailureCode,
    HoldReason,
    Priority,
    WorkOrderType,
)
from maintenance.models import Team, TestInstrument, WorkOrder

DAY = {"type": "date"}


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(DAY, format="%Y-%m-%d"), **kwargs)


class OrderForm(forms.Form):
    """A form about `order` for `user`; each page passes both alike."""

    version = VersionField()

    def __init__(
        self, *args: Any, order: WorkOrder, user: AbstractUser, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"version": order.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.order, self.user = order, user
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the order and the person."""

    def renew(self, now: WorkOrder) -> None:
        """Show the form again as one that was opened just now, with what was typed."""
        self.data = {name: self.data.get(name) for name in self.fields}
        self.data["version"] = now.version


class TriageForm(OrderForm):
    priority = forms.ChoiceField(choices=Priority.choices, widget=forms.RadioSelect)
    type = forms.ChoiceField(choices=WorkOrderType.choices, required=False)
    due_on = day_field(label="To be done by", required=False)
    equipment_down = forms.BooleanField(
        label="The device cannot be used meanwhile", required=False
    )

    def prepare(self) -> None:
        for name in self.fields.keys() - {"version"}:
            self.fields[name].initial = getattr(self.order, name)
        if self.order.is_planned:
            del self.fields["type"], self.fields["due_on"]

    @property
    def triage(self) -> Triage:
        said = self.cleaned_data
        return Triage(
            priority=said["priority"],
            type=said.get("type") or self.order.type,
            due_on=said.get("due_on"),
            equipment_down=said["equipment_down"],
        )


class AssignForm(OrderForm):
    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="Nobody in particular"
    )
    team: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="No team"
    )

    def prepare(self) -> None:
        offer_workers(self, self.order.facility_id)
        self.initial.setdefault("person", self.order.assigned_to_id)
        self.initial.setdefault("team", self.order.team_id)

    @property
    def worker(self) -> Worker:
        return Worker(self.cleaned_data["person"], self.cleaned_data["team"])


def offer_workers(form: forms.Form, *facilities: int) -> None:
    """Offer who does work at all of `facilities`, and their teams."""
    person, team = form.fields["person"], form.fields["team"]
    assert isinstance(person, forms.ModelChoiceField)
    assert isinstance(team, forms.ModelChoiceField)
    person.queryset = workers_at(*facilities)
    team.queryset = Team.objects.filter(is_active=True, facility__in=facilities)


class HoldForm(OrderForm):
    reason = forms.ChoiceField(
        label="What does it wait for?",
        choices=HoldReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it waits for."},
    )
    note = NoteField(label="More about it", help_text="Can stay empty.")


class DeferForm(OrderForm):
    until = day_field(
        label="New day",
        help_text="The window stays as it is: late work counts as late.",
        error_messages={"required": "Choose the new day."},
    )
    code = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose"), *DeferralReason.choices],
        error_messages={"required": "Choose why it is deferred."},
    )
    reason = NoteField(
        label="More about it",
        required=True,
        error_messages={"required": "Say why it is deferred."},
    )

    @property
    def deferral(self) -> Deferral:
        said = self.cleaned_data
        return Deferral(said["until"], said["reason"], said["code"])


class ReasonForm(OrderForm):
    reason = NoteField(
        label="Why", required=True, error_messages={"required": "Say why."}
    )


class CancelForm(OrderForm):
    reason = forms.CharField(
        label="Why is it not to be done?",
        max_length=300,
        error_messages={"required": "Say why it is not to be done."},
    )


class FailureForm(OrderForm):
    failure = forms.ChoiceField(
        label="What kind of failure was it?",
        choices=[("", "Choose"), *FailureCode.choices],
        error_messages={"required": "Choose what kind of failure it was."},
    )
    cause = forms.ChoiceField(
        label="Why, as far as it is known",
        choices=[("", "Not looked into"), *CauseCode.choices],
        required=False,
    )
    action = forms.ChoiceField(
        label="What was done about it",
        choices=[("", "Not said yet"), *ActionCode.choices],
        required=False,
    )

    def prepare(self) -> None:
        for name in ("failure", "cause", "action"):
            self.fields[name].initial = getattr(self.order, f"{name}_code")

    @property
    def said(self) -> Failure:
        said = self.cleaned_data
        return Failure(said["failure"], said["cause"], said["action"])


class MissingForm(OrderForm):
    note = NoteField(
        label="What was done to find it?",
        required=True,
        error_messages={"required": "Say what was done to find it."},
    )


class PermitForm(OrderForm):
    instrument: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label="Instrument whose calibration is overdue",
        error_messages={"required": "Choose the instrument."},
    )
    reason = forms.CharField(
        label="Why it may be used all the same",
        max_length=200,
        error_messages={"required": "Say why it may be used all the same."},
    )

    def prepare(self) -> None:
        field = self.fields["instrument"]
        assert isinstance(field, forms.ModelChoiceField)
        today = today_at(self.order.asset)
        seen = TestInstrument.objects.visible_to(self.user).active()
        field.queryset = seen.filter(calibration_due_on__lt=today)


class AttemptForm(OrderForm):
    disposition = forms.ChoiceField(
        label="What kept the work?",
        choices=[(each.value, each.label) for each in RULES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kept the work."},
    )
    places_searched = forms.CharField(
        label="Where did you look for it?",
        max_length=300,
        required=False,
        help_text="If it could not be found.",
    )
    contacted_person = forms.CharField(
        label="Whom did you ask on the unit?", max_length=120, required=False
    )
    note = NoteField(label="Part, vendor, or what else matters")
    next_attempt_on = day_field(
        label="Next attempt",
        required=False,
        help_text="Empty: as the rule proposes, where there is one.",
    )

    @property
    def attempt(self) -> Attempt:
        said = self.cleaned_data
        return Attempt(
            disposition=said["disposition"],
            places_searched=said["places_searched"],
            contacted_person=said["contacted_person"],
            note=said["note"],
            next_attempt_on=said["next_attempt_on"] or self.proposed,
        )

    @property
    def proposed(self) -> Any:
        return proposed_date(
            self.cleaned_data["disposition"],
            on=today_at(self.order.asset),
            searches=searches_for(self.order),
        )

    @property
    def proposals(self) -> list[tuple[str, Any]]:
        """What the rules propose, for the page to say."""
        on, searches = today_at(self.order.asset), searches_for(self.order)
        found = (
            (each, proposed_date(each, on=on, searches=searches)) for each in RULES
        )
        return [(Disposition(each).label, day) for each, day in found if day]


class CommentForm(forms.Form):
    text = NoteField(
        label="Comment",
        required=True,
        error_messages={"required": "Write something first."},
    )
