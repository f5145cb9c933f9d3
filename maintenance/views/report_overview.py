"""The way in to the reports: every number at once, each with its own page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from hospital_assets.foundation.requests import signed_in
from maintenance.kpis import mtbf_text
from maintenance.rates import rates_of
from maintenance.reports.planned import summed as counted
from maintenance.reports.reliability import summed
from maintenance.views import report_fleet, report_reliability, reports
from maintenance.views.report_parts import VIEW


@dataclass(frozen=True)
class Tile:
    number: str
    label: str
    note: str
    icon: str
    url: str


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_overview(request: HttpRequest) -> HttpResponse:
    form = reports.form_in(request)
    context = {
        "form": form,
        "chosen": form.chosen,
        "sections": [
            ("Planned work", planned_tiles(request)),
            ("Reliability", reliability_tiles(request)),
            ("The fleet", fleet_tiles(request)),
        ],
    }
    return render(request, "maintenance/report_overview.html", context)


def planned_tiles(request: HttpRequest) -> list[Tile]:
    form = reports.form_in(request)
    counts = counted(reports.groups_in(request, form))
    rates = rates_of(counts)
    url = f"{reverse('maintenance:report-planned')}?{urlencode(form.parts)}"
    shares = (
        ("On time", "check-circle", rates.on_time),
        ("Completed", "clipboard-document-check", rates.completion),
        ("With attempts", "information-circle", rates.process),
        ("Not found", "magnifying-glass", rates.could_not_locate),
        ("In use", "user", rates.in_use),
        ("Missed", "no-symbol", rates.missed),
    )
    return [
        Tile(
            share.percent_text(),
            label,
            f"{share.numerator:,} of {share.denominator:,} due",
            icon,
            url,
        )
        for label, icon, share in shares
    ]


def reliability_tiles(request: HttpRequest) -> list[Tile]:
    form = report_reliability.form_in(request)
    by = report_reliability.reliability_in(request, form, "facility")
    found = summed(by, form.chosen.period.span(now=timezone.now()))
    url = f"{reverse('maintenance:report-reliability')}?{urlencode(form.parts)}"
    response = report_reliability.minutes_text(found.response)
    return [
        Tile(mtbf_text(found.between), "MTBF", "between failures", "clock", url),
        Tile(
            found.to_restore.hours_text(),
            "MTTR",
            f"{found.still_open:,} not mended",
            "wrench",
            url,
        ),
        Tile(response, "Response", f"{found.unanswered:,} unanswered", "user", url),
        Tile(
            found.availability.percent_text(places=2),
            "Availability",
            f"{found.failures:,} failures",
            "check-circle",
            url,
        ),
        Tile(
            found.repeats.percent_text(),
            "Repeat failures",
            "within 30 days",
            "exclamation-triangle",
            url,
        ),
        Tile(
            found.repairs_per_pm.quotient_text(),
            "Repairs per PM",
            "completed ones",
            "wrench-screwdriver",
            url,
        ),
    ]


def fleet_tiles(request: HttpRequest) -> list[Tile]:
    """Backlog is counted; the others are long tables, which their pages show."""
    form = report_fleet.form_in(request)
    more = urlencode(form.parts)
    late = report_fleet.parts_in(request, form)
    tiles = [
        Tile(
            f"{part.count():,}",
            report_fleet.PART_WORDS[name],
            "open today",
            "clock",
            f"{reverse('maintenance:report-backlog')}?{more}",
        )
        for name, part in late.items()
    ]
    for report in fleet_reports_of(request):
        url = f"{reverse(f'maintenance:report-{report.name}')}?{more}"
        tiles.append(Tile("", report.title, report.lead, "chart-bar", url))
    return tiles


def fleet_reports_of(request: HttpRequest) -> list[report_fleet.Report]:
    may_see_costs = signed_in(request).has_perm(report_fleet.SEE_COSTS)
    costs = [report_fleet.COST] if may_see_costs else []
    return [report_fleet.AGE, report_fleet.USE, *costs]
