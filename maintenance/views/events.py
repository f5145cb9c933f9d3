"""The pages of compliance events: what has to be followed up, and how it ended."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from equipment.views.answers import posted
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.events import close_event, investigate_event
from maintenance.check_exports import events_csv, record_export
from maintenance.filters.checks import EventFilter
from maintenance.forms.instruments import CloseForm, InvestigateForm
from maintenance.models import ComplianceEvent
from maintenance.views.inspections import csv_file
from maintenance.views.signing import Act, answered

VIEW = "maintenance.view_complianceevent"
CLOSE = "maintenance.close_complianceevent"


@require_GET
@permission_required(VIEW, raise_exception=True)
def event_list(request: HttpRequest) -> HttpResponse:
    chosen = filtered(request)
    count = capped_count(chosen.qs)
    context = {
        "filter": chosen,
        "page": paginate(
            chosen.qs.select_related("asset__facility", "work_order"),
            ordering=chosen.columns_of_order,
            cursor=request.GET.get("cursor", ""),
        ),
        "count_text": f"{count} event{'' if count.number == 1 else 's'}",
        "query": urlencode(chosen.parts),
        "may_export": request.user.has_perm("equipment.export_asset"),
    }
    return render(request, "maintenance/event_list.html", context)


def filtered(request: HttpRequest) -> EventFilter:
    seen: QuerySet[Any] = ComplianceEvent.objects.visible_to(request.user)
    return EventFilter(request.GET, seen, person=signed_in(request))


@require_GET
@permission_required([VIEW, "equipment.export_asset"], raise_exception=True)
def event_export(request: HttpRequest) -> HttpResponseBase:
    chosen = filtered(request)
    if not chosen.form.is_valid():
        messages.error(request, "Correct the filter first, then export.")
        address = reverse("maintenance:event-list")
        return redirect(f"{address}?{urlencode(chosen.parts)}")
    by = signed_in(request)
    record_export("compliance_event", chosen.qs.count(), by=by, chosen=chosen.parts)
    rows = chosen.qs.order_by(*chosen.columns_of_order, "-pk")
    return csv_file("events", events_csv(rows))


@require_GET
@permission_required(VIEW, raise_exception=True)
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_or_404(request, pk)
    context = {
        "event": event,
        "asset": event.asset,
        "may_close": request.user.has_perm(CLOSE),
    }
    return render(request, "maintenance/event_detail.html", context)


def event_or_404(request: HttpRequest, pk: int) -> ComplianceEvent:
    seen = ComplianceEvent.objects.visible_to(request.user).select_related(
        "asset__facility", "actor", "closed_by", "work_order"
    )
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "POST"])
@permission_required(CLOSE, raise_exception=True)
def event_investigate(request: HttpRequest, pk: int) -> HttpResponse:
    event, by = event_or_404(request, pk), signed_in(request)
    form = InvestigateForm(posted(request))

    def investigate() -> HttpResponse:
        investigate_event(event, **form.cleaned_data, by=by)
        messages.success(request, "It is being looked into.")
        return redirect(event)

    context = {"event": event, "heading": "Look into it", "button": "Look into it"}
    act = Act(form, investigate, "maintenance/event_change.html", context)
    return answered(request, act)


@require_http_methods(["GET", "POST"])
@permission_required(CLOSE, raise_exception=True)
def event_close(request: HttpRequest, pk: int) -> HttpResponse:
    event, by = event_or_404(request, pk), signed_in(request)
    form = CloseForm(posted(request))

    def close() -> HttpResponse:
        close_event(event, reason=form.cleaned_data["reason"], by=by)
        messages.success(request, "It is closed.")
        return redirect(event)

    context = {"event": event, "heading": "Close the event", "button": "Close it"}
    act = Act(form, close, "maintenance/event_change.html", context)
    return answered(request, act)
