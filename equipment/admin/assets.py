"""Assets in the admin site: written by the same actions as everywhere else."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.admin import AuditedAdmin, AuditedForm
from equipment.actions.assets import edit_asset, register_asset
from equipment.admin.bulk import change_status_of_selected, move_selected
from equipment.admin.filters import VisibleRelatedFilter
from equipment.field_groups import GUARDS
from equipment.models import Asset
from hospital_assets.foundation.requests import signed_in

# They change by what is done with the asset: moved, assigned, stopped, retired.
LIVED = (
    "facility",
    "status",
    "status_reason",
    "accepted_at",
    "retired_at",
    "current_location",
    "location_text",
)
DERIVED = ("serial_doubt", "next_service_due", "last_inspection_at")

# What is left empty follows from the model.
FILLED_WHEN_EMPTY = ("name", "model_name", "criticality")

IDENTITY = (
    "asset_tag",
    "name",
    "category",
    "manufacturer",
    "manufacturer_name",
    "device_model",
    "model_name",
    "serial_number",
)
FIELDSETS = (
    (
        "Its place and owner",
        (
            "owner_department",
            "responsible_person",
            "cost_center",
            "ownership",
            "owner_organization",
            "return_due_on",
            "parent_asset",
        ),
    ),
    (
        "How much hangs on it",
        (
            "criticality",
            "criticality_reason",
            "risk_class",
            "is_life_support",
            "is_mission_critical",
        ),
    ),
    (
        "Its life",
        (
            "manufactured_on",
            "purchase_date",
            "received_on",
            "warranty_ends_on",
            "expires_on",
            "expected_end_of_life_on",
            "replacement_planned_year",
        ),
    ),
    (
        "What it costs",
        (
            ("purchase_cost", "replacement_cost", "currency"),
            "purchase_order",
            "supplier",
            "funding_source",
            "depreciation_years",
            "service_provider",
            "contract_reference",
        ),
    ),
    (
        "Further numbers",
        ("udi_di", "udi_carrier", "lot_number", "giai", "rfid_epc"),
    ),
    (
        "How it is made",
        (
            "protection_class",
            "applied_part",
            "power_requirement",
            "battery_type",
            "battery_installed_on",
            "software_version",
            "firmware_version",
            "operating_system",
            "is_networked",
            "mac_address",
            "ip_address",
            "hostname",
            "stores_patient_data",
            "notes",
        ),
    ),
)


class AssetForm(AuditedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            for name in FILLED_WHEN_EMPTY:
                self.fields[name].required = False
                self.fields[name].help_text = "Taken from the model if empty."


@admin.register(Asset)
class AssetAdmin(AuditedAdmin):
    form = AssetForm
    list_display = (
        "asset_tag",
        "name",
        "manufacturer_name",
        "model_name",
        "serial_number",
        "status",
        "criticality",
        "facility",
        "current_location",
    )
    list_filter = (
        ("facility", VisibleRelatedFilter),
        "status",
        "criticality",
        "risk_class",
        "is_life_support",
        "ownership",
    )
    list_select_related = ("facility", "current_location")
    search_fields = ("asset_tag",)
    autocomplete_fields = (
        "facility",
        "category",
        "manufacturer",
        "device_model",
        "current_location",
        "owner_department",
        "responsible_person",
        "parent_asset",
    )
    actions = (move_selected, change_status_of_selected)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("notes", "search_text")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        place = ("facility", "current_location", "location_text")
        lived = (("Now", (*LIVED, *DERIVED)),) if obj else ((None, place),)
        return [
            (title, {"fields": fields})
            for title, fields in ((None, IDENTITY), *lived, *FIELDSETS)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        guarded = (
            field
            for guard in GUARDS
            if not request.user.has_perm(guard.permission)
            for field in sorted(guard.fields)
        )
        return [*LIVED, *DERIVED, *guarded]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.search(search_term), False  # type: ignore[attr-defined]  # ours

    def has_move_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("equipment.move_asset")

    def has_change_status_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("equipment.stop_asset")

    def hold(self, pk: int) -> None:
        """The action takes the asset itself."""

    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        if is_new:
            register_asset(entity, by=signed_in(request))
            return
        changes = {
            name: form.cleaned_data[name]
            for name in form.changed_data
            if name != "seen"
        }
        # As it is stored: what the form has put into it may not decide who may.
        stored = Asset.objects.get(pk=entity.pk)
        edit_asset(
            stored, changes=changes, by=signed_in(request), version=stored.version
        )
