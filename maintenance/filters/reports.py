"""Choosing what a report is about: months, place, risk and who did it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError

from equipment.choices import RiskClass
from equipment.models import Department, DeviceCategory, Facility
from maintenance.choices import Strategy
from maintenance.intervals import add_months
from maintenance.reports.chosen import USUAL_MONTHS, Chosen, Period

MOST_MONTHS = 60
FIRST_YEAR, LAST_YEAR = 1990, 2150
MONTH = "Write year and month as 2026-10."
LARGEST_ID = 2**31 - 1
GONE = "Choose one of the list."


class MonthInput(forms.DateInput):
    input_type = "month"


class MonthField(forms.Field):
    widget = MonthInput(format="%Y-%m")

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            month = datetime.strptime(text[:10], "%Y-%m").date()  # noqa: DTZ007  # a day
        except ValueError:
            raise ValidationError(MONTH) from None
        if not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise ValidationError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
        return month


class ReportForm(forms.Form):
    """Shows the last twelve whole months where no others are chosen."""

    start = MonthField(label="From month", required=False)
    end = MonthField(label="To month", required=False)
    facility = forms.ModelChoiceField(
        Facility.objects.none(), required=False, empty_label="All"
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), required=False, empty_label="All"
    )
    risk_class = forms.ChoiceField(
        choices=[("", "All"), *RiskClass.choices], required=False
    )

    def __init__(self, data: Any, *, person: AbstractUser, today: date) -> None:
        self.today = today
        usual = Period.usual(today)
        filled = data.copy()
        for name, day in (("start", usual.start), ("end", usual.end)):
            if not filled.get(name):
                filled[name] = f"{day:%Y-%m}"
        super().__init__(filled)
        self.choose_from("facility", Facility.objects.visible_to(person))
        departments = Department.objects.visible_to(person)
        self.choose_from("department", departments.select_related("facility"))

    def choose_from(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows
        field.error_messages["invalid_choice"] = GONE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end:
            self.check_months(start, end)
        return cleaned

    def check_months(self, start: date, end: date) -> None:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        if months < 1:
            self.add_error("end", "The last month cannot be before the first.")
        elif months > MOST_MONTHS:
            self.add_error("end", f"Choose {MOST_MONTHS} months at most.")
        elif start > self.today:
            self.add_error("start", "That month has not come yet.")

    @property
    def chosen(self) -> Chosen:
        """What is asked for; the usual months where it is not understood."""
        if not self.is_valid():
            return self.made(Period.usual(self.today), {})
        said = self.cleaned_data
        return self.made(Period.of_months(said["start"], said["end"]), said)

    def made(self, period: Period, said: dict[str, Any]) -> Chosen:
        return Chosen(
            period=period,
            as_of=said.get("as_of") or min(period.end, self.today),
            facility=pk_of(said.get("facility")),
            department=pk_of(said.get("department")),
            risk_class=said.get("risk_class", ""),
            technician=pk_of(said.get("technician")),
            category=pk_of(said.get("category")),
            model=said.get("model"),
            is_life_support=said.get("life_support", False),
            strategy=said.get("strategy", ""),
        )

    @property
    def parts(self) -> dict[str, str]:
        """The part of the address that chooses."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}


class DeviceForm(ReportForm):
    category = forms.ModelChoiceField(
        DeviceCategory.objects.all(),
        required=False,
        empty_label="All",
        error_messages={"invalid_choice": GONE},
    )
    # Chosen by the links of a table; nobody looks through a thousand models.
    model = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )


class PlannedForm(ReportForm):
    strategy = forms.ChoiceField(
        choices=[("", "All"), *Strategy.choices],
        required=False,
        error_messages={"invalid_choice": GONE},
    )
    life_support = forms.BooleanField(label="Life support alone", required=False)
    technician = forms.ModelChoiceField(
        get_user_model().objects.none(), required=False, empty_label="All"
    )
    as_of = forms.DateField(
        label="As things stood on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as 2026-10-31."},
        help_text="Empty: the last day of the period.",
    )

    def __init__(self, data: Any, *, person: AbstractUser, today: date) -> None:
        super().__init__(data, person=person, today=today)
        workers = get_user_model().objects.filter(
            groups__permissions__codename="perform_workorder"
        )
        self.choose_from("technician", workers.distinct())
        technician: Any = self.fields["technician"]
        technician.label_from_instance = lambda each: each.get_full_name() or str(each)


class BinderForm(forms.Form):
    """The year that ends with a month; the last whole one where none is chosen."""

    facility = forms.ModelChoiceField(
        Facility.objects.none(),
        required=False,
        empty_label="All",
        error_messages={"invalid_choice": GONE},
    )
    end = MonthField(label="Twelve months to the end of", required=False)

    def __init__(self, data: Any, *, person: AbstractUser, today: date) -> None:
        self.today = today
        filled = data.copy()
        if not filled.get("end"):
            filled["end"] = f"{Period.usual(today).end:%Y-%m}"
        super().__init__(filled)
        facility: Any = self.fields["facility"]
        facility.queryset = Facility.objects.visible_to(person)

    def clean_end(self) -> date:
        end: date = self.cleaned_data["end"] or Period.usual(self.today).end
        if end > self.today:
            raise ValidationError("That month has not come yet.")
        return end

    @property
    def chosen(self) -> Chosen:
        """What is asked for; the usual year where it is not understood."""
        said = self.cleaned_data if self.is_valid() else {}
        end = said.get("end") or Period.usual(self.today).end
        period = Period.of_months(add_months(end.replace(day=1), 1 - USUAL_MONTHS), end)
        return Chosen(
            period=period,
            as_of=min(period.end, self.today),
            facility=pk_of(said.get("facility")),
        )


def pk_of(row: Any) -> int | None:
    return row.pk if row else None
