"""Search from the header of every page: by tag, serial number, name, model or maker."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Value
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from equipment.filters.assets import LONGEST_SEARCH
from equipment.filters.references import look_up
from equipment.models import Asset
from equipment.models.assets import AssetQuerySet
from equipment.views.asset_lists import shown
from hospital_assets.foundation.paging import PAGE_SIZE

TOO_LONG = (
    f"Search for {LONGEST_SEARCH} characters at most. "
    "A part of the tag, the serial number or the name is enough."
)


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    refusal = TOO_LONG if len(text) > LONGEST_SEARCH else ""
    assets = Asset.objects.visible_to(request.user)
    found: list[dict[str, Any]] = []
    if text and not refusal:
        if exact := tagged(assets, text).only("pk").first():
            return redirect(exact)
        found = list(shown(assets.search(text)).order_by("asset_tag")[: PAGE_SIZE + 1])
    named = look_up(request.user, {}, choices_of=["facility"]) if found else {}
    context = {
        "facilities": {each.pk: each.label for each in named.get("facility", [])},
        "text": text[:LONGEST_SEARCH],
        "refusal": refusal,
        "found": found[:PAGE_SIZE],
        "is_more": len(found) > PAGE_SIZE,
    }
    return render(request, "equipment/search.html", context)


def tagged(assets: AssetQuerySet, text: str) -> AssetQuerySet:
    """The asset of exactly this tag, whatever the case, by the index of the tags."""
    found: AssetQuerySet = assets.alias(tag=Lower("asset_tag")).filter(
        tag=Lower(Value(text))
    )
    return found
