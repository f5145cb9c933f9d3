"""What the dashboard says of the work: numbers, first rows, rates, load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils import timezone

from hospital_assets.foundation.reuse import reused
from maintenance.forecasts import hours_by_week
from maintenance.intervals import add_months
from maintenance.models import MaintenancePlan, WorkOrder
from maintenance.rates import Counts, Mark, rates_of
from maintenance.ratios import Ratio
from maintenance.reports import standing
from maintenance.reports.chosen import Chosen, Period
from maintenance.reports.planned import counts_of_months
from maintenance.reports.tables import Cell, Line, Table

VIEW = "maintenance.view_workorder"
PERFORM = "maintenance.perform_workorder"
REQUEST = "maintenance.request_workorder"
REPORT = "maintenance.view_report"
VIEW_PLANS = "maintenance.view_maintenanceplan"

# How many rows a list shows; a link leads to the others.
MOST_ROWS = 6

Section = dict[str, Any]


@dataclass(frozen=True)
class Heading:
    """How a list is headed, where all of it stands, and what an empty one says."""

    title: str
    icon: str
    more: str
    query: dict[str, str]
    empty_title: str
    empty_text: str


HEADINGS = {
    "today": Heading(
        "My work today",
        "wrench-screwdriver",
        "All my work for today",
        {"tab": "today"},
        "Nothing is left for today",
        "Nothing that was given to you or your teams is due.",
    ),
    "overdue": Heading(
        "Overdue, the highest risk first",
        "exclamation-triangle",
        "All that is overdue",
        {"tab": "overdue"},
        "No work is overdue",
        "All that is planned is done or still within its window.",
    ),
    "unanswered": Heading(
        "Requests without answer",
        "chat-bubble-left-right",
        "All requests without answer",
        {"tab": "open", "only": "unanswered"},
        "Every request was answered",
        "Somebody has looked at each problem that was reported.",
    ),
    "asked": Heading(
        "What I asked for",
        "hand-raised",
        "All that I asked for",
        {"tab": "requested"},
        "You wait for nothing",
        "Scan the label of a device and choose “Report a problem”.",
    ),
}


def section(name: str, template: str = "", **parts: Any) -> list[Section]:
    template = f"maintenance/_dashboard_{template or name}.html"
    return [{"name": name, "template": template, **parts}]


def queue(**chosen: str) -> str:
    return f"{reverse('maintenance:work-order-list')}?{urlencode(chosen)}"


def numbers(user: AbstractUser) -> list[Section]:
    """How many open orders are late, unanswered or given to nobody."""
    if not user.has_perm(VIEW):
        return []
    found = standing.standing(user, on=timezone.localdate())
    tiles = [
        tile("Overdue", "clock", found.overdue, "bad", tab="overdue"),
        tile(
            "Overdue, high risk",
            "exclamation-triangle",
            found.overdue_high_risk,
            "bad",
            tab="overdue",
            risk_class="high",
        ),
        tile(
            "Without answer",
            "chat-bubble-left-right",
            found.unanswered,
            "warn",
            tab="open",
            only="unanswered",
        ),
        tile("Devices down", "no-symbol", found.down, "warn", tab="open", only="down"),
    ]
    if user.has_perm(PERFORM):
        nobodys = found.unassigned
        tiles.append(tile("Unassigned", "user", nobodys, "warn", tab="unassigned"))
    return section("work", tiles=tiles)


def tile(
    label: str, icon: str, number: int, colour: str, **chosen: str
) -> dict[str, Any]:
    """One whose colour warns only if there is something to warn of."""
    return {
        "label": label,
        "icon": icon,
        "number": number,
        "colour": colour if number else "good",
        "url": queue(**chosen),
    }


# --- Lists ------------------------------------------------------------------------


def lists(user: AbstractUser) -> list[Section]:
    """The first rows of what the person does, looks after, or asked for."""
    on = timezone.localdate()
    wanted = lists_for(user, on=on)
    names = [each.name for each in wanted]
    found = reused(
        *("work", names, user.pk, on, standing.scope_of_work(user)),
        find=lambda: standing.first_rows(wanted, most=MOST_ROWS),
    ).value
    return [made for name in names for made in listed(name, found.get(name, []))]


def lists_for(user: AbstractUser, *, on: date) -> list[standing.Wanted]:
    orders = WorkOrder.objects.visible_to(user)
    wanted: list[standing.Wanted] = []
    if user.has_perm(REPORT):
        wanted.append(standing.overdue(orders, on=on))
    if user.has_perm(PERFORM):
        wanted.append(standing.for_today(orders, user, on=on))
        wanted.append(standing.unanswered(orders))
    elif user.has_perm(REQUEST):
        wanted.append(standing.asked_for(orders, user))
    return wanted


def listed(name: str, rows: list[standing.Row]) -> list[Section]:
    heading = HEADINGS[name]
    return section(
        f"work-{name}",
        "orders",
        heading=heading,
        more_url=queue(**heading.query),
        rows=rows,
        is_own=name == "asked",
    )


# --- Rates ------------------------------------------------------------------------


def completion(user: AbstractUser) -> list[Section]:
    """This month's planned work beside last month's, as their reports count it."""
    if not user.has_perm(REPORT):
        return []
    today = timezone.localdate()
    this = today.replace(day=1)
    months = [month_of(each, today) for each in (this, add_months(this, -1))]
    orders = WorkOrder.objects.visible_to(user)
    found = reused(
        *("completion", today, standing.scope_of_work(user)),
        find=lambda: counts_of_months(orders, months),
    ).value
    counts = [found.get(f"{month.period.start:%Y-%m}", Counts()) for month in months]
    heads = ("Due", "Completed", "On time", "Missed")
    lines = [line(*each) for each in zip(months, counts, strict=True)]
    return section(
        "completion",
        table=Table("This month and the last", "Month", heads, lines),
        rows_url=reverse("maintenance:report-planned-rows"),
        reports=[(f"{each.period.start:%B}", report_url(each)) for each in months],
    )


def month_of(day: date, today: date) -> Chosen:
    period = Period.of_months(day, day)
    return Chosen(period, as_of=min(period.end, today))


def line(month: Chosen, counts: Counts) -> Line:
    rates = rates_of(counts)
    shares = {
        Mark.COMPLETED: rates.completion,
        Mark.ON_TIME: rates.on_time,
        Mark.MISSED: rates.missed,
    }
    due = Cell(f"{counts.eligible:,}", "", rows_query(month, Mark.ELIGIBLE, counts))
    cells = [cell(ratio, rows_query(month, m, counts)) for m, ratio in shares.items()]
    return Line(f"{month.period.start:%B %Y}", [due, *cells])


def cell(ratio: Ratio, query: str) -> Cell:
    note = f"{ratio.numerator:,} of {ratio.denominator:,}"
    return Cell(ratio.percent_text(), note, query)


def rows_query(month: Chosen, mark: Mark, counts: Counts) -> str:
    """The rows behind a number; of none there are none."""
    if not getattr(counts, mark):
        return ""
    as_of = f"{month.as_of:%Y-%m-%d}"
    return urlencode(months_in(month) | {"as_of": as_of, "mark": mark.value})


def report_url(month: Chosen) -> str:
    return f"{reverse('maintenance:report-planned')}?{urlencode(months_in(month))}"


def months_in(month: Chosen) -> dict[str, str]:
    name = f"{month.period.start:%Y-%m}"
    return {"start": name, "end": name}


# --- Load -------------------------------------------------------------------------


def load(user: AbstractUser) -> list[Section]:
    """The hours of planned work in this week and the three that follow."""
    if not user.has_perm(VIEW_PLANS):
        return []
    today = timezone.localdate()
    plans = MaintenancePlan.objects.visible_to(user)
    hours = reused(
        *("load", today, standing.scope_of_work(user)),
        find=lambda: hours_by_week(plans, start=today),
    ).value
    most = max(hours.values(), default=0)
    weeks = [
        {
            "url": f"{reverse('maintenance:calendar')}?week={monday:%G-W%V}",
            "label": f"{monday:%-d %b} to {monday + timedelta(days=6):%-d %b}",
            "hours": of_week,
            "share": round(of_week / most * 100) if most else 0,
        }
        for monday, of_week in hours.items()
    ]
    return section("load", weeks=weeks, is_any=bool(most))
