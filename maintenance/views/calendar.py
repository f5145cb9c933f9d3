"""The calendar: the work of a month or a week on its due days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from hospital_assets.foundation.requests import signed_in
from maintenance.filters.calendar import CalendarForm, Span
from maintenance.models import MaintenancePlan, WorkOrder
from maintenance.reports.days import Day, due_in, planned_in

VIEW = "maintenance.view_workorder"

# How many rows a day has room for; a link leads to the others.
MOST_IN_MONTH = 4
MOST_IN_WEEK = 20


@dataclass(frozen=True)
class Box:
    """A day as the page shows it; `url` and `plans_url` lead to all of it."""

    on: date
    day: Day
    url: str
    plans_url: str
    is_today: bool
    is_beside: bool

    @property
    def is_empty(self) -> bool:
        return not (self.day.number or self.day.planned)


@require_GET
@permission_required(VIEW, raise_exception=True)
def calendar(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = CalendarForm(request.GET, person=signed_in(request), today=today)
    span = form.span
    weeks = weeks_of(request, form, span)
    context = {
        "form": form,
        "span": span,
        "weeks": weeks,
        "names": [box.on for box in weeks[0]],
        "is_any": any(not box.is_empty for week in weeks for box in week),
        "mistakes": form.mistakes(),
        "before": address(form, span.beside(-1)),
        "after": address(form, span.beside(1)),
        "today": address(form, same_kind(span, today)),
        "views": [
            (
                "Month",
                address(form, Span.of_month(near(span, today))),
                not span.is_week,
            ),
            ("Week", address(form, Span.of_week(near(span, today))), span.is_week),
        ],
    }
    return render(request, "maintenance/calendar.html", context)


def weeks_of(request: HttpRequest, form: CalendarForm, span: Span) -> list[list[Box]]:
    days = days_in(request, form, span)
    today = timezone.localdate()
    return [
        [
            Box(
                on=on,
                day=days.get(on, Day()),
                url=queue_url(form, on),
                plans_url=plans_url(form, on),
                is_today=on == today,
                is_beside=not span.has(on),
            )
            for on in week
        ]
        for week in span.weeks
    ]


def days_in(request: HttpRequest, form: CalendarForm, span: Span) -> dict[date, Day]:
    most = MOST_IN_WEEK if span.is_week else MOST_IN_MONTH
    orders = form.chosen(WorkOrder.objects.visible_to(request.user))
    days = due_in(orders, start=span.start, end=span.end, most=most)
    for on, number in planned_by_day(request, form, span).items():
        days.setdefault(on, Day()).planned = number
    return days


def planned_by_day(
    request: HttpRequest, form: CalendarForm, span: Span
) -> dict[date, int]:
    """What is still to come; a date that has passed without an order has none."""
    if not form.concerns_plans:
        return {}
    plans = MaintenancePlan.objects.visible_to(request.user)
    if facility := form.narrowed.get("facility"):
        plans = plans.filter(asset__facility=int(facility))
    start = max(span.start, timezone.localdate())
    return planned_in(plans, start=start, end=span.end)


# --- Addresses --------------------------------------------------------------------


def near(span: Span, today: date) -> date:
    """The day that the other view opens at: today if it is shown, else the first."""
    return today if span.start <= today <= span.end else span.first


def same_kind(span: Span, day: date) -> Span:
    return Span.of_week(day) if span.is_week else Span.of_month(day)


def address(form: CalendarForm, span: Span | None) -> str:
    return f"?{urlencode(form.narrowed | span.query)}" if span else ""


def queue_url(form: CalendarForm, on: date) -> str:
    days = {"due_from": f"{on:%Y-%m-%d}", "due_by": f"{on:%Y-%m-%d}"}
    return url_with("maintenance:work-order-list", form.queue | days)


def plans_url(form: CalendarForm, on: date) -> str:
    facility: dict[str, Any] = {
        name: text for name, text in form.narrowed.items() if name == "facility"
    }
    days = {"due_from": f"{on:%Y-%m-%d}", "due_by": f"{on:%Y-%m-%d}"}
    return url_with("maintenance:plan-list", facility | days | {"only": "not_made"})


def url_with(name: str, query: dict[str, str]) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
