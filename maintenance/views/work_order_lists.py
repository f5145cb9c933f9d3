"""The queue of work orders: filtered, sorted, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.filters.work_orders import LINKED, WorkOrderFilter, tabs_for
from maintenance.models import WorkOrder
from maintenance.models.work_orders import WorkOrderQuerySet

VIEW = "maintenance.view_workorder"
ASSIGN = "maintenance.assign_workorder"
EXPORT = "equipment.export_asset"

COUNT_SECONDS = 60

# A work order has fifty columns; these are in the list.
SHOWN = (
    *("pk", "number", "type", "priority", "status", "hold_reason", "problem"),
    *("due_on", "window_end", "risk_class", "is_life_support", "equipment_down"),
    *("requested_at", "completed_at", "next_attempt_on", "facility_id"),
    *("asset_id", "asset__asset_tag", "asset__name", "asset__location_text"),
    *("asset__current_location__full_path", "team__name"),
    *("assigned_to__first_name", "assigned_to__last_name", "assigned_to__username"),
)


def shown(
    orders: WorkOrderQuerySet, order: Sequence[str]
) -> QuerySet[WorkOrder, dict[str, Any]]:
    """What a row of the list shows, what it is sorted by, and nothing else."""
    sorted_by = [column.removeprefix("-") for column in order]
    rows: QuerySet[WorkOrder, dict[str, Any]] = orders.values(
        *dict.fromkeys([*SHOWN, *sorted_by])
    )
    return rows


@require_GET
@permission_required(VIEW, raise_exception=True)
def work_order_list(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    chosen = filter_in(request)
    parts = parts_of(chosen)
    count = capped_count(chosen.qs)
    query = urlencode(parts)
    views = chosen.form.named["view"]
    context = {
        "filter": chosen,
        "filter_count": len(parts.keys() - {"tab", "ordering"}),
        "page": paginate(
            shown(chosen.qs, chosen.columns_of_order),
            ordering=chosen.columns_of_order,
            filled=chosen.filled_columns,
            cursor=request.GET.get("cursor", ""),
        ),
        "count": count,
        "count_text": f"{count} work order{'' if str(count) == '1' else 's'}",
        "facilities": {each.pk: each.label for each in chosen.form.named["facility"]},
        "tabs": tabs(chosen, parts),
        "parts": list(parts.items()),
        "chips": chips(chosen, parts),
        "query": query,
        "views": views,
        "present_view": next((each for each in views if each.more == query), None),
        "can_assign": by.has_perm(ASSIGN) and chosen.chosen_tab != "done",
        "can_export": by.has_perm(EXPORT),
    }
    return render(request, "maintenance/work_order_list.html", context)


@require_GET
@permission_required(VIEW, raise_exception=True)
@cache_control(private=True, max_age=COUNT_SECONDS)
def work_order_count(request: HttpRequest) -> HttpResponse:
    """How much of one's own is to be done, for the navigation."""
    by = signed_in(request)
    mine = capped_count(WorkOrder.objects.visible_to(by).open().of(by), cap=99)
    return render(request, "maintenance/_nav_count.html", {"count": mine})


def filter_in(request: HttpRequest) -> WorkOrderFilter:
    orders = WorkOrder.objects.visible_to(request.user)
    return WorkOrderFilter(request.GET, orders, person=request.user)


def parts_of(chosen: WorkOrderFilter) -> dict[str, str]:
    """The part of the address that chooses the rows."""
    return {
        name: value for name in chosen.filters if (value := chosen.data.get(name, ""))
    }


def chips(chosen: WorkOrderFilter, parts: dict[str, str]) -> list[dict[str, str]]:
    """What a link has chosen and no control shows, each with the address without it."""
    return [
        {"words": thing.label, "query": urlencode(without(parts, name))}
        for name, kind in LINKED.items()
        for thing in chosen.form.named[kind]
    ]


def without(parts: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in parts.items() if key != name}


def tabs(chosen: WorkOrderFilter, parts: dict[str, str]) -> list[dict[str, Any]]:
    kept = without(parts, "ordering")
    return [
        {
            "label": label,
            "query": urlencode(kept | {"tab": tab}),
            "is_current": tab == chosen.chosen_tab,
        }
        for tab, label in tabs_for(chosen.person)
    ]
