"""Forms about a plan: what comes round, how often, and why it pauses or ends."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db.models import Q

from equipment.forms.versioned import NoteField, VersionField
from equipment.models import Asset
from maintenance.actions.dispatching import workers_at
from maintenance.checklists import parse_checklist
from maintenance.choices import WindowKind
from maintenance.intervals import LONGEST
from maintenance.models import MaintenancePlan, Procedure, Team
from maintenance.windows import WindowPolicy

LONGEST_CHECKLIST = 60_000
WITH_NUMBER = (WindowKind.PERCENT, WindowKind.NONE_BEFORE)
INTERVAL = f"The interval is a whole number from 1 to {LONGEST}."

FIELDS = (
    "name",
    "plan_type",
    "interval_value",
    "interval_unit",
    "next_due_on",
    "schedule_mode",
    "anchor_day",
    "is_one_off",
    "procedure",
    "checklist",
    "standard_minutes",
    "assigned_to",
    "team",
    "strategy",
    "regulatory_max_days",
    "covered_by",
)


class IntervalField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        wrong = dict.fromkeys(("invalid", "min_value", "max_value"), INTERVAL)
        super().__init__(
            label="Every",
            min_value=1,
            max_value=LONGEST,
            error_messages=wrong,
            **kwargs,
        )


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ChecklistField(forms.CharField):
    """One item a line, as people type them; or the JSON list of a procedure."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=LONGEST_CHECKLIST,
            widget=forms.Textarea({"rows": 4}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip()
        items = read_json(text) if text.startswith("[") else lines_of(text)
        parse_checklist(items)
        return items

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        if all(isinstance(item, str) for item in value):
            return "\n".join(value)
        return json.dumps(value, ensure_ascii=False, indent=1)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)

    def validate(self, value: Any) -> None:
        """An empty list is a checklist too."""

    def run_validators(self, value: Any) -> None:
        """Those of text have run on the text; this is a list."""


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise ValidationError(
            "This is no JSON list. Correct it, or write one item on each line."
        ) from wrong


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """For a new plan of `asset` without a version, for one that is there with it."""

    interval_value = IntervalField()
    next_due_on = forms.DateField(label="Due next", widget=DayInput)
    checklist = ChecklistField(
        label="Checklist of its own",
        help_text="For a device that no procedure fits: one item on each line.",
    )
    window_kind = forms.ChoiceField(
        label="On time",
        required=False,
        choices=[("", "As the facility decided"), *WindowKind.choices],
    )
    window_number = forms.IntegerField(
        label="Percent, or days before",
        required=False,
        min_value=0,
        max_value=365,
        help_text="For a share of the interval, and for days before.",
    )
    version = VersionField()

    # Beside the dates; what a form declares itself would else come last.
    field_order = (*FIELDS[:7], "window_kind", "window_number", *FIELDS[7:])

    class Meta:
        model = MaintenancePlan
        fields = FIELDS
        labels = {
            "plan_type": "Kind of work",
            "interval_unit": "Unit of the interval",
            "schedule_mode": "The next date is counted",
            "is_one_off": "Only once",
            "standard_minutes": "Minutes that it takes",
            "assigned_to": "Who does it",
            "strategy": "Why so often",
            "regulatory_max_days": "Longest interval that the law allows, in days",
            "covered_by": "Covered by",
        }
        help_texts = {
            "covered_by": "A greater check that does for this one when due nearby.",
            "regulatory_max_days": "",
        }

    def __init__(
        self, *args: Any, asset: Asset, user: AbstractUser, **kwargs: Any
    ) -> None:
        plan = kwargs["instance"]
        policy = plan.window_policy and WindowPolicy.parse(plan.window_policy)
        kwargs["initial"] = {
            "version": plan.version,
            "window_kind": policy.kind if policy else "",
            "window_number": policy.number or None if policy else None,
        } | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.user = user
        self.offer("procedure", procedures_for(plan, asset), "No procedure")
        self.offer("assigned_to", workers_at(asset.facility_id), "Nobody in particular")
        teams = Team.objects.filter(facility=asset.facility_id, is_active=True)
        self.offer("team", teams, "No team")
        others = MaintenancePlan.objects.current().filter(asset=asset)
        self.offer("covered_by", others.exclude(pk=plan.pk), "No other plan")
        if plan.pk:
            self.fields["reason"] = NoteField(label="Why it changes")

    def offer(self, name: str, things: Any, nothing: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = things, nothing

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        kind, number = said.get("window_kind") or "", said.get("window_number")
        if kind in WITH_NUMBER and number is None:
            self.add_error("window_number", "Say how many.")
        elif kind in WITH_NUMBER:
            kind = f"{kind}:{number}"
            self.check_window(kind)
        said["window_policy"] = kind
        return said

    def check_window(self, text: str) -> None:
        try:
            WindowPolicy.parse(text)
        except ValidationError as wrong:
            self.add_error("window_number", wrong.messages)

    @property
    def changes(self) -> dict[str, Any]:
        names: Iterable[str] = (*FIELDS, "window_policy")
        return {name: self.cleaned_data[name] for name in names}


def procedures_for(plan: MaintenancePlan, asset: Asset) -> Any:
    """Those that fit the device, and the one that the plan has."""
    fitting = Procedure.objects.fitting(asset).values("pk")
    return Procedure.objects.filter(Q(pk__in=fitting) | Q(pk=plan.procedure_id))


class PlanDeedForm(forms.Form):
    """For what is done with a plan; what it needs is added by each."""

    version = VersionField()

    def __init__(self, *args: Any, plan: MaintenancePlan, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": plan.version}
        super().__init__(*args, **kwargs)


class PauseForm(PlanDeedForm):
    reason = forms.CharField(
        label="Why",
        max_length=180,
        help_text="In storage, lent to another hospital, under a contract…",
        error_messages={"required": "Say why it is paused."},
    )
    open_work = forms.ChoiceField(
        label="Work that is open for it",
        choices=[("stays", "Stays to be done"), ("cancelled", "Is cancelled")],
        initial="stays",
        widget=forms.RadioSelect,
    )


class EndForm(PlanDeedForm):
    reason = forms.CharField(
        label="Why",
        max_length=180,
        help_text="Open work of the plan is cancelled with this reason.",
        error_messages={"required": "Say why it ends."},
    )
