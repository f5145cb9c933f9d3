"""Reporting a problem beside the device, and writing down work by hand."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from equipment.actions.attachments import Upload
from equipment.choices import AttachmentKind
from equipment.models import Asset
from equipment.views.answers import asset_or_404, posted
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.comments import attach_to_order
from maintenance.actions.dispatching import PERFORM
from maintenance.actions.requests import (
    REQUEST,
    AlreadyReported,
    add_to_report,
    add_work_order,
    open_request_for,
    report_problem,
)
from maintenance.forms.requests import AddForm, ReportForm
from maintenance.models import WorkOrder

ADD_TO = "add_to"


@require_http_methods(["GET", "POST"])
@permission_required(REQUEST, raise_exception=True)
def asset_report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report; while one is open it is shown, and more can be said of it."""
    asset = asset_or_404(request, pk)
    files = request.FILES if request.method == "POST" else None
    form = ReportForm(posted(request), files)
    status, known = 200, open_request_for(asset)
    if form.is_valid():
        try:
            order = reported(request, asset, form, known)
        except AlreadyReported as refusal:
            status, known = show_in_form(refusal, form), refusal.order
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            return thank(request, order, form)
    context = {"asset": asset, "form": form, "known": known}
    return render(request, "maintenance/asset_report.html", context, status=status)


def reported(
    request: HttpRequest, asset: Asset, form: ReportForm, known: WorkOrder | None
) -> WorkOrder:
    by = signed_in(request)
    if known and ADD_TO in request.POST:
        return add_to_report(known, form.report, by=by)
    return report_problem(asset, form.report, by=by)


def thank(request: HttpRequest, order: WorkOrder, form: ReportForm) -> HttpResponse:
    """The report stands, even if the photo with it cannot be kept."""
    messages.success(
        request, f"Biomedical engineering knows of it: {order.number}. Thank you."
    )
    if form.cleaned_data["photo"]:
        upload = Upload(form.cleaned_data["photo"], kind=AttachmentKind.PHOTO)
        try:
            attach_to_order(order, upload, by=signed_in(request))
        except ValidationError as refusal:
            sentence = " ".join(refusal.messages)
            messages.warning(request, f"The photo was not kept. {sentence}")
    return redirect(order)


@require_http_methods(["GET", "POST"])
@permission_required(PERFORM, raise_exception=True)
def work_order_add(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    initial = {"asset": request.GET.get("asset", "").replace("\0", "")}
    form = AddForm(posted(request), user=by, initial=initial)
    status = 200
    if form.is_valid():
        try:
            asset = form.cleaned_data["asset"]
            order = add_work_order(asset, wanted=form.wanted, by=by)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            messages.success(request, f"{order.number} was added.")
            return redirect(order)
    context = {"form": form}
    return render(request, "maintenance/work_order_add.html", context, status=status)
