"""The devices behind the numbers of age, use and cost, as pages and as files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from equipment.exports import ROWS_AT_ONCE
from equipment.models import Asset, Assignment
from equipment.models.assets import AssetQuerySet
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.filters.reports import DeviceForm
from maintenance.models import MaintenanceLog
from maintenance.reports import devices
from maintenance.reports.tables import pieces_of, record_export
from maintenance.spans import Span
from maintenance.views.report_fleet import AGE, COST, SEE_COSTS, USE, Report
from maintenance.views.report_parts import EXPORT, VIEW, attached, is_marked

# As `devices` names what can be asked for; the first is usual.
AGE_WORDS = {
    "devices": "Devices on the inventory today.",
    "dated": "Devices on the inventory today whose age is known.",
    "past": "Devices on the inventory that are older today than was expected.",
    "unknown": "Devices of which a date or an expected life is missing.",
}
USE_WORDS = {"served": "Devices that were in service in the period."}
COST_WORDS = {
    "devices": "Devices that were there in the period.",
    "priced": "Devices that were there in the period and whose price is known.",
    "unpriced": "Devices that are left out, because nobody wrote their price.",
}
CURRENCY = re.compile("[A-Z]{3}|")


@dataclass(frozen=True)
class Behind:
    """What `find` finds is told by `tell` in as many words as there are `heads`."""

    report: Report
    words: dict[str, str]
    heads: tuple[str, ...]
    find: Callable[[HttpRequest, DeviceForm, str], AssetQuerySet]
    tell: Callable[[HttpRequest, DeviceForm, list[Asset]], devices.Told]


def form_in(request: HttpRequest) -> DeviceForm:
    by = signed_in(request)
    return DeviceForm(request.GET, person=by, today=timezone.localdate())


def what_in(request: HttpRequest, behind: Behind) -> str:
    asked = request.GET.get("what", "")
    return asked if asked in behind.words else next(iter(behind.words))


def period_of(form: DeviceForm) -> Span:
    return form.chosen.period.span(now=timezone.now())


# --- Which they are, and what is said of them -------------------------------------


def find_aged(request: HttpRequest, form: DeviceForm, what: str) -> AssetQuerySet:
    assets = Asset.objects.visible_to(request.user)
    return devices.of_age(assets, form.chosen, what, today=timezone.localdate())


def tell_ages(
    request: HttpRequest, form: DeviceForm, found: list[Asset]
) -> devices.Told:
    return devices.ages_of(found, today=timezone.localdate())


def find_used(request: HttpRequest, form: DeviceForm, what: str) -> AssetQuerySet:
    assets = Asset.objects.visible_to(request.user)
    return devices.in_service_in(assets, form.chosen, period_of(form))


def tell_uses(
    request: HttpRequest, form: DeviceForm, found: list[Asset]
) -> devices.Told:
    assignments = Assignment.objects.visible_to(request.user)
    return devices.uses_of(found, assignments, period_of(form))


def find_costly(request: HttpRequest, form: DeviceForm, what: str) -> AssetQuerySet:
    assets, currency = Asset.objects.visible_to(request.user), currency_in(request)
    if currency is None:
        return assets.none()
    period = period_of(form)
    return devices.of_cost(assets, form.chosen, period, what=what, currency=currency)


def currency_in(request: HttpRequest) -> str | None:
    """None is one that no device can have; empty are the devices without."""
    asked = request.GET.get("currency", "")
    return asked if CURRENCY.fullmatch(asked) else None


def tell_costs(
    request: HttpRequest, form: DeviceForm, found: list[Asset]
) -> devices.Told:
    logs = MaintenanceLog.objects.visible_to(request.user)
    return devices.costs_of(found, logs, period_of(form))


AGES = Behind(
    AGE,
    AGE_WORDS,
    ("Since", "Age", "Expected life", "Of life used"),
    find_aged,
    tell_ages,
)
USES = Behind(
    USE, USE_WORDS, ("Given out", "In service", "In use"), find_used, tell_uses
)
COSTS = Behind(
    COST,
    COST_WORDS,
    ("Purchase", "Service in the period", "Ratio, a year"),
    find_costly,
    tell_costs,
)


def found_in(request: HttpRequest, form: DeviceForm, behind: Behind) -> AssetQuerySet:
    if not form.is_valid():
        return Asset.objects.visible_to(request.user).none()
    found = behind.find(request, form, what_in(request, behind))
    return found.select_related("category", "facility")


# --- Pages and files --------------------------------------------------------------


def page_of(request: HttpRequest, behind: Behind) -> HttpResponse:
    form = form_in(request)
    found, what = found_in(request, form, behind), what_in(request, behind)
    ordered = found.order_by(*devices.ORDER, "pk")
    cursor = request.GET.get("cursor", "")
    page = paginate(ordered, ordering=devices.ORDER, cursor=cursor)
    told = behind.tell(request, form, page.rows)
    count = capped_count(found)
    context = {
        "report": behind.report,
        "lead": behind.words[what],
        "heads": behind.heads,
        "page": page,
        "lines": [
            (row, zip(behind.heads, told[row.pk], strict=True)) for row in page.rows
        ],
        "count_text": f"{count} device{'' if str(count) == '1' else 's'}",
        "back": f"maintenance:report-{behind.report.name}",
        "export": f"maintenance:report-{behind.report.name}-rows-export",
        "query": urlencode(chosen_in(request)),
        "may_export": signed_in(request).has_perm(EXPORT),
    }
    return render(request, "maintenance/report_devices.html", context)


def file_of(request: HttpRequest, behind: Behind) -> StreamingHttpResponse:
    form, name = form_in(request), f"{behind.report.name}-rows"
    record_export(name, by=signed_in(request), chosen=chosen_in(request))
    return StreamingHttpResponse(
        pieces_of(rows_of(request, form, behind), is_marked=is_marked(request)),
        content_type="text/csv; charset=utf-8",
        headers=attached(name),
    )


def rows_of(
    request: HttpRequest, form: DeviceForm, behind: Behind
) -> Iterator[list[list[str]]]:
    """The lines of the file, as many at once as are told of together."""
    yield [["Asset tag", "Name", "Category", "Facility", *behind.heads]]
    found = found_in(request, form, behind).order_by(*devices.ORDER, "pk")
    assets = found.iterator(chunk_size=ROWS_AT_ONCE)
    while some := list(islice(assets, ROWS_AT_ONCE)):
        told = behind.tell(request, form, some)
        yield [[*identity_of(each), *told[each.pk]] for each in some]


def identity_of(asset: Asset) -> list[str]:
    category: Any = asset.category
    name = category.name if category else ""
    return [asset.asset_tag, asset.name, name, asset.facility.name]


def chosen_in(request: HttpRequest) -> dict[str, str]:
    return {name: str(said) for name, said in request.GET.items() if name != "cursor"}


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_age_rows(request: HttpRequest) -> HttpResponse:
    return page_of(request, AGES)


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_utilisation_rows(request: HttpRequest) -> HttpResponse:
    return page_of(request, USES)


@require_GET
@permission_required([VIEW, SEE_COSTS], raise_exception=True)
def report_costs_rows(request: HttpRequest) -> HttpResponse:
    return page_of(request, COSTS)


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_age_rows_export(request: HttpRequest) -> StreamingHttpResponse:
    return file_of(request, AGES)


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_utilisation_rows_export(request: HttpRequest) -> StreamingHttpResponse:
    return file_of(request, USES)


@require_GET
@permission_required([VIEW, EXPORT, SEE_COSTS], raise_exception=True)
def report_costs_rows_export(request: HttpRequest) -> StreamingHttpResponse:
    return file_of(request, COSTS)
