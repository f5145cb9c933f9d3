"""The survey binder: choosing what it is about, and making it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hospital_assets.foundation.requests import signed_in
from maintenance.binder import devices
from maintenance.binder.archive import binder_zip
from maintenance.binder.cells import MOST_ROWS
from maintenance.binder.printing import binder_pdf
from maintenance.binder.rows import Binder, record_binder
from maintenance.binder.sections import sections_of
from maintenance.filters.reports import BinderForm, PlannedForm
from maintenance.reports.planned import groups_of, occurrences
from maintenance.reports.tables import Table
from maintenance.views.report_parts import EXPORT, VIEW
from maintenance.views.reports import tables_of

may_make = permission_required([VIEW, EXPORT], raise_exception=True)
# The binder has planned work by month and by risk class; the report has more.
TABLES = 2

View = Callable[[HttpRequest], HttpResponseBase]


def of_what_was_chosen(
    make: Callable[[HttpRequest, Binder], HttpResponseBase],
) -> View:
    """Show the form again where it does not say what to make."""

    @wraps(make)
    def view(request: HttpRequest) -> HttpResponseBase:
        form = form_in(request)
        if not form.is_valid():
            return page(request, form, status=400)
        return make(request, binder_of(request, form))

    return view


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_binder(request: HttpRequest) -> HttpResponse:
    return page(request, form_in(request))


@require_GET
@may_make
@of_what_was_chosen
def report_binder_pdf(request: HttpRequest, binder: Binder) -> HttpResponse:
    pdf = binder_pdf(binder, sections_of(binder, tables_in(binder)))
    record_binder(binder, kind="pdf")
    return HttpResponse(
        pdf, content_type="application/pdf", headers=attached(binder, "pdf")
    )


@require_GET
@may_make
@of_what_was_chosen
def report_binder_zip(request: HttpRequest, binder: Binder) -> HttpResponseBase:
    record_binder(binder, kind="zip")
    return StreamingHttpResponse(
        binder_zip(binder, tables_in(binder)),
        content_type="application/zip",
        headers=attached(binder, "zip"),
    )


def page(request: HttpRequest, form: BinderForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "chosen": form.chosen,
        "may_export": signed_in(request).has_perm(EXPORT),
        "most_of_inventory": f"{devices.MOST_OF_INVENTORY:,}",
        "most_of_high_risk": f"{devices.MOST_OF_HIGH_RISK:,}",
        "most_rows": f"{MOST_ROWS:,}",
    }
    return render(request, "maintenance/report_binder.html", context, status=status)


def form_in(request: HttpRequest) -> BinderForm:
    by = signed_in(request)
    return BinderForm(request.GET, person=by, today=timezone.localdate())


def binder_of(request: HttpRequest, form: BinderForm) -> Binder:
    return Binder(
        by=signed_in(request),
        chosen=form.chosen,
        now=timezone.now(),
        facility=form.cleaned_data["facility"],
    )


def tables_in(binder: Binder) -> list[Table]:
    """As the report of planned work makes them, for the same months and place."""
    period = binder.chosen.period
    said: dict[str, Any] = {
        "start": f"{period.start:%Y-%m}",
        "end": f"{period.end:%Y-%m}",
    }
    if binder.facility:
        said["facility"] = binder.facility.pk
    form = PlannedForm(QueryDict(urlencode(said)), person=binder.by, today=binder.today)
    found = occurrences(binder.orders, form.chosen)
    return tables_of(form, groups_of(found, as_of=form.chosen.as_of))[:TABLES]


def attached(binder: Binder, suffix: str) -> dict[str, str]:
    name = f"survey-binder-{binder.chosen.period.end:%Y-%m}.{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}
