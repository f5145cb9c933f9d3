"""The table of assets, as it stands on pages about a place or a kind of device."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from equipment.filters.assets import AssetFilter
from equipment.models import Facility
from equipment.models.assets import AssetQuerySet
from equipment.reports import ON_INVENTORY
from equipment.views.asset_lists import shown
from hospital_assets.foundation.paging import capped_count, paginate


def listing(
    request: HttpRequest, assets: AssetQuerySet, chosen: dict[str, object]
) -> dict[str, Any]:
    """A page of those of `assets` that are on the inventory.

    `chosen` is the filter by which the list of all assets shows them.
    """
    asked = {"ordering": request.GET.get("ordering", "")}
    present = assets.on_inventory()
    sorted_assets = AssetFilter(asked, present, person=request.user, choices_of=())
    count = capped_count(present)
    facilities = Facility.objects.visible_to(request.user)
    return {
        "page": paginate(
            shown(sorted_assets.qs, sorted_assets.columns_of_order),
            ordering=sorted_assets.columns_of_order,
            cursor=request.GET.get("cursor", ""),
        ),
        "facilities": dict(facilities.values_list("pk", "name")),
        "ordering": sorted_assets.order,
        "count_text": "1 asset" if str(count) == "1" else f"{count} assets",
        "list_query": urlencode(chosen | {"status": ON_INVENTORY}, doseq=True),
    }


def edit_url(request: HttpRequest, entity: Model) -> str:
    """Where the admin site changes `entity`, for those who may."""
    name = entity._meta.model_name
    user = request.user
    if not (user.is_staff and user.has_perm(f"equipment.change_{name}")):
        return ""
    return reverse(f"admin:equipment_{name}_change", args=[entity.pk])
