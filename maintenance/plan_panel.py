"""The plans on the page of an asset."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.http import HttpRequest

from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from equipment.models.staff import standing_of
from hospital_assets.foundation.compiled import Compiled
from maintenance.models import MaintenancePlan

# More than that stand in the list of plans.
MOST_PLANS = 50

PLAN_FIELDS = [
    *("asset", "name", "plan_type", "status", "paused_reason", "next_due_on"),
    *("is_one_off", "interval_value", "interval_unit"),
]


def plans(request: HttpRequest, asset: Asset) -> dict[str, Any] | None:
    """What comes round at the device, unless there is nothing and nothing to add."""
    if not request.user.has_perm("maintenance.view_maintenanceplan"):
        return None
    may_add = request.user.has_perm("maintenance.add_maintenanceplan")
    can_add = may_add and asset.status != AssetStatus.RETIRED
    found = PLANS.rows(request.user, asset.pk)
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


def told_plans(user: AbstractUser, asset: int) -> QuerySet[MaintenancePlan]:
    current = MaintenancePlan.objects.visible_to(user).current()
    return current.filter(asset=asset).only(*PLAN_FIELDS)[:MOST_PLANS]


PLANS = Compiled(told_plans, standing=standing_of)
