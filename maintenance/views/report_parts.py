"""What every report has: its rows page by page, and its files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from equipment.models import Facility
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance import exports
from maintenance.models.work_orders import WorkOrderQuerySet
from maintenance.reports.tables import Table, csv_of, record_export
from maintenance.views.work_order_lists import shown

VIEW = "maintenance.view_report"
EXPORT = "equipment.export_asset"
ORDER = ("-requested_at",)


def rows_answer(
    request: HttpRequest, found: WorkOrderQuerySet, **words: str
) -> HttpResponse:
    """The page of the rows behind a number; `words` are its title, lead and links."""
    asked = {name: value for name, value in request.GET.items() if name != "cursor"}
    count = capped_count(found)
    context = {
        "page": paginate(
            shown(found, ORDER),
            ordering=ORDER,
            cursor=request.GET.get("cursor", ""),
        ),
        "count_text": f"{count} work order{'' if str(count) == '1' else 's'}",
        "facilities": dict(
            Facility.objects.visible_to(request.user).values_list("pk", "name")
        ),
        "query": urlencode(asked),
        "may_export": signed_in(request).has_perm(EXPORT),
    }
    return render(request, "maintenance/report_rows.html", context | words)


def rows_csv(
    request: HttpRequest,
    name: str,
    found: WorkOrderQuerySet,
    *,
    chosen: dict[str, str],
) -> StreamingHttpResponse:
    said = chosen | {"report": name}
    by = signed_in(request)
    exports.record_export(found.count(), by=by, kind="csv", chosen=said)
    return StreamingHttpResponse(
        exports.csv_of(found.order_by(*ORDER, "pk"), is_marked=is_marked(request)),
        content_type="text/csv; charset=utf-8",
        headers=attached(f"{name}-rows"),
    )


def csv_answer(
    request: HttpRequest, name: str, tables: list[Table], *, chosen: dict[str, Any]
) -> HttpResponse:
    record_export(name, by=signed_in(request), chosen=chosen)
    return HttpResponse(
        csv_of(tables, is_marked=is_marked(request)),
        content_type="text/csv; charset=utf-8",
        headers=attached(name),
    )


def is_marked(request: HttpRequest) -> bool:
    return request.GET.get("bom") == "1"


def attached(name: str) -> dict[str, str]:
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.csv"
    return {"Content-Disposition": f'attachment; filename="{file_name}"'}
