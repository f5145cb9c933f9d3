"""Search from the header of every page: by tag, serial number, name, model or maker."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Value
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from equipment.filters.assets import LONGEST_SEARCH, ORDERINGS, AssetFilter
from equipment.models import Asset
from equipment.models.assets import AssetQuerySet
from equipment.views.asset_lists import shown
from hospital_assets.foundation.paging import paginate

TOO_LONG = (
    f"Search for {LONGEST_SEARCH} characters at most. "
    "A part of the tag, the serial number or the name is enough."
)


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"text": text[:LONGEST_SEARCH]}
    if len(text) > LONGEST_SEARCH:
        context["refusal"] = TOO_LONG
    elif text:
        assets = Asset.objects.visible_to(request.user)
        if exact := tagged(assets, text).only("pk").first():
            return redirect(exact)
        context |= found(request, assets.search(text))
    return render(request, "equipment/search.html", context)


def found(request: HttpRequest, assets: AssetQuerySet) -> dict[str, Any]:
    """The first page of what was found; the list itself shows the others."""
    wish = request.GET.get("ordering", "")
    sought = AssetFilter(
        {"ordering": wish if wish.removeprefix("-") in ORDERINGS else ""},
        assets,
        person=request.user,
        choices_of=["facility"],
    )
    order = sought.columns_of_order
    page = paginate(shown(sought.qs, order), ordering=order)
    return {
        "found": page.rows,
        "is_more": bool(page.next),
        "ordering": sought.order,
        "facilities": {each.pk: each.label for each in sought.named["facility"]},
    }


def tagged(assets: AssetQuerySet, text: str) -> AssetQuerySet:
    """The asset of exactly this tag, whatever the case, by the index of the tags."""
    found: AssetQuerySet = assets.alias(tag=Lower("asset_tag")).filter(
        tag=Lower(Value(text))
    )
    return found
