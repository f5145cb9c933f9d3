"""How plans are shown: their state, how often they come round, where and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.models.places import PATH_SEPARATOR
from maintenance.choices import IntervalUnit, PlanStatus, PlanType, Timing
from maintenance.intervals import Interval
from maintenance.models import WorkOrder
from maintenance.windows import Window, classify

register = template.Library()

STATUS_BADGES = {
    status.value: SafeString(f'<span class="tag {colour}">{status.label}</span>')
    for status, colour in (
        (PlanStatus.ACTIVE, "tag-good"),
        (PlanStatus.PAUSED, "tag-warn"),
        (PlanStatus.COMPLETED, "tag-plain"),
    )
}
TIMING_BADGES = {
    timing: SafeString(f'<span class="tag {colour}">{timing.label}</span>')
    for timing, colour in (
        (Timing.EARLY, "tag-plain"),
        (Timing.ON_TIME, "tag-good"),
        (Timing.LATE, "tag-warn"),
    )
}
TYPE_LABELS = dict(PlanType.choices)


@register.filter
def plan_badge(status: str) -> str:
    return STATUS_BADGES.get(status, status)


@register.filter
def plan_type_label(kind: str) -> str:
    return TYPE_LABELS.get(kind, kind)


@register.filter
def timing_badge(order: WorkOrder) -> str:
    """Whether work that was done was on time, by the window that it was made with."""
    window_start, window_end = order.window_start, order.window_end
    if order.completed_on is None or window_start is None or window_end is None:
        return ""
    return TIMING_BADGES[classify(order.completed_on, Window(window_start, window_end))]


@register.filter
def every(value: int, unit: str) -> str:
    """The interval in words: "Every 6 months"."""
    return f"Every {Interval(value, IntervalUnit(unit))}"


@register.simple_tag
def plan_owner(row: Mapping[str, Any]) -> str:
    """Who does the work of a row of the list."""
    first, last = row["assigned_to__first_name"], row["assigned_to__last_name"]
    return f"{first or ''} {last or ''}".strip() or row["assigned_to__username"] or ""


@register.simple_tag
def plan_place(row: Mapping[str, Any], facilities: Mapping[int, str]) -> str:
    """The room, and in small what it is in: people look for the room."""
    path = row["asset__current_location__full_path"] or ""
    around, _, room = path.rpartition(PATH_SEPARATOR)
    facility = facilities.get(row["asset__facility_id"], "")
    return format_html(
        '{}<span class="row-note">{}</span>',
        room or row["asset__location_text"],
        PATH_SEPARATOR.join(part for part in (facility, around) if part),
    )
