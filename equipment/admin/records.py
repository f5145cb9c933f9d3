"""Assignments and disposals in the admin site, to read and to find."""

from __future__ import annotations

from django.contrib import admin

from audit.admin import ReadOnlyAdmin
from equipment.models import Assignment, Disposal


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = (
        "asset",
        "assigned_to",
        "department_name",
        "location",
        "room_label",
        "started_at",
        "ended_at",
        "status",
    )
    list_filter = ("status", "return_condition")
    list_select_related = ("asset", "assigned_to", "location")
    search_fields = ("asset__asset_tag", "department_name", "room_label", "purpose")


@admin.register(Disposal)
class DisposalAdmin(ReadOnlyAdmin):
    list_display = (
        "asset",
        "method",
        "disposed_on",
        "authorised_by",
        "data_wiped_by",
        "recipient",
    )
    list_filter = ("method",)
    list_select_related = ("asset", "authorised_by")
    search_fields = ("asset__asset_tag", "recipient", "certificate_reference")
