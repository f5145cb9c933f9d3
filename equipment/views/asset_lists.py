"""The list of assets: filtered, sorted, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from equipment.filters.assets import AssetFilter
from equipment.filters.chips import chips_of, parts_of, query_of
from equipment.filters.references import suggestions
from equipment.filters.typed import (
    ENDING,
    LONGEST_NAME,
    TYPED,
    Typed,
    facilities_in,
    typed_in,
)
from equipment.forms.bulk import statuses_for
from equipment.models import Asset, SavedView
from equipment.models.assets import AssetQuerySet
from equipment.models.holders import with_holder
from equipment.views.asset_filter_bar import filter_bar
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in, wants_part

# How the saved views know their list.
PAGE = "assets"

# The element that changes while somebody filters.
RESULTS = "asset-results"

# An asset has seventy columns; these are in the list.
SHOWN = (
    "pk",
    "asset_tag",
    "name",
    "manufacturer_name",
    "model_name",
    "serial_number",
    "serial_doubt",
    "status",
    "status_reason",
    "criticality",
    "is_life_support",
    "location_text",
    "next_service_due",
    "facility_id",
    "current_location__full_path",
)


def shown(
    assets: AssetQuerySet, order: Sequence[str] = ()
) -> QuerySet[Asset, dict[str, Any]]:
    """With what a row of the list shows, what it is sorted by, and nothing else.

    Dictionaries, since templates read them five times as quick as records.
    """
    sorted_by = [column.removeprefix("-") for column in order]
    rows: QuerySet[Asset, dict[str, Any]] = with_holder(assets).values(
        *dict.fromkeys([*SHOWN, "holder", *sorted_by])
    )
    return rows


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
@vary_on_headers("HX-Target")
def asset_list(request: HttpRequest) -> HttpResponse:
    typed = typed_in(request.GET, request.user)
    is_part = wants_part(request, RESULTS)
    chosen = AssetFilter(
        typed.query if typed and typed.is_understood else request.GET,
        Asset.objects.visible_to(request.user),
        person=request.user,
        choices_of=("facility",) if is_part else ("facility", "owner_department"),
    )
    if typed and typed.is_understood:
        return redirect(f"{reverse('equipment:asset-list')}?{query_of(chosen)}")
    context = results(request, chosen, typed)
    context["is_part"] = is_part
    if not is_part:
        context["bar"] = filter_bar(chosen, typed)
        return render(request, "equipment/asset_list.html", context)
    response = render(request, "equipment/_asset_results.html", context)
    response["HX-Push-Url"] = f"{request.path}?{context['query']}"
    return response


def results(
    request: HttpRequest, chosen: AssetFilter, typed: Typed | None
) -> dict[str, Any]:
    assets = chosen.qs.none() if typed else chosen.qs
    count = capped_count(assets)
    query = query_of(chosen)
    views = list(SavedView.objects.visible_to(request.user).filter(page=PAGE))
    return {
        "page": paginate(
            shown(assets, chosen.columns_of_order),
            ordering=chosen.columns_of_order,
            cursor=request.GET.get("cursor", ""),
        ),
        "parts": list(parts_of(chosen)),
        "count": count,
        "count_text": "1 asset" if str(count) == "1" else f"{count} assets",
        "facilities": {each.pk: each.label for each in chosen.named["facility"]},
        "refusals": refusals(chosen, typed),
        "chips": chips_of(chosen),
        "ordering": chosen.order,
        "query": query,
        **rights(signed_in(request)),
        "views": views,
        "present_view": next((each for each in views if each.query == query), None),
    }


def rights(user: AbstractUser) -> dict[str, bool]:
    """Which buttons the list has."""
    can_move = user.has_perm("equipment.move_asset")
    can_change_status = bool(statuses_for(user))
    can_export = user.has_perm("equipment.export_asset")
    return {
        "can_move": can_move,
        "can_change_status": can_change_status,
        "can_export": can_export,
        "can_select": can_move or can_change_status or can_export,
    }


def refusals(chosen: AssetFilter, typed: Typed | None) -> list[str]:
    """What is wrong with the filter, each with the name of its field."""
    labels = {name: field.label for name, field in chosen.form.fields.items()}
    wrong = [
        f"{labels[name]}: {error}"
        for name, errors in chosen.form.errors.items()
        for error in errors
    ]
    not_understood = typed.refusals if typed else {}
    return wrong + [f"{labels[name]}: {why}" for name, why in not_understood.items()]


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def asset_filter_options(request: HttpRequest, name: str) -> HttpResponse:
    """What a field of the filter suggests while somebody types."""
    if name not in TYPED:
        raise Http404
    text = request.GET.get(name + ENDING, "")[:LONGEST_NAME]
    things = suggestions(
        name, text, request.user, facilities=facilities_in(request.GET)
    )
    labels = dict.fromkeys(thing.label for thing in things)
    return render(request, "equipment/_lookup_options.html", {"options": labels})
