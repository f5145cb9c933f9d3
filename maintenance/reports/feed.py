"""What stands in a calendar that programs read: work orders as events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as format_date

from equipment.choices import RiskClass
from maintenance.choices import Priority, WorkOrderStatus, WorkOrderType
from maintenance.ical import Event, EventStatus
from maintenance.lifecycle import DONE, OPEN
from maintenance.models import CalendarFeed, WorkOrder
from maintenance.models.work_orders import IS_OPEN, WorkOrderQuerySet
from maintenance.reports.standing import rank

# What is shown of the past and of the future, and how much of it at most.
BACK = timedelta(days=60)
AHEAD = timedelta(days=365)
MOST_EVENTS = 2_000

DAY = "j M Y"
DASH = " \N{EN DASH} "

READ = (
    *("pk", "number", "type", "priority", "status", "due_on", "window_start"),
    *("window_end", "risk_class", "is_life_support", "version", "updated_at"),
    *("asset__asset_tag", "asset__name", "asset__model_name"),
    *("asset__location_text", "asset__current_location__full_path", "facility__name"),
)

# What people call it where there is little room.
SHORT = {
    WorkOrderType.PM: "PM",
    WorkOrderType.EST: "Safety test",
    WorkOrderType.CM: "Repair",
}
# Who is to do it, or when, may change.
UNSETTLED = frozenset(
    {
        WorkOrderStatus.REQUESTED,
        WorkOrderStatus.TRIAGED,
        WorkOrderStatus.ON_HOLD,
        WorkOrderStatus.DEFERRED,
    }
)


def name_of(feed: CalendarFeed) -> str:
    return f"Work at {feed.facility}" if feed.facility else f"Work of {feed.owner}"


def events_of(feed: CalendarFeed, *, on: date) -> list[Event]:
    """The work that the owner of the feed may see now, what is open before the rest."""
    orders = orders_of(feed).filter(due_on__range=(on - BACK, on + AHEAD))
    shown = orders.order_by(rank(IS_OPEN), "due_on", "pk")[:MOST_EVENTS]
    return [event_of(row) for row in shown.values(*READ)]


def orders_of(feed: CalendarFeed) -> WorkOrderQuerySet:
    orders = WorkOrder.objects.visible_to(feed.owner)
    if feed.facility_id:
        return orders.filter(facility=feed.facility_id)
    return orders.given_to(feed.owner)


def event_of(row: dict[str, Any]) -> Event:
    """One occurrence. What is said of the problem stays out: people write anything."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    path = reverse("maintenance:work-order-detail", args=[row["pk"]])
    return Event(
        uid=f"{row['number'].lower()}@{host}",
        on=row["due_on"],
        summary=summary_of(row),
        changed_at=row["updated_at"],
        sequence=row["version"] - 1,
        status=status_of(row["status"]),
        location=", ".join(filter(None, (row["facility__name"], place_of(row)))),
        description="\n".join(description_of(row)),
        categories=categories_of(row),
        url=f"{settings.PUBLIC_URL}{path}",
    )


def summary_of(row: dict[str, Any]) -> str:
    kind = WorkOrderType(row["type"])
    words = f"{SHORT.get(kind, kind.label)} {state_of(row['status'])}"
    device = row["asset__model_name"] or row["asset__name"]
    return DASH.join(filter(None, (words, device, row["asset__asset_tag"])))


def state_of(status: str) -> str:
    if status in OPEN:
        return "due"
    return "done" if status in DONE else WorkOrderStatus(status).label.lower()


def status_of(status: str) -> EventStatus:
    if status in OPEN or status in DONE:
        return EventStatus.TENTATIVE if status in UNSETTLED else EventStatus.CONFIRMED
    return EventStatus.CANCELLED


def place_of(row: dict[str, Any]) -> str:
    path: str | None = row["asset__current_location__full_path"]
    return path or row["asset__location_text"]


def description_of(row: dict[str, Any]) -> list[str]:
    lines = [f"{row['number']}, {WorkOrderType(row['type']).label}"]
    lines.append(f"Status: {WorkOrderStatus(row['status']).label}")
    if row["priority"] != Priority.ROUTINE:
        lines.append(f"Priority: {Priority(row['priority']).label}")
    first, last = row["window_start"], row["window_end"]
    if first and last:
        window = f"{format_date(first, DAY)} to {format_date(last, DAY)}"
        lines.append(f"On time: {window}")
    return lines


def categories_of(row: dict[str, Any]) -> tuple[str, ...]:
    risky = row["risk_class"] == RiskClass.HIGH
    marks = {"HIGH-RISK": risky, "LIFE-SUPPORT": row["is_life_support"]}
    return (row["type"].upper(), *(mark for mark, holds in marks.items() if holds))
