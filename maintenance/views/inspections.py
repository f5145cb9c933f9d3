"""The pages of inspections: begun at a device, listed, looked at, taken out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from equipment.views.answers import asset_or_404, posted
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.inspections import begin_inspection
from maintenance.check_exports import inspections_csv, record_export
from maintenance.filters.checks import InspectionFilter
from maintenance.forms.signing import InspectForm, kinds_for
from maintenance.models import Inspection, Procedure
from maintenance.views.records import lines_of, release_after
from maintenance.views.signing import Act, answered


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.sign_inspection", raise_exception=True)
def inspection_add(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = InspectForm(
        posted(request),
        procedures=Procedure.objects.fitting(asset).order_by("name"),
        kinds=kinds_for(is_accepted=asset.accepted_at is not None),
        initial={"kind": request.GET.get("kind", "")},
    )

    def begin() -> HttpResponse:
        said = form.cleaned_data
        inspection = begin_inspection(
            asset, kind=said["kind"], procedure=said["procedure"], by=by
        )
        has_items = bool(inspection.checklist)
        following = "inspection-fill" if has_items else "inspection-sign"
        return redirect(f"maintenance:{following}", pk=inspection.pk)

    context = {"asset": asset}
    act = Act(form, begin, "maintenance/inspection_add.html", context)
    return answered(request, act)


@require_GET
@permission_required("maintenance.view_inspection", raise_exception=True)
def inspection_list(request: HttpRequest) -> HttpResponse:
    chosen = filtered(request)
    count = capped_count(chosen.qs)
    context = {
        "filter": chosen,
        "page": paginate(
            chosen.qs.select_related("asset__facility", "inspected_by"),
            ordering=chosen.columns_of_order,
            cursor=request.GET.get("cursor", ""),
        ),
        "count_text": f"{count} inspection{'' if count.number == 1 else 's'}",
        "query": urlencode(chosen.parts),
        "may_export": request.user.has_perm("equipment.export_asset"),
    }
    return render(request, "maintenance/inspection_list.html", context)


def filtered(request: HttpRequest) -> InspectionFilter:
    seen: QuerySet[Any] = Inspection.objects.visible_to(request.user)
    return InspectionFilter(request.GET, seen, person=signed_in(request))


@require_GET
@permission_required(
    ["maintenance.view_inspection", "equipment.export_asset"], raise_exception=True
)
def inspection_export(request: HttpRequest) -> HttpResponseBase:
    chosen = filtered(request)
    if not chosen.form.is_valid():
        messages.error(request, "Correct the filter first, then export.")
        address = reverse("maintenance:inspection-list")
        return redirect(f"{address}?{urlencode(chosen.parts)}")
    by = signed_in(request)
    record_export("inspection", chosen.qs.count(), by=by, chosen=chosen.parts)
    rows = chosen.qs.order_by(*chosen.columns_of_order, "-pk")
    return csv_file("inspections", inspections_csv(rows))


def csv_file(noun: str, pieces: Any) -> StreamingHttpResponse:
    name = f"{noun}-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        pieces,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
@permission_required("maintenance.view_inspection", raise_exception=True)
def inspection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    inspections = Inspection.objects.visible_to(request.user).select_related(
        "asset__facility",
        "asset__current_location",
        "location",
        "work_order",
        "procedure_version__procedure",
        "inspected_by",
        "supersedes",
        "superseded_by__inspected_by",
    )
    inspection = get_object_or_404(inspections, pk=pk)
    newer = getattr(inspection, "superseded_by", None)
    context = {
        "record": inspection,
        "asset": inspection.asset,
        "order": inspection.work_order,
        "release": release_after(inspection, by=signed_in(request)),
        "lines": lines_of(inspection),
        "uses": inspection.instrument_uses.select_related("instrument"),
        "newer": newer if newer and newer.is_signed else None,
        "may_correct": request.user.has_perm("maintenance.sign_inspection")
        and inspection.is_signed
        and newer is None,
        "is_mine": inspection.inspected_by_id == request.user.pk
        and not inspection.is_signed,
    }
    return render(request, "maintenance/inspection_detail.html", context)
