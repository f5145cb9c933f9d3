"""What the work contributes to the page of an asset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest
from django.urls import reverse

from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from equipment.panels import Button
from maintenance.actions.dispatching import PERFORM
from maintenance.actions.requests import REQUEST
from maintenance.lifecycle import OPEN
from maintenance.models import Inspection, MaintenanceLog, WorkOrder

# What is open and the last that was done; the list has all of it.
MOST_ORDERS = 12

# Of logs and of inspections, each.
MOST_CHECKS = 5

OPEN_FIRST = Case(
    When(status__in=sorted(OPEN), then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)


def work(request: HttpRequest, asset: Asset) -> dict[str, Any] | None:
    """Open and past work orders, and the buttons that ask for new ones."""
    if not request.user.has_perm("maintenance.view_workorder"):
        return None
    orders = list(
        WorkOrder.objects.visible_to(request.user)
        .filter(asset=asset)
        .select_related("assigned_to", "team")
        .order_by(OPEN_FIRST, "-requested_at")[:MOST_ORDERS]
    )
    to_do = [order for order in orders if order.is_open]
    return {
        "id": "work",
        "title": "Work",
        "icon": "wrench-screwdriver",
        "template": "maintenance/_asset_work.html",
        "is_wide": True,
        "orders": orders,
        "buttons": buttons_for(request, asset),
        "glance": [("Open work", ", ".join(order.number for order in to_do))],
    }


def buttons_for(request: HttpRequest, asset: Asset) -> list[Button]:
    if asset.status == AssetStatus.RETIRED:
        return []
    report = reverse("maintenance:asset-report", args=[asset.pk])
    add = reverse("maintenance:work-order-add", query={"asset": asset.asset_tag})
    offered = {
        REQUEST: Button(report, "Report a problem", "exclamation-triangle"),
        PERFORM: Button(add, "Add work", "wrench-screwdriver"),
    }
    return [button for may, button in offered.items() if request.user.has_perm(may)]


@dataclass(frozen=True)
class Check:
    """A signed record as one line."""

    url: str
    title: str
    summary: str
    outcome: str
    outcome_label: str
    at: datetime
    by: str


def checks(request: HttpRequest, asset: Asset) -> dict[str, Any] | None:
    """The last signed logs and inspections together, the latest first."""
    if not request.user.has_perm("maintenance.view_inspection"):
        return None
    made = [*last_logs(request, asset), *last_inspections(request, asset)]
    may_inspect = request.user.has_perm("maintenance.sign_inspection")
    is_retired = asset.status == AssetStatus.RETIRED
    return {
        "id": "checks",
        "title": "Checks",
        "icon": "clipboard-document-check",
        "template": "maintenance/_asset_checks.html",
        "is_wide": True,
        "checks": sorted(made, key=lambda check: check.at, reverse=True),
        "asset_id": asset.pk,
        "may_inspect": may_inspect and not is_retired,
    }


def last_logs(request: HttpRequest, asset: Asset) -> list[Check]:
    logs = (
        MaintenanceLog.objects.visible_to(request.user)
        .valid()
        .filter(asset=asset)
        .select_related("performed_by")
        .defer("checklist", "results")
        .order_by("-signed_at")[:MOST_CHECKS]
    )
    return [
        Check(
            log.get_absolute_url(),
            log.get_maintenance_type_display(),
            log.summary,
            log.outcome,
            log.get_outcome_display(),
            log.signed_at,
            str(log.performed_by),
        )
        for log in logs
        if log.signed_at
    ]


def last_inspections(request: HttpRequest, asset: Asset) -> list[Check]:
    inspections = (
        Inspection.objects.visible_to(request.user)
        .valid()
        .filter(asset=asset)
        .select_related("inspected_by")
        .defer("checklist", "results")
        .order_by("-signed_at")[:MOST_CHECKS]
    )
    return [
        Check(
            inspection.get_absolute_url(),
            f"{inspection.get_type_display()} inspection",
            inspection.findings,
            inspection.status,
            inspection.get_status_display(),
            inspection.signed_at,
            str(inspection.inspected_by),
        )
        for inspection in inspections
        if inspection.signed_at
    ]
