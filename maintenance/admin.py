"""Policies, teams, limits, templates and procedures in the admin site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.admin import AuditedAdmin, AuditedForm, ReadOnlyAdmin
from equipment.admin.filters import VisibleRelatedFilter
from equipment.choices import AppliedPart, ProtectionClass
from equipment.models import Facility
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.policies import (
    load_shipped_limits,
    save_policy,
    save_safety_limit,
)
from maintenance.actions.templates import save_template
from maintenance.models import (
    FacilityPolicy,
    PlanTemplate,
    Procedure,
    SafetyLimit,
    Team,
    TeamMember,
)
from maintenance.safety_limits import FaultCondition, Measurement, Standard

STANDARD = "safety_standard"


class AtOwnFacilities(AuditedAdmin):
    """What belongs to a facility, for the people who work there."""

    # The path to the facility.
    of_facility = "facility"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mine = Facility.objects.visible_to(request.user).values("pk")
        found = super().get_queryset(request)
        kept: QuerySet[Any] = found.filter(**{f"{self.of_facility}__in": mine})
        return kept

    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        save_policy(entity, by=signed_in(request))


@admin.action(
    description="Load the shipped limits of their standards", permissions=["load"]
)
def load_limits(
    model_admin: AuditedAdmin, request: HttpRequest, chosen: QuerySet[FacilityPolicy]
) -> None:
    """For the policies: a hospital without limits has no row of them to select."""
    for standard in map(Standard, sorted(set(chosen.values_list(STANDARD, flat=True)))):
        added = load_shipped_limits(standard, by=signed_in(request))
        messages.success(request, f"{standard.label}: {added} limits were added.")


@admin.register(FacilityPolicy)
class FacilityPolicyAdmin(AtOwnFacilities):
    list_display = (
        "facility",
        "window_policy",
        "days_after_high_risk",
        "overdue_high_risk",
        "safety_standard",
    )
    list_select_related = ("facility",)
    search_fields = ("facility__name", "facility__code")
    autocomplete_fields = ("facility",)
    actions = (load_limits,)

    def has_load_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("maintenance.add_safetylimit")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = ["facility"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]


@admin.register(Team)
class TeamAdmin(AtOwnFacilities):
    list_display = ("name", "facility", "is_active")
    list_filter = (("facility", VisibleRelatedFilter), "is_active")
    list_select_related = ("facility",)
    search_fields = ("name", "facility__name")
    autocomplete_fields = ("facility",)


@admin.register(TeamMember)
class TeamMemberAdmin(AtOwnFacilities):
    of_facility = "team__facility"
    list_display = ("team", "user", "is_active")
    list_filter = (("team", VisibleRelatedFilter), "is_active")
    list_select_related = ("team", "user")
    search_fields = ("team__name", "user__username", "user__last_name")
    autocomplete_fields = ("team", "user")


def choice(choices: Any, *, unsaid: str = "") -> forms.ChoiceField:
    offered = [("", unsaid), *choices.choices] if unsaid else choices.choices
    return forms.ChoiceField(choices=offered, required=not unsaid)


class SafetyLimitForm(AuditedForm):
    measurement = choice(Measurement)
    condition = forms.ChoiceField(choices=FaultCondition.choices, required=False)
    protection_class = choice(ProtectionClass, unsaid="Every class")
    applied_part = choice(AppliedPart, unsaid="Every part")


@admin.register(SafetyLimit)
class SafetyLimitAdmin(AuditedAdmin):
    form = SafetyLimitForm
    list_display = (
        "measurement",
        "standard",
        "condition",
        "protection_class",
        "applied_part",
        "minimum",
        "maximum",
        "unit",
    )
    list_filter = ("standard",)
    search_fields = ("measurement", "note")

    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        save_safety_limit(entity, by=signed_in(request))


@admin.register(PlanTemplate)
class PlanTemplateAdmin(AuditedAdmin):
    list_display = (
        "name",
        "device_model",
        "category",
        "plan_type",
        "interval_value",
        "interval_unit",
        "is_active",
    )
    list_display_links = ("name",)
    list_filter = ("plan_type", "strategy", "is_active")
    list_select_related = ("device_model__manufacturer", "category")
    search_fields = ("name", "device_model__name", "category__name")
    autocomplete_fields = ("device_model", "category", "procedure")

    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        save_template(entity, by=signed_in(request))


@admin.register(Procedure)
class ProcedureAdmin(ReadOnlyAdmin):
    """To read and to find; its pages change it and publish its versions."""

    list_display = ("name", "code", "work_type", "device_model", "category", "current")
    list_filter = ("work_type", "is_active")
    list_select_related = (
        "device_model__manufacturer",
        "category",
        "current__procedure",
    )
    search_fields = ("name", "code", "device_model__name", "category__name")
