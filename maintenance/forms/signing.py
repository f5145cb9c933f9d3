"""Forms at the end of a check: what signing says, why a record is corrected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from equipment.field_groups import SEE_COSTS
from equipment.forms.lookups import PlaceField
from equipment.forms.versioned import NoteField
from maintenance.actions.failures import Failure
from maintenance.actions.inspections import STATUSES, Verdict
from maintenance.actions.instruments import last_used_by
from maintenance.actions.logs import MOST_MINUTES, OUTCOMES, Part, Signing
from maintenance.actions.safety_tests import asks_for_test
from maintenance.choices import (
    ChecklistVerdict,
    FailureCode,
    InspectionType,
    MaintenanceType,
    WorkOrderType,
)
from maintenance.forms.work_orders import day_field
from maintenance.models import (
    Inspection,
    MaintenanceLog,
    Procedure,
    TestInstrument,
    WorkOrder,
)

PART_ROWS = 5
MOMENT = "%Y-%m-%dT%H:%M"
LONGEST_PART = 120
LARGEST_COST = 9_999_999_999


class MinutesField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=MOST_MINUTES,
            widget=forms.NumberInput({"inputmode": "numeric"}),
            **kwargs,
        )


class CostField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_digits=12,
            decimal_places=2,
            error_messages={"min_value": "An amount cannot be negative."},
            widget=forms.NumberInput({"inputmode": "decimal", "step": "0.01"}),
            **kwargs,
        )


class InstrumentsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, instrument: TestInstrument) -> str:
        due = f"{instrument.calibration_due_on:%-d %B %Y}"
        if instrument.is_overdue(timezone.localdate()):
            return f"{instrument} (calibration overdue since {due})"
        return f"{instrument} (calibrated until {due})"


def instruments_for(user: AbstractUser) -> QuerySet[TestInstrument]:
    return TestInstrument.objects.visible_to(user).active().order_by("name", "code")


class SigningForm(forms.Form):
    """What signing a log and signing an inspection both ask for."""

    instruments = InstrumentsField(
        TestInstrument.objects.none(), label="Measured with", required=False
    )
    override_reason = forms.CharField(
        label="Why an instrument with overdue calibration may be used",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["instruments"]
        assert isinstance(field, InstrumentsField)
        field.queryset = instruments_for(user)
        field.initial = last_used_by(user)
        overdue = field.queryset.filter(calibration_due_on__lt=timezone.localdate())
        may_override = user.has_perm("maintenance.override_workorder")
        if not (may_override and overdue.exists()):
            del self.fields["override_reason"]

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]


class LogSigningForm(SigningForm):
    outcome = forms.ChoiceField(label="How it ended", widget=forms.RadioSelect)
    summary = forms.CharField(
        label="What was done",
        max_length=500,
        error_messages={"required": "Say in a sentence what was done."},
    )
    findings = NoteField(label="What was found", help_text="Can stay empty.")
    performed_at = forms.DateTimeField(
        label="When",
        required=False,
        help_text="Empty means now.",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )
    labor_minutes = MinutesField(label="Minutes of work")
    travel_minutes = MinutesField(label="Minutes on the way")
    downtime_minutes = MinutesField(label="Minutes the device was down")
    vendor = forms.CharField(max_length=120, required=False, label="Vendor")
    vendor_report_number = forms.CharField(
        max_length=60, required=False, label="Number of the vendor's report"
    )
    vendor_cost = CostField(label="Cost of the vendor")
    counts_early = forms.BooleanField(
        label="Count it for this time, though it is early", required=False
    )

    was_opened = forms.BooleanField(
        label="It was opened, or electrical parts of it were repaired",
        required=False,
        help_text="Then it needs an electrical safety test before it is used again.",
    )
    failure = forms.ChoiceField(
        label="What kind of failure was it?",
        choices=[("", "Not known yet"), *FailureCode.choices],
        required=False,
        help_text="A repair is closed only when this is known.",
    )

    field_order = ("outcome", "summary", "findings", "instruments")

    def __init__(
        self, *args: Any, log: MaintenanceLog, verdict: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.log = log
        outcomes = OUTCOMES.get(verdict, ())
        self.offer("outcome", [(each.value, each.label) for each in outcomes])
        if log.checklist and outcomes:
            self.fields["outcome"].initial = outcomes[0].value
            self.fields[
                "summary"
            ].initial = f"{log.get_maintenance_type_display()} done."
        self.fit_repair(log)
        if not self.user.has_perm("maintenance.defer_workorder") or not is_early(log):
            del self.fields["counts_early"]
        if not self.user.has_perm(SEE_COSTS):
            del self.fields["vendor_cost"]

    def fit_repair(self, log: MaintenanceLog) -> None:
        """Ask what only a repair has to say; a correction leaves the order alone."""
        order = log.work_order
        if log.maintenance_type != MaintenanceType.CORRECTIVE:
            del self.fields["was_opened"]
        else:
            before = log.supersedes
            if isinstance(before, MaintenanceLog):
                opened = before.was_opened
            else:
                opened = asks_for_test(log)
            self.fields["was_opened"].initial = opened
        if order is None or order.type != WorkOrderType.CM or log.supersedes_id:
            del self.fields["failure"]
        else:
            self.fields["failure"].initial = order.failure_code

    def failure_said(self, order: WorkOrder | None) -> Failure | None:
        """What else is known of it stays."""
        if not self.cleaned_data.get("failure") or order is None:
            return None
        code = self.cleaned_data["failure"]
        return Failure(code, order.cause_code, order.action_code)

    def signing(self, parts: tuple[Part, ...]) -> Signing:
        said = self.cleaned_data
        return Signing(
            outcome=said["outcome"],
            summary=said["summary"],
            performed_at=said["performed_at"],
            findings=said["findings"],
            labor_minutes=said["labor_minutes"],
            travel_minutes=said["travel_minutes"],
            downtime_minutes=said["downtime_minutes"],
            parts=parts,
            vendor=said["vendor"],
            vendor_report_number=said["vendor_report_number"],
            vendor_cost=said.get("vendor_cost"),
            instruments=tuple(said["instruments"]),
            override_reason=said.get("override_reason", ""),
            counts_early=said.get("counts_early", False),
            was_opened=said.get("was_opened"),
            failure=self.failure_said(self.log.work_order),
        )


def is_failed(verdict: str) -> bool:
    return verdict == ChecklistVerdict.FAILED


def is_early(log: MaintenanceLog) -> bool:
    start = log.work_order.window_start if log.work_order else None
    return start is not None and timezone.localdate() < start


class PartForm(forms.Form):
    name = forms.CharField(label="Part", max_length=LONGEST_PART, required=False)
    number = forms.CharField(label="Number", max_length=60, required=False)
    quantity = forms.IntegerField(
        label="Quantity", min_value=1, max_value=999, required=False
    )
    cost = CostField(label="Cost of one")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        others = any(said.get(name) for name in ("number", "quantity", "cost"))
        if others and not said.get("name"):
            raise ValidationError("Say what the part is.")
        return said

    @property
    def part(self) -> Part | None:
        said = self.cleaned_data
        if not said.get("name"):
            return None
        quantity = said.get("quantity") or 1
        return Part(said["name"], said.get("number", ""), quantity, said.get("cost"))


PartFormSet = forms.formset_factory(PartForm, extra=PART_ROWS, max_num=PART_ROWS)


class InspectionSigningForm(SigningForm):
    status = forms.ChoiceField(label="How it ended", widget=forms.RadioSelect)
    findings = NoteField(
        label="What was found", help_text="Needed unless everything is in order."
    )
    valid_until = day_field(
        label="Valid until", required=False, help_text="Can stay empty."
    )
    location = PlaceField(
        label="Place", required=False, help_text="Where the device was inspected."
    )

    field_order = ("status", "findings", "location", "valid_until", "instruments")

    def __init__(
        self, *args: Any, inspection: Inspection, verdict: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        statuses = STATUSES.get(verdict, ())
        self.offer("status", [(each.value, each.label) for each in statuses])
        if verdict == ChecklistVerdict.PASSED and inspection.checklist:
            self.fields["status"].initial = statuses[0].value
        place = self.fields["location"]
        assert isinstance(place, PlaceField)
        place.within_reach_of(self.user, home=inspection.asset.facility_id)
        place.initial = inspection.location

    def clean_valid_until(self) -> Any:
        until = self.cleaned_data["valid_until"]
        if until is None:
            return until
        today = timezone.localdate()
        if not today <= until <= today + timedelta(days=36_525):
            raise ValidationError("Give a day that is still to come.")
        return until

    @property
    def wanted(self) -> Verdict:
        said = self.cleaned_data
        return Verdict(
            status=said["status"],
            findings=said["findings"],
            location=said["location"],
            valid_until=said["valid_until"],
            instruments=tuple(said["instruments"]),
            override_reason=said.get("override_reason", ""),
        )


class InspectForm(forms.Form):
    """Which inspection is begun, and by which checklist."""

    kind = forms.ChoiceField(
        label="Kind of inspection",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of inspection it is."},
    )
    procedure = forms.ModelChoiceField(
        Procedure.objects.none(),
        label="Checklist",
        required=False,
        empty_label="No procedure",
        help_text=(
            "Without one, an electrical safety test has the limits of the facility's "
            "standard, and every other inspection only its result."
        ),
    )

    def __init__(self, *args: Any, procedures: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procedure, kind = self.fields["procedure"], self.fields["kind"]
        assert isinstance(procedure, forms.ModelChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        procedure.queryset = procedures
        kind.choices = kinds


def kinds_for(*, is_accepted: bool) -> list[tuple[str, str]]:
    """A new device is accepted first; one that was accepted never again."""
    if not is_accepted:
        first = InspectionType.ACCEPTANCE
        return [(first.value, first.label), *kinds_for(is_accepted=True)]
    return [
        (kind.value, kind.label)
        for kind in InspectionType
        if kind != InspectionType.ACCEPTANCE
    ]


class CorrectForm(forms.Form):
    reason = forms.CharField(
        label="What is wrong in it",
        max_length=300,
        help_text="The signed record stays as it is; yours takes its place.",
        error_messages={"required": "Say what is wrong in the record."},
    )
