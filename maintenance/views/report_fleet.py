"""The reports of what stands open, of age, of use and of what service costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from equipment.models import Asset, Assignment, DeviceCategory
from hospital_assets.foundation.requests import signed_in
from maintenance.filters.reports import ReportForm
from maintenance.kpis import CostOfService, backlog_labels
from maintenance.models import MaintenanceLog, WorkOrder
from maintenance.ratios import NOT_APPLICABLE, Ratio, hours_of
from maintenance.reports import fleet
from maintenance.reports.tables import Cell, Line, Table
from maintenance.views.report_parts import (
    EXPORT,
    VIEW,
    csv_answer,
    rows_answer,
    rows_csv,
)

SEE_COSTS = "equipment.view_asset_cost"
PART_WORDS = {
    fleet.REPAIRS: "Repairs and other work asked for",
    fleet.PLANNED: "Planned work past its window",
    fleet.WAITING: "On hold: parts, vendor, ward",
}


@dataclass(frozen=True)
class Report:
    name: str
    title: str
    lead: str
    table: Callable[[HttpRequest, ReportForm], Table]
    how: tuple[tuple[str, str], ...]


def form_in(request: HttpRequest) -> ReportForm:
    by = signed_in(request)
    return ReportForm(request.GET, person=by, today=timezone.localdate())


# --- Tables -----------------------------------------------------------------------


def backlog_table(request: HttpRequest, form: ReportForm) -> Table:
    today = timezone.localdate()
    lines = []
    parts = parts_in(request, form)
    counts = fleet.backlog_of(parts, today=today)
    for part, by_age in counts.items():
        cells = [
            Cell(f"{number:,}", query=backlog_query(form, part, age) if number else "")
            for age, number in by_age.items()
        ]
        number = sum(by_age.values())
        query = backlog_query(form, part, "") if number else ""
        hours, estimated = fleet.hours_of_backlog(parts[part])
        note = f"{estimated:,} of {number:,} estimated"
        whole = [Cell(f"{number:,}", query=query)]
        whole.append(Cell(f"{hours.quotient_text(places=1)} h", note, query))
        lines.append(Line(PART_WORDS[part], [*cells, *whole]))
    heads = [*backlog_labels(), "All", "Hours"]
    return Table("Open today, by age", "Work", heads, lines)


def backlog_query(form: ReportForm, part: str, age: str) -> str:
    return urlencode(form.parts | {"part": part, "age": age})


def parts_in(request: HttpRequest, form: ReportForm) -> dict[str, Any]:
    orders = WorkOrder.objects.visible_to(request.user)
    return fleet.backlog_parts(orders, form.chosen, today=timezone.localdate())


def age_table(request: HttpRequest, form: ReportForm) -> Table:
    assets = Asset.objects.visible_to(request.user)
    by = fleet.ages_by(assets, form.chosen, today=timezone.localdate())
    lines = [
        age_line(form, name, ages, {"category": key}) for key, name, ages in named(by)
    ]
    lines.insert(0, age_line(form, "All", summed(by.values()), {}))
    heads = ["Devices", "Mean age", "Of life used", "Past life", "Not known"]
    return Table("Age by category, today", "Category", heads, lines)


def age_line(
    form: ReportForm, name: str, ages: fleet.Ages, part: dict[str, Any]
) -> Line:
    def query(what: str, number: int) -> str:
        return devices_query(form, part, what) if number else ""

    cells = [
        Cell(f"{ages.devices:,}", query=query("devices", ages.devices)),
        Cell(
            years_text(ages.mean_years),
            f"{ages.dated:,} with a date",
            query("dated", ages.dated),
        ),
        Cell(ages.life.percent_text(), query=query("dated", ages.dated)),
        share(ages.past_share, query("past", ages.past)),
        Cell(f"{ages.unknown:,}", query=query("unknown", ages.unknown)),
    ]
    return Line(name, cells)


def summed(ages: Iterable[fleet.Ages]) -> fleet.Ages:
    whole = fleet.Ages()
    for each in ages:
        whole.join(each)
    return whole


def use_table(request: HttpRequest, form: ReportForm) -> Table:
    by = fleet.utilisation_by(
        Asset.objects.visible_to(request.user),
        Assignment.objects.visible_to(request.user),
        form.chosen,
        now=timezone.now(),
    )
    lines = [
        use_line(form, name, ratio, {"category": key}) for key, name, ratio in named(by)
    ]
    lines.insert(0, use_line(form, "All", sum(by.values(), Ratio(0, 0)), {}))
    return Table("Utilisation by category", "Category", ["In use"], lines)


def use_line(form: ReportForm, name: str, ratio: Ratio, part: dict[str, Any]) -> Line:
    query = devices_query(form, part, "served") if ratio.denominator else ""
    note = f"{hours_text(ratio.numerator)} of {hours_text(ratio.denominator)}"
    return Line(name, [Cell(ratio.percent_text(), note, query)])


def hours_text(microseconds: int | Decimal) -> str:
    return f"{hours_of(timedelta(microseconds=int(microseconds)), places=0):,} h"


def cost_table(request: HttpRequest, form: ReportForm) -> Table:
    by = fleet.costs_by(
        Asset.objects.visible_to(request.user),
        MaintenanceLog.objects.visible_to(request.user),
        form.chosen,
        now=timezone.now(),
    )
    lines = [cost_line(form, currency, found) for currency, found in by.items()]
    heads = [
        *("Service, a year", "Purchase", "Ratio", "A device, a year"),
        *("Price known", "Left out"),
    ]
    return Table("Cost of service ratio", "Currency", heads, lines)


def cost_line(form: ReportForm, currency: str, found: CostOfService) -> Line:
    ratio, coverage = found.ratio, found.coverage
    priced, all_of_them = coverage.numerator, coverage.denominator
    each = Ratio(ratio.numerator, priced).value

    def query(what: str, number: int | Decimal) -> str:
        return devices_query(form, {"currency": currency}, what) if number else ""

    of_priced = query("priced", priced)
    cells = [
        Cell(f"{ratio.numerator:,.2f}", query=of_priced),
        Cell(f"{ratio.denominator:,.2f}", query=of_priced),
        Cell(ratio.percent_text(), query=of_priced),
        Cell(
            NOT_APPLICABLE if each is None else f"{each:,.2f}",
            f"{priced:,} devices",
            of_priced,
        ),
        share(coverage, query("devices", all_of_them)),
        Cell(
            f"{all_of_them - priced:,}", query=query("unpriced", all_of_them - priced)
        ),
    ]
    return Line(currency or "No currency", cells)


def named(by: dict[int | None, Any]) -> list[tuple[int | None, str, Any]]:
    names = dict(DeviceCategory.objects.values_list("pk", "name"))
    rows = [(key, names.get(key or 0, "Not stated"), each) for key, each in by.items()]
    return sorted(rows, key=lambda row: row[1].casefold())


def devices_query(form: ReportForm, part: dict[str, Any], what: str) -> str:
    """The address of the devices; there is none to choose those without a category."""
    if None in part.values():
        return ""
    return urlencode(form.parts | part | {"what": what})


def share(ratio: Ratio, query: str = "") -> Cell:
    note = f"{ratio.numerator:,} of {ratio.denominator:,}"
    return Cell(ratio.percent_text(), note, query)


def years_text(ratio: Ratio) -> str:
    text = ratio.quotient_text(places=1)
    return text if ratio.value is None else f"{text} years"


# --- Pages ------------------------------------------------------------------------

BACKLOG = Report(
    "backlog",
    "Backlog",
    "What is open today, by how long it has been. The months above do not matter here.",
    backlog_table,
    (
        ("Asked for", "Open orders without a plan, by days since they were asked for."),
        ("Planned", "Open orders of plans by days since their window ended."),
        ("On hold", "Shown apart, whatever it is: nobody can work on it now."),
        (
            "Hours",
            "Sum of the estimated minutes ÷ 60, of the orders that have an estimate.",
        ),
    ),
)
AGE = Report(
    "age",
    "Age",
    "How old the devices on the inventory are today, against what was expected.",
    age_table,
    (
        ("Age", "From acceptance, else manufacture, else purchase, until today."),
        ("Expected life", "That of the model, else of the category."),
        ("Of life used", "Sum of ages ÷ sum of expected lives, where both are known."),
        ("Past life", "Older than expected ÷ those of which both are known."),
        ("Not known", "A date or an expected life is missing; in no share."),
    ),
)
USE = Report(
    "utilisation",
    "Utilisation",
    "How much of their time in service devices were given out in the period.",
    use_table,
    (
        ("In use", "Sum of the time assigned ÷ sum of the time in service."),
        ("Time in service", "Day and night, from acceptance to retirement."),
        ("n/a", "Nothing was in service."),
    ),
)
COST = Report(
    "costs",
    "Cost of service",
    "What service of a year costs, as a share of what the devices cost to buy.",
    cost_table,
    (
        ("Service", "Labour, parts and vendors of signed logs, × 365 ÷ days."),
        ("Purchase", "What the same devices cost to buy."),
        ("Left out", "Devices without a price, and what their service costs."),
        ("A device, a year", "Service ÷ the devices whose price is known."),
        ("Currency", "Each for itself. Contracts are not part of it."),
    ),
)


def page_of(request: HttpRequest, report: Report) -> HttpResponse:
    form = form_in(request)
    context = {
        "form": form,
        "report": report,
        "export": f"maintenance:report-{report.name}-export",
        "rows_url": reverse(f"maintenance:report-{report.name}-rows"),
        "table": report.table(request, form) if form.is_valid() else None,
        "query": urlencode(form.parts),
        "may_export": signed_in(request).has_perm(EXPORT),
    }
    return render(request, "maintenance/report_fleet.html", context)


def file_of(request: HttpRequest, report: Report, form: ReportForm) -> HttpResponse:
    tables = [report.table(request, form)] if form.is_valid() else []
    return csv_answer(request, report.name, tables, chosen=form.parts)


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_backlog(request: HttpRequest) -> HttpResponse:
    return page_of(request, BACKLOG)


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_age(request: HttpRequest) -> HttpResponse:
    return page_of(request, AGE)


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_utilisation(request: HttpRequest) -> HttpResponse:
    return page_of(request, USE)


@require_GET
@permission_required([VIEW, SEE_COSTS], raise_exception=True)
def report_costs(request: HttpRequest) -> HttpResponse:
    return page_of(request, COST)


# Files need the right to take data out as well.


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_backlog_export(request: HttpRequest) -> HttpResponse:
    return file_of(request, BACKLOG, form_in(request))


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_age_export(request: HttpRequest) -> HttpResponse:
    return file_of(request, AGE, form_in(request))


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_utilisation_export(request: HttpRequest) -> HttpResponse:
    return file_of(request, USE, form_in(request))


@require_GET
@permission_required([VIEW, EXPORT, SEE_COSTS], raise_exception=True)
def report_costs_export(request: HttpRequest) -> HttpResponse:
    return file_of(request, COST, form_in(request))


# --- Rows of the backlog ----------------------------------------------------------


def backlog_rows(request: HttpRequest) -> tuple[str, str, Any]:
    form = form_in(request)
    part = request.GET.get("part", "")
    part = part if part in PART_WORDS else fleet.REPAIRS
    age = request.GET.get("age", "")
    found = parts_in(request, form)[part]
    if age not in backlog_labels():
        return part, "of any age", found
    return part, age, fleet.of_age(found, age, today=timezone.localdate())


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_backlog_rows(request: HttpRequest) -> HttpResponse:
    part, age, found = backlog_rows(request)
    return rows_answer(
        request,
        found,
        title="Backlog",
        lead=f"{PART_WORDS[part]}, {age}.",
        back="maintenance:report-backlog",
        export="maintenance:report-backlog-rows-export",
    )


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_backlog_rows_export(request: HttpRequest) -> Any:
    part, age, found = backlog_rows(request)
    chosen = form_in(request).parts | {"part": part, "age": age}
    return rows_csv(request, "backlog", found, chosen=chosen)
