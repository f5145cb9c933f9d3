"""The plans on the page of an asset."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from maintenance.models import MaintenancePlan

# More than that stand in the list of plans.
MOST_PLANS = 50


def plans(request: HttpRequest, asset: Asset) -> dict[str, Any] | None:
    """What comes round at the device, unless there is nothing and nothing to add."""
    if not request.user.has_perm("maintenance.view_maintenanceplan"):
        return None
    may_add = request.user.has_perm("maintenance.add_maintenanceplan")
    can_add = may_add and asset.status != AssetStatus.RETIRED
    current = MaintenancePlan.objects.visible_to(request.user).current()
    found = list(current.filter(asset=asset)[:MOST_PLANS])
    if not (found or can_add):
        return None
    return {
        "id": "plans",
        "title": "Plans",
        "icon": "calendar-days",
        "template": "maintenance/_asset_plans.html",
        "is_wide": True,
        "plans": found,
        "asset": asset,
        "can_add": can_add,
    }
