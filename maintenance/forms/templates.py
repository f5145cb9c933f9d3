"""The form about a template of plans."""

from __future__ import annotations

from django import forms

from maintenance.forms.plans import IntervalField
from maintenance.models import PlanTemplate


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    interval_value = IntervalField()

    class Meta:
        model = PlanTemplate
        fields = (
            "name",
            "device_model",
            "category",
            "plan_type",
            "interval_value",
            "interval_unit",
            "schedule_mode",
            "window_policy",
            "procedure",
            "standard_minutes",
            "strategy",
            "is_active",
        )
        labels = {
            "device_model": "Model",
            "plan_type": "Kind of work",
            "interval_unit": "Unit of the interval",
            "schedule_mode": "The next date is counted",
            "window_policy": "On time",
            "standard_minutes": "Minutes that it takes",
            "strategy": "Why so often",
            "is_active": "In use",
        }
        help_texts = {
            "device_model": "A model or a category, not both.",
            "window_policy": (
                "Empty as the facility decided; else calendar_month, tjc_ec, exact, "
                "percent:10 or none_before:7."
            ),
        }


class ApplyForm(forms.Form):
    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
