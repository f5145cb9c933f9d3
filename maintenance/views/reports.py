"""The reports: all numbers at once, and the rates of planned work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from equipment.choices import RiskClass
from hospital_assets.foundation.requests import signed_in
from maintenance.charts import Bar, percent_bars
from maintenance.choices import Strategy
from maintenance.filters.reports import PlannedForm
from maintenance.models import WorkOrder
from maintenance.rate_words import how_rates_are_computed
from maintenance.rates import Counts, Mark, rates_of
from maintenance.ratios import Ratio
from maintenance.reports.planned import (
    Group,
    conditions,
    counts_by,
    groups_of,
    occurrences,
    summed,
)
from maintenance.reports.tables import Cell, Line, Table
from maintenance.views.report_parts import (
    EXPORT,
    VIEW,
    csv_answer,
    rows_answer,
    rows_csv,
)

NAME = "planned-work"
NOBODY = "–"  # noqa: RUF001  # as empty values are shown everywhere

LIFE_SUPPORT = "Of these, life support"

MARK_WORDS = {
    Mark.ELIGIBLE: "that were due",
    Mark.ON_TIME: "done on time",
    Mark.COMPLETED: "done, on time or late",
    Mark.EXCUSED: "not done on time, with a documented attempt",
    Mark.COULD_NOT_LOCATE: "still open, could not be found",
    Mark.IN_USE: "still open, in use",
    Mark.MISSED: "missed",
    Mark.CANCELLED: "cancelled, in no rate",
    Mark.NOT_IN_SERVICE: "not in service, in no rate",
}
HEADS = (
    *("Due", "On time", "Completed", "With attempts"),
    *("Not found", "In use", "Missed"),
)


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_planned(request: HttpRequest) -> HttpResponse:
    form = form_in(request)
    groups = groups_in(request, form)
    tables = tables_of(form, groups)
    counts = summed(groups)
    context = {
        "form": form,
        "chosen": form.chosen,
        "tables": tables,
        "counts": counts,
        "left_out": [
            (MARK_WORDS[mark], getattr(counts, mark), query_of(form, mark=mark))
            for mark in (Mark.CANCELLED, Mark.NOT_IN_SERVICE)
        ],
        "chart": chart_of(form, groups),
        "how": how_rates_are_computed(form.chosen.as_of),
        "query": urlencode(form.parts),
        "may_export": signed_in(request).has_perm(EXPORT),
    }
    return render(request, "maintenance/report_planned.html", context)


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_planned_export(request: HttpRequest) -> HttpResponse:
    form = form_in(request)
    tables = tables_of(form, groups_in(request, form))
    return csv_answer(request, NAME, tables, chosen=form.parts)


@require_GET
@permission_required(VIEW, raise_exception=True)
def report_planned_rows(request: HttpRequest) -> HttpResponse:
    form, mark = form_in(request), mark_in(request)
    return rows_answer(
        request,
        rows_in(request, form, mark),
        title="Planned work",
        lead=f"Work {MARK_WORDS[mark]}. {about(form)}",
        back="maintenance:report-planned",
        export="maintenance:report-planned-rows-export",
    )


@require_GET
@permission_required([VIEW, EXPORT], raise_exception=True)
def report_planned_rows_export(request: HttpRequest) -> Any:
    form, mark = form_in(request), mark_in(request)
    found = rows_in(request, form, mark)
    return rows_csv(request, NAME, found, chosen=form.parts | {"mark": mark.value})


def form_in(request: HttpRequest) -> PlannedForm:
    by = signed_in(request)
    return PlannedForm(request.GET, person=by, today=timezone.localdate())


def mark_in(request: HttpRequest) -> Mark:
    asked = request.GET.get("mark", "")
    return Mark(asked) if asked in list(Mark) else Mark.ELIGIBLE


def rows_in(request: HttpRequest, form: PlannedForm, mark: Mark) -> Any:
    orders = WorkOrder.objects.visible_to(request.user)
    if not form.is_valid():
        return orders.none()
    found = occurrences(orders, form.chosen)
    return found.filter(conditions(form.chosen.as_of)[mark])


def groups_in(request: HttpRequest, form: PlannedForm) -> list[Group]:
    if not form.is_valid():
        return []
    orders = WorkOrder.objects.visible_to(request.user)
    return groups_of(occurrences(orders, form.chosen), as_of=form.chosen.as_of)


def about(form: PlannedForm) -> str:
    chosen = form.chosen
    return (
        f"Windows that end from {chosen.period.start:%-d %b %Y} to "
        f"{chosen.period.end:%-d %b %Y}, as things stood on {chosen.as_of:%-d %b %Y}."
    )


def chart_of(form: PlannedForm, groups: list[Group]) -> str:
    by = counts_by(groups, lambda group: group.month)
    bars = [
        Bar(
            f"{month:%b}",
            rates_of(by.get(f"{month:%Y-%m}", Counts())).on_time.percent(),
        )
        for month in form.chosen.period.months
    ]
    return percent_bars(bars, title="Planned work done on time, by month")


# --- Tables -----------------------------------------------------------------------


def tables_of(form: PlannedForm, groups: list[Group]) -> list[Table]:
    return [
        month_table(form, groups),
        risk_table(form, groups),
        table(
            form,
            "By strategy",
            "strategy",
            counts_by(groups, lambda group: group.strategy or None),
            dict(Strategy.choices),
        ),
        *(place_and_person_tables(form, groups)),
    ]


def risk_table(form: PlannedForm, groups: list[Group]) -> Table:
    """Life support is of either class, and so stands below them for itself."""
    by = counts_by(groups, lambda group: group.risk_class)
    made = table(form, "By risk class", "risk_class", by, dict(RiskClass.choices))
    supported = summed([group for group in groups if group.is_life_support])
    lines = [*made.lines, line(form, LIFE_SUPPORT, supported, life_support="on")]
    return replace(made, lines=lines)


def month_table(form: PlannedForm, groups: list[Group]) -> Table:
    by = counts_by(groups, lambda group: group.month)
    months = [f"{month:%Y-%m}" for month in form.chosen.period.months]
    lines = [
        line(form, f"{month:%b %Y}", by.get(key, Counts()), start=key, end=key)
        for month, key in zip(form.chosen.period.months, months, strict=True)
    ]
    whole = line(form, "All", summed(groups))
    return Table("By month", "Month", HEADS, [*lines, whole])


def place_and_person_tables(form: PlannedForm, groups: list[Group]) -> list[Table]:
    keys: dict[str, tuple[str, Callable[[Group], int | None]]] = {
        "facility": ("By facility", lambda group: group.facility),
        "department": ("By department", lambda group: group.department),
        "technician": ("By technician", lambda group: group.technician),
    }
    made = []
    for name, (caption, key) in keys.items():
        by = counts_by(groups, key)
        made.append(table(form, caption, name, by, names_of(name, list(by))))
    return made


def names_of(name: str, keys: list[int | None]) -> dict[Any, str]:
    field = {"technician": "assigned_to"}.get(name, name)
    model: Any = WorkOrder._meta.get_field(field).related_model
    found = model._default_manager.in_bulk([key for key in keys if key])
    return {pk: name_of(row) for pk, row in found.items()}


def name_of(row: Model) -> str:
    full_name: Any = getattr(row, "get_full_name", str)
    named = getattr(row, "name", "") or full_name()
    return str(named or row)


def table(
    form: PlannedForm,
    caption: str,
    name: str,
    by: Mapping[Any, Counts],
    names: Mapping[Any, str],
) -> Table:
    lines = [
        line(form, names[key], by[key], **{name: key})
        for key in sorted(filter(names.get, by), key=lambda key: names[key].casefold())
    ]
    if None in by:
        lines.append(line(form, NOBODY, by[None], is_linked=False))
    return Table(caption, caption.removeprefix("By ").capitalize(), HEADS, lines)


def line(
    form: PlannedForm,
    label: str,
    counts: Counts,
    *,
    is_linked: bool = True,
    **more: Any,
) -> Line:
    rates = rates_of(counts)
    shares = {
        Mark.ON_TIME: rates.on_time,
        Mark.COMPLETED: rates.completion,
        Mark.EXCUSED: rates.process,
        Mark.COULD_NOT_LOCATE: rates.could_not_locate,
        Mark.IN_USE: rates.in_use,
        Mark.MISSED: rates.missed,
    }

    def query(mark: Mark) -> str:
        is_any = is_linked and getattr(counts, mark)
        return query_of(form, mark=mark, **more) if is_any else ""

    due = Cell(f"{counts.eligible:,}", query=query(Mark.ELIGIBLE))
    return Line(label, [due, *(share(r, query(m)) for m, r in shares.items())])


def share(ratio: Ratio, query: str) -> Cell:
    return Cell(
        ratio.percent_text(), f"{ratio.numerator:,} of {ratio.denominator:,}", query
    )


def query_of(form: PlannedForm, **more: Any) -> str:
    """The address of rows; the day is named, as it would follow the months."""
    said = form.parts | {"as_of": f"{form.chosen.as_of:%Y-%m-%d}"}
    return urlencode(said | {name: str(value) for name, value in more.items()})
