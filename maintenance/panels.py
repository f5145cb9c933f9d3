"""What the work contributes to the page of an asset."""

from __future__ import annotations

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
from maintenance.models import WorkOrder

# What is open and the last that was done; the list has all of it.
MOST_ORDERS = 12

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
