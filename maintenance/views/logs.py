"""The page of a maintenance log: the record of what was done."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from equipment.field_groups import SEE_COSTS
from hospital_assets.foundation.requests import signed_in
from maintenance.models import MaintenanceLog
from maintenance.views.records import lines_of, release_after


@require_GET
@permission_required("maintenance.view_maintenancelog", raise_exception=True)
def log_detail(request: HttpRequest, pk: int) -> HttpResponse:
    logs = MaintenanceLog.objects.visible_to(request.user).select_related(
        "asset__facility",
        "asset__current_location",
        "work_order",
        "procedure_version__procedure",
        "performed_by",
        "supersedes",
        "superseded_by__performed_by",
    )
    log = get_object_or_404(logs, pk=pk)
    newer = getattr(log, "superseded_by", None)
    context = {
        "record": log,
        "asset": log.asset,
        "order": log.work_order,
        "release": release_after(log, by=signed_in(request)),
        "lines": lines_of(log),
        "uses": log.instrument_uses.select_related("instrument"),
        "newer": newer if newer and newer.is_signed else None,
        "sees_costs": request.user.has_perm(SEE_COSTS),
        "may_correct": request.user.has_perm("maintenance.sign_maintenancelog")
        and log.is_signed
        and newer is None,
        "is_mine": log.performed_by_id == request.user.pk and not log.is_signed,
    }
    return render(request, "maintenance/log_detail.html", context)
