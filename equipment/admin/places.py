"""Facilities, departments and the tree of places in the admin site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.admin import AuditedAdmin, AuditedForm
from equipment.actions.catalogue import save_department, save_facility
from equipment.actions.places import save_location
from equipment.admin.filters import VisibleRelatedFilter
from equipment.models import Department, Facility, Location
from hospital_assets.foundation.requests import signed_in

# Wider than a space, and kept by browsers.
INDENTATION = "\u2003"


@admin.register(Facility)
class FacilityAdmin(AuditedAdmin):
    list_display = ("name", "code", "campus", "region", "time_zone", "is_operational")
    list_filter = ("is_operational",)
    search_fields = ("name", "code", "campus", "region")

    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        save_facility(entity, by=signed_in(request))


class StaysInItsFacility(AuditedAdmin):
    """What belongs to one facility for good."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = ["facility"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]


@admin.register(Department)
class DepartmentAdmin(StaysInItsFacility):
    list_display = ("name", "facility", "code", "cost_center", "manager")
    list_filter = (("facility", VisibleRelatedFilter),)
    list_select_related = ("facility", "manager")
    search_fields = ("name", "code", "cost_center", "facility__name")
    autocomplete_fields = ("facility", "manager")

    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        save_department(entity, by=signed_in(request))


@admin.register(Location)
class LocationAdmin(StaysInItsFacility):
    list_display = ("indented_name", "type", "code", "department", "facility", "in_use")
    list_display_links = ("indented_name",)
    list_filter = (
        ("facility", VisibleRelatedFilter),
        "type",
        "is_active",
        "is_patient_care",
    )
    list_select_related = ("facility", "department")
    search_fields = ("full_path", "code", "room")
    autocomplete_fields = ("facility", "parent", "department")
    readonly_fields = ("full_path",)
    fieldsets = (
        (None, {"fields": ("facility", "parent", "name", "type", "full_path")}),
        (
            "What it is",
            {
                "fields": (
                    "department",
                    "floor",
                    "wing",
                    "room",
                    "code",
                    "is_patient_care",
                    "mri_zone",
                    "is_active",
                )
            },
        ),
        ("Numbers of other systems", {"fields": ("gln", "rtls_zone")}),
    )

    @admin.display(description="place", ordering="full_path")
    def indented_name(self, location: Location) -> str:
        return INDENTATION * (location.depth - 1) + location.name

    @admin.display(description="in use", boolean=True, ordering="is_active")
    def in_use(self, location: Location) -> bool:
        return location.is_active

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_have_duplicates = super().get_search_results(
            request, queryset, search_term
        )
        return found.select_related("facility"), may_have_duplicates

    def hold(self, pk: int) -> None:
        """Wait for whoever rearranges the tree; moving a branch takes the facility."""
        of_place = Location.objects.filter(pk=pk).values("facility")
        list(Facility.objects.select_for_update().filter(pk__in=of_place))

    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        save_location(entity, by=signed_in(request))
