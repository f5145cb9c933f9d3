"""Who has what, who had it, and what should be back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from equipment.assignment_csv import csv_of, record_export
from equipment.filters.assignments import STATES, AssignmentFilter
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in

# The states in which some have ended.
WITH_ENDED = ("ended", "all")


@require_GET
@permission_required("equipment.view_assignment", raise_exception=True)
def assignment_list(request: HttpRequest) -> HttpResponse:
    chosen = AssignmentFilter(request.GET, person=request.user)
    count = capped_count(chosen.qs)
    page = paginate(
        chosen.qs.select_related("asset__facility", "assigned_to", "location"),
        ordering=chosen.columns_of_order,
        cursor=request.GET.get("cursor", ""),
    )
    parts = parts_of(chosen)
    context = {
        "filter": chosen,
        "filter_count": len(parts.keys() - {"state"}),
        "page": page,
        "count_text": f"{count} assignment{'' if count.number == 1 else 's'}",
        "now": timezone.now(),
        "tabs": tabs(chosen, parts),
        "query": urlencode(parts),
        "shows_ended": chosen.chosen_state in WITH_ENDED,
        **rights(request, chosen),
    }
    return render(request, "equipment/assignment_list.html", context)


def rights(request: HttpRequest, chosen: AssignmentFilter) -> dict[str, bool]:
    may_return = request.user.has_perm("equipment.return_asset")
    may_transfer = request.user.has_perm("equipment.assign_asset")
    is_active = chosen.chosen_state != "ended"
    return {
        "may_return": may_return,
        "may_transfer": may_transfer,
        "has_actions": is_active and (may_return or may_transfer),
        "may_export": request.user.has_perm("equipment.export_asset"),
    }


def parts_of(chosen: AssignmentFilter) -> dict[str, str]:
    """The part of the address that chooses the rows."""
    return {
        name: value for name in chosen.filters if (value := chosen.data.get(name, ""))
    }


def tabs(chosen: AssignmentFilter, parts: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "query": urlencode(parts | {"state": state}),
            "is_current": state == chosen.chosen_state,
        }
        for state, label in STATES
    ]


@require_GET
@permission_required(
    ["equipment.view_assignment", "equipment.export_asset"], raise_exception=True
)
def assignment_export(request: HttpRequest) -> HttpResponseBase:
    chosen = AssignmentFilter(request.GET, person=request.user)
    parts = parts_of(chosen)
    if not chosen.form.is_valid():
        messages.error(request, "Correct the filter first, then export.")
        return redirect(f"{reverse('equipment:assignment-list')}?{urlencode(parts)}")
    record_export(chosen.qs.count(), by=signed_in(request), chosen=parts)
    name = f"assignments-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_of(chosen.qs.order_by(*chosen.columns_of_order, "pk")),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
