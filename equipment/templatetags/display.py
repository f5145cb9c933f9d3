"""How statuses, dates and icons are shown; plain strings, for lists show hundreds."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache

from django import template
from django.db.models import Choices
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from heroicons.templatetags.heroicons import heroicon_mini

from equipment.choices import Criticality
from equipment.lifecycle import AssetStatus, StatusReason

register = template.Library()

DAY = "j M Y"
MOMENT = "j M Y, H:i"
MONTHS_IN_A_YEAR = 12
# Up to this age in months the years alone would be too coarse.
SHOWN_WITH_MONTHS = 36


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of the set "mini"; it is decoration, so words must stand beside it."""
    attributes = {"class": "icon", "focusable": "false"}
    return mark_safe(heroicon_mini(name, size=None, **attributes))  # noqa: S308  # the package's own drawing


def badges(kind: str, choices: type[Choices]) -> dict[str, SafeString]:
    return {
        str(choice.value): format_html(
            '<span class="tag tag-{}">{}</span>',
            f"{kind}-{choice.value}".replace("_", "-"),
            choice.label,
        )
        for choice in choices
    }


STATUS_BADGES = badges("status", AssetStatus)
CRITICALITY_BADGES = badges("criticality", Criticality)
REASON_LABELS = dict(StatusReason.choices)
LIFE_SUPPORT = SafeString('<span class="tag tag-life-support">Life support</span>')


@register.filter
def status_badge(status: str) -> str:
    return STATUS_BADGES.get(status, status)


@register.filter
def criticality_badge(criticality: str) -> str:
    return CRITICALITY_BADGES.get(criticality, criticality)


@register.filter
def life_support_badge(is_life_support: object) -> str:
    return LIFE_SUPPORT if is_life_support else ""


@register.filter
def reason_label(reason: str) -> str:
    return REASON_LABELS.get(reason, reason)


@register.filter
@lru_cache(maxsize=4096)
def day(on: date | None) -> str:
    """A date as people read it, with the machine's form in its markup."""
    if on is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', on.isoformat(), format_date(on, DAY)
    )


@register.filter
def moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        format_date(local, MOMENT),
    )


@register.filter
def due(on: date | None) -> str:
    """A day by which something has to happen; marked when it has passed."""
    if on is None:
        return ""
    if on < timezone.localdate():
        return format_html('<span class="tag tag-overdue">Overdue</span> {}', day(on))
    return day(on)


@register.filter
def due_moment(at: datetime | None) -> str:
    """A moment by which something has to happen; marked when it has passed."""
    if at is None:
        return ""
    if at < timezone.now():
        mark = SafeString('<span class="tag tag-overdue">Overdue</span>')
        return format_html("{} {}", mark, moment(at))
    return moment(at)


@register.filter
def elapsed(since: datetime | None) -> str:
    """How long ago something was, as "3 weeks" or "5 hours"."""
    if since is None:
        return ""
    words = timesince(since, depth=1)
    return "less than a minute" if words.startswith("0") else words


@register.filter
def age(since: date | None) -> str:
    """How old something is, as "2 years 3 months" or "11 years"."""
    if since is None:
        return ""
    months = months_between(since, timezone.localdate())
    if months < 0:
        return "not yet"
    if months == 0:
        return "less than a month"
    years, rest = divmod(months, MONTHS_IN_A_YEAR)
    parts = [counted(years, "year")] if years else []
    if rest and months < SHOWN_WITH_MONTHS:
        parts.append(counted(rest, "month"))
    return " ".join(parts)


def months_between(start: date, end: date) -> int:
    months = (end.year - start.year) * MONTHS_IN_A_YEAR + end.month - start.month
    return months - (end.day < start.day)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
