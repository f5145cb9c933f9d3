"""The pages about one work order: all of it, its sheet on paper, what is said of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from audit.panels import timeline
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.comments import FOLLOW
from maintenance.forms.work_orders import CommentForm
from maintenance.lifecycle import FINAL
from maintenance.models import (
    MaintenanceLog,
    WorkOrder,
    WorkOrderAttempt,
    WorkOrderComment,
    WorkOrderFile,
)
from maintenance.views.offers import buttons_for

VIEW = "maintenance.view_workorder"
# What is filled in by hand on the sheet.
LINES = (
    *("Began at", "Ended at", "What was found", "What was done", "Parts used"),
    *("Test instruments", "May it be used?", "Name, date, signature"),
)

may_view = permission_required(VIEW, raise_exception=True)

NAMED = (
    *("asset__current_location", "asset__facility", "department", "plan", "follows"),
    *("requested_by", "assigned_to", "team", "procedure_version__procedure"),
)


def order_with_parts(request: HttpRequest, pk: int) -> WorkOrder:
    """The order with all that its page tells, read in one query for each table."""
    orders = WorkOrder.objects.visible_to(request.user).select_related(*NAMED)
    parts = (
        Prefetch("attempts", WorkOrderAttempt.objects.select_related("attempted_by")),
        Prefetch("comments", WorkOrderComment.objects.select_related("written_by")),
        Prefetch("files", WorkOrderFile.objects.select_related("attachment")),
        Prefetch("maintenancelogs", logs_for(request), to_attr="shown_logs"),
    )
    return get_object_or_404(orders.prefetch_related(*parts), pk=pk)


def logs_for(request: HttpRequest) -> Any:
    return MaintenanceLog.objects.visible_to(request.user).select_related(
        "performed_by"
    )


@require_GET
@may_view
def work_order_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show_order(request, pk)


def show_order(
    request: HttpRequest, pk: int, form: CommentForm | None = None
) -> HttpResponse:
    order, by = order_with_parts(request, pk), signed_in(request)
    may_add = by.has_perm(FOLLOW) and order.status not in FINAL
    context = {
        "order": order,
        "buttons": buttons_for(by, order),
        "attachments": shown_files(order),
        "permits": order.instrument_permits.select_related("instrument", "allowed_by"),
        "form": (form or CommentForm()) if may_add else None,
        "panel": timeline(request, order),
    }
    return render(request, "maintenance/work_order_detail.html", context)


def shown_files(order: WorkOrder) -> list[Any]:
    found = [each.attachment for each in order.files.all()]
    return [each for each in found if each.withdrawn_at is None]


@require_GET
@may_view
def work_order_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """For who works where no screen is, and signs on paper."""
    order = order_with_parts(request, pk)
    version = order.procedure_version
    context = {
        "order": order,
        "items": version.items if version else [],
        "lines": LINES,
    }
    return render(request, "maintenance/work_order_sheet.html", context)
