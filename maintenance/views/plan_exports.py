"""The filtered plans as a file."""

from __future__ import annotations

from tempfile import TemporaryFile
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from hospital_assets.foundation.requests import signed_in
from hospital_assets.foundation.workbooks import MOST_ROWS
from maintenance.models.plans import MaintenancePlanQuerySet
from maintenance.plan_exports import csv_of, record_export, write_xlsx
from maintenance.views.plan_lists import EXPORT, VIEW, filter_in, parts_of

may_export = permission_required([VIEW, EXPORT], raise_exception=True)


@require_GET
@may_export
def plan_export_csv(request: HttpRequest) -> HttpResponseBase:
    """With `?bom=1` it begins with the mark by which Excel knows UTF-8."""
    try:
        plans = exported(request, "csv")
    except ValidationError as refusal:
        return back(request, refusal)
    return StreamingHttpResponse(
        csv_of(plans, is_marked=request.GET.get("bom") == "1"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name("csv")}"'},
    )


@require_GET
@may_export
def plan_export_xlsx(request: HttpRequest) -> HttpResponseBase:
    try:
        plans = exported(request, "xlsx", most=MOST_ROWS)
    except ValidationError as refusal:
        return back(request, refusal)
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    write_xlsx(file, plans)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name("xlsx"))


def exported(
    request: HttpRequest, kind: str, *, most: int | None = None
) -> MaintenancePlanQuerySet:
    """The rows of the list, once the audit log knows of it.

    Raises ValidationError for a filter that is not understood, and for too many rows.
    """
    chosen = filter_in(request)
    if not chosen.form.is_valid():
        raise ValidationError("Correct the filter first, then export.")
    number = chosen.qs.count()
    if most and number > most:
        raise ValidationError(f"XLSX holds {most:,} rows at most. Export CSV instead.")
    parts = parts_of(chosen) | {"tab": chosen.chosen_tab}
    record_export(number, by=signed_in(request), kind=kind, chosen=parts)
    return chosen.qs.order_by(*chosen.columns_of_order, "pk")


def back(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    messages.error(request, " ".join(refusal.messages))
    parts = parts_of(filter_in(request))
    return redirect(f"{reverse('maintenance:plan-list')}?{urlencode(parts)}")


def file_name(suffix: str) -> str:
    return f"plans-{timezone.localdate():%Y-%m-%d}.{suffix}"
