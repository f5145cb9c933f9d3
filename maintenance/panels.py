"""What the work contributes to the page of an asset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from equipment.models.staff import standing_of
from equipment.panels import PERSON_FIELDS, Button
from hospital_assets.foundation.compiled import Compiled
from maintenance.actions.dispatching import PERFORM
from maintenance.actions.requests import REQUEST
from maintenance.choices import (
    InspectionStatus,
    InspectionType,
    LogOutcome,
    MaintenanceType,
)
from maintenance.lifecycle import OPEN
from maintenance.models import Inspection, MaintenanceLog, WorkOrder

# What is open and the last that was done; the list has all of it.
MOST_ORDERS = 12

MOST_CHECKS = 8

Records = QuerySet[MaintenanceLog] | QuerySet[Inspection]

ORDER_FIELDS = [
    *("asset", "number", "type", "status", "problem", "requested_at"),
    *("due_on", "window_end", "completed_at", "team__name"),
    *(f"assigned_to__{name}" for name in PERSON_FIELDS),
]

OPEN_FIRST = Case(
    When(status__in=sorted(OPEN), then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)


def work(request: HttpRequest, asset: Asset) -> dict[str, Any] | None:
    """Open and past work orders, and the buttons that ask for new ones."""
    if not request.user.has_perm("maintenance.view_workorder"):
        return None
    orders = ORDERS.rows(request.user, asset.pk)
    to_do = [order for order in orders if order.is_open]
    return {
        "id": "work",
        "title": "Work",
        "icon": "wrench-screwdriver",
        "template": "maintenance/_asset_work.html",
        "is_wide": True,
        "orders": orders,
        "buttons": buttons_for(request, asset),
        "glance": [("Open work", links_to(to_do))],
    }


def links_to(orders: list[WorkOrder]) -> SafeString:
    """Whoever scans a device to work at it gets there with one tap."""
    return format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((order.get_absolute_url(), order.number) for order in orders),
    )


def told_orders(user: AbstractUser, asset: int) -> QuerySet[WorkOrder]:
    visible = WorkOrder.objects.visible_to(user).filter(asset=asset)
    told = visible.select_related("assigned_to", "team").only(*ORDER_FIELDS)
    return told.order_by(OPEN_FIRST, "-requested_at")[:MOST_ORDERS]


ORDERS = Compiled(told_orders, standing=standing_of)


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
    may_inspect = request.user.has_perm("maintenance.sign_inspection")
    is_retired = asset.status == AssetStatus.RETIRED
    return {
        "id": "checks",
        "title": "Checks",
        "icon": "clipboard-document-check",
        "template": "maintenance/_asset_checks.html",
        "is_wide": True,
        "checks": [check_of(*row) for row in CHECKS.rows(request.user, asset.pk)],
        "asset_id": asset.pk,
        "may_inspect": may_inspect and not is_retired,
        "buttons": [acceptance_of(asset)] if may_inspect and is_new(asset) else [],
    }


def is_new(asset: Asset) -> bool:
    return asset.status == AssetStatus.OUT_OF_SERVICE and asset.accepted_at is None


def acceptance_of(asset: Asset) -> Button:
    kind = {"kind": InspectionType.ACCEPTANCE}
    url = reverse("maintenance:inspection-add", args=[asset.pk], query=kind)
    return Button(url, "Accept", "check-badge", leads=True)


def told_checks(user: AbstractUser, asset: int) -> QuerySet[Any, tuple[Any, ...]]:
    """Logs and inspections in one query; the page of an asset has few to spend."""
    logs = MaintenanceLog.objects.visible_to(user).valid().filter(asset=asset)
    inspections = Inspection.objects.visible_to(user).valid().filter(asset=asset)
    made = told(logs, "maintenance_type", "summary", "outcome", "performed_by")
    looked = told(inspections, "type", "findings", "status", "inspected_by")
    both = made.order_by().union(looked.order_by(), all=True).order_by("-signed_at")
    return both[:MOST_CHECKS]  # type: ignore[no-any-return]  # of two models


CHECKS = Compiled(told_checks, standing=standing_of)


def told(records: Records, *names: str) -> Any:
    """The same columns of both kinds: what it was, what was found, and by whom."""
    person = names[-1]
    full_name = Concat(f"{person}__first_name", Value(" "), f"{person}__last_name")
    return records.annotate(
        model=Value(records.model._meta.model_name),
        name=Coalesce(NullIf(Trim(full_name), Value("")), f"{person}__username"),
    ).values_list("model", "pk", *names[:-1], "signed_at", "name")


def check_of(*row: Any) -> Check:
    model, pk, kind, summary, outcome, at, by = row
    if model == MaintenanceLog._meta.model_name:
        url = reverse("maintenance:log-detail", args=[pk])
        title, label = MaintenanceType(kind).label, LogOutcome(outcome).label
    else:
        url = reverse("maintenance:inspection-detail", args=[pk])
        title = f"{InspectionType(kind).label} inspection"
        label = InspectionStatus(outcome).label
    return Check(url, str(title), summary, outcome, str(label), at, by)
