"""The report of failures: how often, how long, how soon somebody came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from equipment.models import (
    Asset,
    Department,
    DeviceCategory,
    DeviceModel,
    Facility,
)
from hospital_assets.foundation.requests import signed_in
from maintenance.filters.reports import DeviceForm
from maintenance.kpis import mtbf_text
from maintenance.models import WorkOrder
from maintenance.ratios import Mean, Ratio, hours_of
from maintenance.reports.reliability import (
    SPLITS,
    Reliability,
    reliability_by,
    rows_behind,
    summed,
)
from maintenance.reports.tables import Cell, Line, Table
from maintenance.spans import Span
from maintenance.views.report_parts import (
    EXPORT,
    VIEW,
    csv_answer,
    rows_answer,
    rows_csv,
)

NAME = "reliability"
NOT_KNOWN = "Not stated"
USUAL_SPLIT = "category"
MODELS = {
    "category": DeviceCategory,
    "model": DeviceModel,
    "facility": Facility,
    "department": Department,
}

# What the rows of each column are.
WHAT_WORDS = {
    "failures": "Failures reported in the period.",
    "restored": "Failures after which the device worked again in the period.",
    "down": "Failures during which the device stood still in the period.",
    "open": "Failures that are not mended yet.",
    "answered": "Failures of the period that somebody answered.",
    "unanswered": "Failures of the period that nobody has answered.",
    "not_reproduced": "Failures of the period that could not be reproduced.",
    "repeats": "Repairs asked for within 30 days after another of the same device.",
    "repairs": "Repairs completed in the period.",
    "maintenance": "Planned work completed in the period.",
    "more_visits": "Repairs completed in the period that took more than one visit.",
    "at_once": "Repairs completed in the period at the first visit.",
    "use_errors": "Failures of the period that were use errors.",
}
HEADS = (
    *("Failures", "MTBF", "MTTR", "Response", "Availability", "Downtime"),
    *("Repeats", "First-time fix", "Repairs per PM", "Not reproduced", "Use errors"),
)

Query = Callable[..., str]


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_reliability(request: HttpRequest) -> HttpResponse:
    form, split = form_in(request), split_in(request)
    context = {
        "form": form,
        "chosen": form.chosen,
        "split": split,
        "tabs": [
            (name.capitalize(), urlencode(form.parts | {"by": name}), name == split)
            for name in SPLITS
        ],
        "table": table_of(request, form, split),
        "query": urlencode(form.parts | {"by": split}),
        "may_export": signed_in(request).has_perm(EXPORT),
    }
    return render(request, "maintenance/report_reliability.html", context)


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_reliability_export(request: HttpRequest) -> HttpResponse:
    form, split = form_in(request), split_in(request)
    table = table_of(request, form, split)
    return csv_answer(request, NAME, [table], chosen=form.parts | {"by": split})


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_reliability_rows(request: HttpRequest) -> HttpResponse:
    form, what = form_in(request), what_in(request)
    return rows_answer(
        request,
        rows_in(request, form, what),
        title="Reliability",
        lead=WHAT_WORDS[what],
        back="maintenance:report-reliability",
        export="maintenance:report-reliability-rows-export",
    )


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_reliability_rows_export(request: HttpRequest) -> Any:
    form, what = form_in(request), what_in(request)
    found = rows_in(request, form, what)
    return rows_csv(request, NAME, found, chosen=form.parts | {"what": what})


def form_in(request: HttpRequest) -> DeviceForm:
    by = signed_in(request)
    return DeviceForm(request.GET, person=by, today=timezone.localdate())


def split_in(request: HttpRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in SPLITS else USUAL_SPLIT


def what_in(request: HttpRequest) -> str:
    asked = request.GET.get("what", "")
    return asked if asked in WHAT_WORDS else "failures"


def rows_in(request: HttpRequest, form: DeviceForm, what: str) -> Any:
    orders = WorkOrder.objects.visible_to(request.user)
    if not form.is_valid():
        return orders.none()
    return rows_behind(orders, form.chosen, period_of(form), what)


def reliability_in(
    request: HttpRequest, form: DeviceForm, split: str
) -> dict[int | None, Reliability]:
    if not form.is_valid():
        return {}
    return reliability_by(
        WorkOrder.objects.visible_to(request.user),
        Asset.objects.visible_to(request.user),
        form.chosen,
        split=split,
        now=timezone.now(),
    )


def table_of(request: HttpRequest, form: DeviceForm, split: str) -> Table:
    by = reliability_in(request, form, split)
    model: Any = MODELS[split]
    rows = model.objects.in_bulk([key for key in by if key])
    names = {pk: getattr(row, "name", str(row)) for pk, row in rows.items()}
    lines = [
        line_of(form, name, by[key], {split: key})
        for key, name in sorted(names.items(), key=lambda each: each[1].casefold())
    ]
    if None in by:
        lines.append(line_of(form, NOT_KNOWN, by[None], None))
    lines.insert(0, line_of(form, "All", summed(by, period_of(form)), {}))
    return Table(f"By {split}", split.capitalize(), HEADS, lines)


def line_of(
    form: DeviceForm, label: str, found: Reliability, part: dict[str, Any] | None
) -> Line:
    """`part` is what the rows are chosen by; None if there is no way to say it."""

    def query(what: str, number: object = 1) -> str:
        if part is None or not number:
            return ""
        return urlencode(form.parts | part | {"what": what})

    return Line(label, [*times_of(found, query), *shares_of(found, query)])


def times_of(found: Reliability, query: Query) -> list[Cell]:
    return [
        Cell(
            f"{found.failures:,}",
            f"{found.still_open:,} not mended" if found.still_open else "",
            query("failures", found.failures),
            query("open"),
        ),
        Cell(mtbf_text(found.between), query=query("failures", found.between.count)),
        Cell(
            found.to_restore.hours_text(),
            restored_text(found),
            query("restored", found.to_restore.count),
        ),
        Cell(
            minutes_text(found.response),
            f"{found.unanswered:,} unanswered" if found.unanswered else "",
            query("answered", found.response.count),
            query("unanswered"),
        ),
        Cell(
            found.availability.percent_text(places=2),
            query=query("down", found.downtime),
        ),
        Cell(f"{hours_of(found.downtime):,} h", query=query("down", found.downtime)),
    ]


def shares_of(found: Reliability, query: Query) -> list[Cell]:
    per_pm, fixed = found.repairs_per_pm, found.first_time_fix
    more_visits = fixed.denominator - fixed.numerator
    return [
        share(found.repeats, query("repeats", found.repeats.numerator)),
        share(found.first_time_fix, query("more_visits", more_visits)),
        Cell(
            per_pm.quotient_text(),
            f"{per_pm.numerator:,} to {per_pm.denominator:,}",
            query("repairs", per_pm.numerator),
            query("maintenance", per_pm.denominator),
        ),
        share(
            found.not_reproduced,
            query("not_reproduced", found.not_reproduced.numerator),
        ),
        share(found.use_errors, query("use_errors", found.use_errors.numerator)),
    ]


def share(ratio: Ratio, query: str) -> Cell:
    note = f"{ratio.numerator:,} of {ratio.denominator:,}"
    return Cell(ratio.percent_text(), note, query)


def restored_text(found: Reliability) -> str:
    if not found.to_restore.count:
        return ""
    worked = found.active_repair.hours_text()
    return f"{found.to_restore.count:,} mended, {worked} worked"


def minutes_text(mean: Mean) -> str:
    if mean.mean is None:
        return mean.hours_text()
    minutes = round(mean.mean.total_seconds() / 60)
    return f"{minutes:,} min" if minutes < 600 else mean.hours_text()


def period_of(form: DeviceForm) -> Span:
    return form.chosen.period.span(now=timezone.now())
