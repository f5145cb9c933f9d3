"""The first page, to which every app contributes what its people have to know first.

A section is a dictionary with the `name` by which the page lays it out, the `template`
that shows it as `section`, and whatever that needs. `settings.DASHBOARDS` names, for
whoever has a permission, the functions that make the sections of a person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from audit.models import AuditLog
from audit.timeline import ICONS, deed_of
from equipment import reports
from equipment.lifecycle import AssetStatus
from equipment.views.numbers import kinds_table, list_url, numbers_of
from hospital_assets.foundation.requests import signed_in
from hospital_assets.foundation.reuse import reused

# How many rows a section shows; a link leads to the others.
MOST_ROWS = 6

Section = dict[str, Any]
MakeSections = Callable[[AbstractUser], list[Section]]


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def dashboard(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    sections = [section for make in makers_for(user) for section in make(user)]
    return render(request, "equipment/dashboard.html", {"sections": sections})


def makers_for(user: AbstractUser) -> list[MakeSections]:
    """Of the first line whose permission the person has."""
    paths = next(
        paths for permission, paths in settings.DASHBOARDS if user.has_perm(permission)
    )
    return [import_string(path) for path in paths]


def section(name: str, **parts: Any) -> list[Section]:
    """The one section that a function of this module makes."""
    return [{"name": name, "template": f"equipment/_dashboard_{name}.html", **parts}]


def waiting(user: AbstractUser) -> list[Section]:
    """People who signed up and wait for a role."""
    people = get_user_model().people.waiting().order_by("date_joined")
    found = list(people[: MOST_ROWS + 1])
    return section("waiting", people=found[:MOST_ROWS], is_more=len(found) > MOST_ROWS)


def numbers(user: AbstractUser) -> list[Section]:
    counted = reports.tallies(user)
    return section("numbers", **numbers_of(counted.value), counted_at=counted.at)


def ward(user: AbstractUser) -> list[Section]:
    counted = reports.kind_tallies(user)
    return section(
        "ward",
        kinds=kinds_table(counted.value),
        ready=reports.ready_assets(user, most=MOST_ROWS),
        ready_url=list_url(status=AssetStatus.AVAILABLE),
        counted_at=counted.at,
    )


def stopped(user: AbstractUser) -> list[Section]:
    found = reports.most_urgent_out_of_service(user, most=MOST_ROWS)
    return section("stopped", assets=found)


def overdue(user: AbstractUser) -> list[Section]:
    found = reports.overdue_returns(user, most=MOST_ROWS)
    return section(
        "overdue",
        assignments=found,
        may_return=user.has_perm("equipment.return_asset"),
    )


def recent(user: AbstractUser) -> list[Section]:
    reads_log = user.has_perm("audit.view_auditlog")
    entries = reused(
        *("recent", MOST_ROWS, user.pk, reads_log, reports.scope_of(user)),
        find=lambda: list(reports.recent_entries(user, most=MOST_ROWS)),
    ).value
    return section(
        "recent",
        entries=[told(entry, to=user, opens_log=reads_log) for entry in entries],
        reads_log=reads_log,
    )


def told(entry: AuditLog, *, to: AbstractUser, opens_log: bool) -> dict[str, Any]:
    """An entry as the timeline shows it, with what it is about in front."""
    deed = deed_of([entry], to=to)
    return {
        "title": f"{entry.entity_label}: {deed.title}"
        if entry.entity_label
        else deed.title,
        "at": deed.at,
        "by": deed.by,
        "icon": ICONS.get(entry.action, "pencil-square"),
        "reason": deed.reason,
        "url": address_of(entry, opens_log=opens_log),
    }


def address_of(entry: AuditLog, *, opens_log: bool) -> str:
    if entry.entity_type == reports.ABOUT_ASSETS and entry.entity_id:
        return reverse("equipment:asset-detail", args=[entry.entity_id])
    return reverse("audit:auditlog-detail", args=[entry.pk]) if opens_log else ""
