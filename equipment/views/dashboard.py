"""The first page: what is where, what is stopped, what is overdue, what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from audit.models import AuditLog
from audit.timeline import ICONS, deed_of
from equipment import reports
from equipment.lifecycle import AssetStatus
from equipment.models import Facility
from equipment.views.numbers import kinds_table, list_url, numbers_of
from hospital_assets.foundation.requests import signed_in

# How many rows a section shows; a link leads to the others.
MOST_ROWS = 6

# What comes first for whom: the first line whose permission a person has.
EMPHASES = (
    ("accounts.manage_people", ("waiting", "numbers", "stopped", "overdue", "recent")),
    ("equipment.edit_asset_risk", ("numbers", "stopped", "overdue", "recent")),
    ("equipment.change_asset_status", ("stopped", "overdue", "recent", "numbers")),
    ("audit.view_auditlog", ("recent", "overdue", "numbers", "stopped")),
    ("equipment.view_asset", ("ward", "stopped", "overdue", "recent")),
)

Section = dict[str, Any]


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def dashboard(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    sections = [
        {"name": name, "template": f"equipment/_dashboard_{name}.html"}
        | SECTIONS[name](user)
        for name in sections_for(user)
    ]
    return render(request, "equipment/dashboard.html", {"sections": sections})


def sections_for(user: AbstractUser) -> tuple[str, ...]:
    return next(names for permission, names in EMPHASES if user.has_perm(permission))


def waiting(user: AbstractUser) -> Section:
    """People who signed up and wait for a role."""
    people = get_user_model().people.waiting().order_by("date_joined")
    found = list(people[: MOST_ROWS + 1])
    return {"people": found[:MOST_ROWS], "is_more": len(found) > MOST_ROWS}


def numbers(user: AbstractUser) -> Section:
    counted = reports.tallies(user)
    facilities = Facility.objects.visible_to(user)
    return numbers_of(counted.value, list(facilities)) | {"counted_at": counted.at}


def ward(user: AbstractUser) -> Section:
    counted = reports.kind_tallies(user)
    return {
        "kinds": kinds_table(counted.value),
        "ready": reports.ready_assets(user, most=MOST_ROWS),
        "ready_url": list_url(status=AssetStatus.AVAILABLE),
        "counted_at": counted.at,
    }


def stopped(user: AbstractUser) -> Section:
    found = reports.most_urgent_out_of_service(user, most=MOST_ROWS + 1)
    return {
        "assets": found[:MOST_ROWS],
        "is_more": len(found) > MOST_ROWS,
    }


def overdue(user: AbstractUser) -> Section:
    found = reports.overdue_returns(user, most=MOST_ROWS + 1)
    return {
        "assignments": found[:MOST_ROWS],
        "is_more": len(found) > MOST_ROWS,
        "may_return": user.has_perm("equipment.return_asset"),
    }


def recent(user: AbstractUser) -> Section:
    reads_log = user.has_perm("audit.view_auditlog")
    entries = reports.recent_entries(user, most=MOST_ROWS)
    return {
        "entries": [told(entry, to=user, opens_log=reads_log) for entry in entries],
        "reads_log": reads_log,
    }


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


SECTIONS: dict[str, Callable[[AbstractUser], Section]] = {
    "waiting": waiting,
    "numbers": numbers,
    "ward": ward,
    "stopped": stopped,
    "overdue": overdue,
    "recent": recent,
}
