"""The list of plans: filtered, sorted, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from equipment.models import SavedView
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.filters.plans import TABS, PlanFilter
from maintenance.models import MaintenancePlan
from maintenance.models.plans import MaintenancePlanQuerySet

# How the saved views know their list.
PAGE = "plans"

VIEW = "maintenance.view_maintenanceplan"
EXPORT = "equipment.export_asset"

SHOWN = (
    *("pk", "name", "plan_type", "status", "next_due_on", "paused_reason"),
    *("interval_value", "interval_unit", "is_one_off", "ended_reason"),
    *("asset__asset_tag", "asset__name", "asset__facility_id", "asset__risk_class"),
    *("asset__is_life_support", "asset__location_text", "team__name"),
    *("asset__current_location__full_path", "asset_id"),
    *("assigned_to__first_name", "assigned_to__last_name", "assigned_to__username"),
)

may_view = permission_required(VIEW, raise_exception=True)


def shown(
    plans: MaintenancePlanQuerySet, order: Sequence[str]
) -> QuerySet[MaintenancePlan, dict[str, Any]]:
    """What a row of the list shows, what it is sorted by, and nothing else."""
    sorted_by = [column.removeprefix("-") for column in order]
    rows: QuerySet[MaintenancePlan, dict[str, Any]] = plans.values(
        *dict.fromkeys([*SHOWN, *sorted_by])
    )
    return rows


@require_GET
@may_view
def plan_list(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    chosen = filter_in(request)
    parts = parts_of(chosen)
    count = capped_count(chosen.qs)
    query = urlencode(parts)
    views = list(SavedView.objects.visible_to(by).filter(page=PAGE))
    context = {
        "filter": chosen,
        "filter_count": len(parts.keys() - {"tab", "ordering"}),
        "page": paginate(
            shown(chosen.qs, chosen.columns_of_order),
            ordering=chosen.columns_of_order,
            cursor=request.GET.get("cursor", ""),
        ),
        "count_text": f"{count} plan{'' if str(count) == '1' else 's'}",
        "facilities": chosen.form.facilities,
        "tabs": tabs(chosen, parts),
        "query": query,
        "views": views,
        "present_view": next((each for each in views if each.query == query), None),
        "can_export": by.has_perm(EXPORT),
    }
    return render(request, "maintenance/plan_list.html", context)


def filter_in(request: HttpRequest) -> PlanFilter:
    plans = MaintenancePlan.objects.visible_to(request.user)
    return PlanFilter(request.GET, plans, person=request.user)


def parts_of(chosen: PlanFilter) -> dict[str, str]:
    """The part of the address that chooses the rows."""
    return {
        name: value for name in chosen.filters if (value := chosen.data.get(name, ""))
    }


def tabs(chosen: PlanFilter, parts: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "query": urlencode(parts | {"tab": tab}),
            "is_current": tab == chosen.chosen_tab,
        }
        for tab, label in TABS
    ]
