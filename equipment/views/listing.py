"""The table of assets, as it stands on pages about a place or a kind of device."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from equipment.filters.assets import AssetFilter
from equipment.models.assets import AssetQuerySet
from equipment.views.asset_lists import shown
from hospital_assets.foundation.paging import capped_count, paginate


def listing(
    request: HttpRequest, assets: AssetQuerySet, chosen: dict[str, object]
) -> dict[str, Any]:
    """A page of `assets`; `chosen` is the filter that the whole list shows them by."""
    asked = {"ordering": request.GET.get("ordering", "")}
    sorted_assets = AssetFilter(asked, assets, person=request.user, choices_of=())
    count = capped_count(assets)
    return {
        "page": paginate(
            shown(sorted_assets.qs),
            ordering=sorted_assets.columns_of_order,
            cursor=request.GET.get("cursor", ""),
        ),
        "ordering": sorted_assets.order,
        "count_text": "1 asset" if str(count) == "1" else f"{count} assets",
        "list_query": urlencode(chosen),
    }
