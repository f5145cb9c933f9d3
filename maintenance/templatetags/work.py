"""How the state of work is shown: a word, an icon and a colour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.choices import RiskClass
from equipment.models.places import PATH_SEPARATOR
from equipment.templatetags.display import DAY, badges, day
from maintenance.choices import HoldReason, Priority, WorkOrderStatus, WorkOrderType
from maintenance.lifecycle import OPEN

register = template.Library()

STATUS_BADGES = badges("work", WorkOrderStatus)
PRIORITY_BADGES = badges("priority", Priority)
TYPE_LABELS = dict(WorkOrderType.choices)
HOLD_LABELS = dict(HoldReason.choices)
HIGH_RISK = SafeString('<span class="tag tag-warn">High risk</span>')
DEVICE_DOWN = SafeString('<span class="tag tag-bad">Device down</span>')
OVERDUE = SafeString('<span class="tag tag-overdue">Overdue</span>')


@register.filter
def work_badge(status: str) -> str:
    return STATUS_BADGES.get(status, status)


@register.filter
def priority_badge(priority: str) -> str:
    return PRIORITY_BADGES.get(priority, priority)


@register.filter
def type_label(kind: str) -> str:
    return TYPE_LABELS.get(kind, kind)


@register.filter
def hold_label(reason: str) -> str:
    return HOLD_LABELS.get(reason, reason)


@register.filter
def risk_badge(risk_class: str) -> str:
    return HIGH_RISK if risk_class == RiskClass.HIGH else ""


@register.filter
def down_badge(is_down: object) -> str:
    return DEVICE_DOWN if is_down else ""


@register.simple_tag
def work_due(status: str, due_on: date | None, window_end: date | None) -> str:
    """By when; marked when the last day has passed and it is still to be done."""
    last = window_end or due_on
    if last is None or due_on is None:
        return ""
    is_late = status in OPEN and last < timezone.localdate()
    if is_late:
        return format_html("{} {}", OVERDUE, day(due_on))
    return day(due_on)


@register.simple_tag
def work_owner(row: Mapping[str, Any]) -> str:
    """Who has the work of a row of the queue."""
    first, last = row["assigned_to__first_name"], row["assigned_to__last_name"]
    return f"{first or ''} {last or ''}".strip() or row["assigned_to__username"] or ""


@register.simple_tag
def work_place(row: Mapping[str, Any], facilities: Mapping[int, str]) -> str:
    """The room, and in small what it is in: people look for the room."""
    path = row["asset__current_location__full_path"] or ""
    around, _, room = path.rpartition(PATH_SEPARATOR)
    facility = facilities.get(row["facility_id"], "")
    return format_html(
        '{}<span class="row-note">{}</span>',
        room or row["asset__location_text"],
        PATH_SEPARATOR.join(part for part in (facility, around) if part),
    )


@register.filter
def overdue_badge(row: Mapping[str, Any]) -> str:
    """For open work with a due date."""
    last = row["window_end"] or row["due_on"]
    return OVERDUE if last < timezone.localdate() else ""


@register.simple_tag
def calendar_note(row: Mapping[str, Any]) -> str:
    """Whether it is late, or else until when it is on time, if not just that day."""
    due_on, window_end = row["due_on"], row["window_end"]
    if late := overdue_badge(row):
        return late
    if window_end and window_end != due_on:
        form = "j M" if window_end.year == due_on.year else DAY
        words = format_date(window_end, form)
        return format_html('<span class="row-note">until {}</span>', words)
    return ""
