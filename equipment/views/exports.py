"""The filtered list as a file."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from equipment.exports import columns_for, csv_of, record_export, write_xlsx
from equipment.filters.assets import AssetFilter
from equipment.filters.chips import query_of, words_of
from equipment.models import Asset
from equipment.models.assets import AssetQuerySet
from hospital_assets.foundation.requests import signed_in
from hospital_assets.foundation.workbooks import MOST_ROWS

may_export = permission_required("equipment.export_asset", raise_exception=True)


@require_GET
@may_export
def asset_export_csv(request: HttpRequest) -> HttpResponseBase:
    """With `?bom=1` it begins with the mark by which Excel knows UTF-8."""
    try:
        assets = exported(request, "csv")
    except ValidationError as refusal:
        return back(request, refusal)
    columns = columns_for(signed_in(request))
    return StreamingHttpResponse(
        csv_of(assets, columns, is_marked=request.GET.get("bom") == "1"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": attachment("csv")},
    )


@require_GET
@may_export
def asset_export_xlsx(request: HttpRequest) -> HttpResponseBase:
    try:
        assets = exported(request, "xlsx", most=MOST_ROWS)
    except ValidationError as refusal:
        return back(request, refusal)
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    write_xlsx(file, assets, columns_for(signed_in(request)))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name("xlsx"))


def exported(
    request: HttpRequest, kind: str, *, most: int | None = None
) -> AssetQuerySet:
    """The rows of the list, once the audit log knows of it.

    Raises ValidationError for a filter that is not understood, and for too many rows.
    """
    visible = Asset.objects.visible_to(request.user)
    chosen = AssetFilter(request.GET, visible, person=request.user)
    if not chosen.form.is_valid():
        raise ValidationError("Correct the filter first, then export.")
    number = chosen.qs.count()
    if most and number > most:
        raise ValidationError(f"XLSX holds {most:,} rows at most. Export CSV instead.")
    record_export(number, by=signed_in(request), kind=kind, chosen=words_of(chosen))
    return chosen.qs.order_by(*chosen.columns_of_order, "pk")


def back(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    messages.error(request, " ".join(refusal.messages))
    visible = Asset.objects.visible_to(request.user)
    query = query_of(AssetFilter(request.GET, visible, person=request.user))
    return redirect(f"{reverse('equipment:asset-list')}?{query}")


def attachment(suffix: str) -> str:
    return f'attachment; filename="{file_name(suffix)}"'


def file_name(suffix: str) -> str:
    return f"assets-{timezone.localdate():%Y-%m-%d}.{suffix}"
