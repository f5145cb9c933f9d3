"""Makers, categories and models in the admin site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.admin import AuditedAdmin, AuditedForm
from equipment.actions.catalogue import save_catalogue_entry
from equipment.models import DeviceCategory, DeviceModel, Manufacturer
from hospital_assets.foundation.requests import signed_in


class CatalogueAdmin(AuditedAdmin):
    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        save_catalogue_entry(entity, by=signed_in(request))


@admin.register(Manufacturer)
class ManufacturerAdmin(CatalogueAdmin):
    list_display = ("name", "support_phone", "support_email", "website", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)


@admin.register(DeviceCategory)
class DeviceCategoryAdmin(CatalogueAdmin):
    list_display = (
        "name",
        "code",
        "group",
        "risk_class",
        "is_life_support",
        "is_mission_critical",
        "is_active",
    )
    list_filter = (
        "risk_class",
        "is_life_support",
        "is_mission_critical",
        "is_aem_eligible",
        "is_active",
    )
    search_fields = ("name", "code", "group", "gmdn_code", "gmdn_term", "umdns_code")
    fieldsets = (
        (None, {"fields": ("name", "code", "group", "is_active")}),
        (
            "Risk",
            {
                "fields": (
                    "risk_class",
                    "is_life_support",
                    "is_mission_critical",
                    ("em_function", "em_physical_risk", "em_maintenance"),
                    "is_aem_eligible",
                    "expected_life_years",
                )
            },
        ),
        (
            "Nomenclatures",
            {
                "fields": (
                    ("gmdn_code", "gmdn_term"),
                    "umdns_code",
                    "emdn_code",
                    "fda_product_code",
                )
            },
        ),
    )


@admin.register(DeviceModel)
class DeviceModelAdmin(CatalogueAdmin):
    list_display = (
        "name",
        "manufacturer",
        "category",
        "risk_class",
        "em_number",
        "pm_interval_months",
        "is_active",
    )
    list_display_links = ("name",)
    list_filter = (
        "risk_class",
        "is_life_support",
        "is_mission_critical",
        "stores_patient_data",
        "is_active",
    )
    list_select_related = ("manufacturer", "category")
    search_fields = ("name", "number", "manufacturer__name", "udi_di", "gtin")
    autocomplete_fields = ("manufacturer", "category")
    readonly_fields = ("em_number",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "manufacturer",
                    "name",
                    "number",
                    "category",
                    ("udi_di", "gtin"),
                    "is_active",
                )
            },
        ),
        (
            "Risk",
            {
                "fields": (
                    "risk_class",
                    "is_life_support",
                    "is_mission_critical",
                    ("em_function", "em_physical_risk", "em_maintenance", "em_number"),
                )
            },
        ),
        (
            "Maintenance and life",
            {
                "fields": (
                    "pm_interval_months",
                    "needs_calibration",
                    "expected_life_years",
                    "end_of_support_on",
                    ("list_price", "currency"),
                )
            },
        ),
        (
            "How it is made",
            {
                "fields": (
                    "protection_class",
                    "applied_part",
                    "power_requirement",
                    "mri_safety",
                    "is_networked",
                    "stores_patient_data",
                    "is_fixed_installation",
                    "notes",
                )
            },
        ),
    )
