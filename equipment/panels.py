"""The sections of the asset page, which every app can contribute to.

A panel is a function of the request and the asset, named in `settings.ASSET_PANELS`.
It returns None if there is nothing to show, else a dictionary with

* `id`, by which the page links to it, `title` and `icon`,
* `template`, which is included with the dictionary as `panel`,
* if wanted `is_wide`, for what needs the whole width, and what the page shows on top:
  `warnings`, which are sentences, `buttons`, and `glance`, pairs of words and a value,
* and whatever the template needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, Lag
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.module_loading import import_string

from equipment.choices import AttachmentKind
from equipment.facts import Fact, facts_of
from equipment.field_groups import SEE_COSTS
from equipment.file_types import BY_CONTENT_TYPE
from equipment.lifecycle import AssetStatus
from equipment.models import Asset, Assignment, Attachment
from equipment.models.assets import AssetQuerySet
from equipment.models.staff import standing_of
from hospital_assets.foundation.compiled import Compiled

Panel = dict[str, Any]
MakePanel = Callable[[HttpRequest, Asset], Panel | None]

# An asset that has seen more places or holders than that shows the latest.
MOST_ROWS = 50
MOST_RELATIVES = 50
NOWHERE = "Nowhere on the register"

PERSON_FIELDS = ("first_name", "last_name", "username")
# Of what an asset names, the page tells the name; to read and build the hundred other
# columns would take longer than all the rest of the page.
NAMED_BY_ASSET = {
    "facility": ("name",),
    "category": ("name",),
    "device_model": ("end_of_support_on",),
    "current_location": ("name", "full_path"),
    "owner_department": ("name",),
    "responsible_person": PERSON_FIELDS,
}
ASSET_FIELDS = [field.name for field in Asset._meta.concrete_fields] + [
    f"{name}__{field}" for name, fields in NAMED_BY_ASSET.items() for field in fields
]
ASSIGNMENT_FIELDS = [
    *("asset", "department", "department_name", "room_label", "purpose", "status"),
    *("started_at", "ended_at", "expected_return_at", "return_condition"),
    *("location__name", "location__full_path"),
    *(f"assigned_to__{name}" for name in PERSON_FIELDS),
    *(f"assigned_by__{name}" for name in PERSON_FIELDS),
]


@dataclass(frozen=True)
class Button:
    """One that `leads` stands before all others: nothing else is done before it."""

    url: str
    label: str
    icon: str
    leads: bool = False


def asset_panels(request: HttpRequest, asset: Asset) -> list[Panel]:
    makers: list[MakePanel] = [import_string(path) for path in settings.ASSET_PANELS]
    made = (make(request, asset) for make in makers)
    return [panel for panel in made if panel is not None]


def told_asset(user: AbstractUser, pk: int) -> Asset | None:
    """An asset with what its page tells: its `holdings`, the latest first, and `files`.

    Who may know of an asset may know of its assignments and files.
    """
    asset = ASSETS.first(user, pk)
    if asset is not None:
        asset.holdings = HOLDINGS.rows(user, pk)  # type: ignore[attr-defined]  # for this page
        asset.files = FILES.rows(user, pk) if asset.has_files else []  # type: ignore[attr-defined]  # as above
    return asset


def told_assets(user: AbstractUser, pk: int) -> AssetQuerySet:
    others = Asset.objects.exclude(pk=OuterRef("pk")).order_by()
    twins = others.on_inventory().exclude(serial_key="").filter(serial_doubt="")
    files = Attachment.objects.filter(asset=OuterRef("pk"))
    named = Asset.objects.select_related(*NAMED_BY_ASSET).only(*ASSET_FIELDS)
    # Most stand alone and without files, and are spared the queries for these.
    told = named.annotate(
        has_parts=Exists(others.filter(parent_asset=OuterRef("pk"))),
        has_twins=Exists(twins.filter(serial_key=OuterRef("serial_key"))),
        has_files=Exists(files),
    )
    return told.visible_to(user).filter(pk=pk)


def told_assignments(user: AbstractUser, pk: int) -> QuerySet[Assignment]:
    people_and_places = ("assigned_to", "location", "assigned_by")
    told = Asset(pk=pk).assignments.select_related(*people_and_places)
    return told.only(*ASSIGNMENT_FIELDS)


def told_files(user: AbstractUser, pk: int) -> QuerySet[Attachment]:
    return Asset(pk=pk).attachments.all()


ASSETS = Compiled(told_assets, standing=standing_of)
HOLDINGS = Compiled(told_assignments, standing=standing_of)
FILES = Compiled(told_files, standing=standing_of)


def fact_panel(name: str, title: str, icon: str, facts: list[Fact]) -> Panel | None:
    if not facts:
        return None
    return {
        "id": name,
        "title": title,
        "icon": icon,
        "template": "equipment/_facts.html",
        "facts": facts,
    }


def identity(request: HttpRequest, asset: Asset) -> Panel | None:
    panel = fact_panel("what", "What it is", "cube", facts_of(asset, "what"))
    if panel and asset.serial_doubt:
        panel["warnings"] = [f"Doubtful serial number: {asset.serial_doubt}"]
    return panel


def place_and_owner(request: HttpRequest, asset: Asset) -> Panel | None:
    facts = facts_of(asset, "where")
    return fact_panel("where", "Where and whose", "map-pin", facts)


def risk(request: HttpRequest, asset: Asset) -> Panel | None:
    return fact_panel("risk", "Risk", "shield-exclamation", facts_of(asset, "risk"))


def life(request: HttpRequest, asset: Asset) -> Panel | None:
    return fact_panel("life", "Its life", "calendar-days", facts_of(asset, "life"))


def technical(request: HttpRequest, asset: Asset) -> Panel | None:
    facts = facts_of(asset, "technical")
    return fact_panel("technical", "Technical", "cpu-chip", facts)


def costs(request: HttpRequest, asset: Asset) -> Panel | None:
    if not request.user.has_perm(SEE_COSTS):
        return None
    return fact_panel("costs", "Costs", "banknotes", facts_of(asset, "costs"))


def notes(request: HttpRequest, asset: Asset) -> Panel | None:
    if not asset.notes:
        return None
    return {
        "id": "notes",
        "title": "Notes",
        "icon": "pencil-square",
        "template": "equipment/_asset_notes.html",
    }


def system(request: HttpRequest, asset: Asset) -> Panel | None:
    """What it is a part of, its parts, and who shares its serial number."""
    if not (asset.parent_asset_id or asset.has_parts or asset.has_twins):  # type: ignore[attr-defined]  # told_asset
        return None
    relatives = list(
        Asset.objects.visible_to(request.user)
        .filter(Q(pk=asset.parent_asset_id) | Q(parent_asset=asset) | twins_of(asset))
        .exclude(pk=asset.pk)
        .only("asset_tag", "name", "status", "parent_asset")[:MOST_RELATIVES]
    )
    parts = [each for each in relatives if each.parent_asset_id == asset.pk]
    parent = [each for each in relatives if each.pk == asset.parent_asset_id]
    twins = [each for each in relatives if each not in parts and each not in parent]
    return {
        "id": "system",
        "title": "System and parts",
        "icon": "squares-2x2",
        "template": "equipment/_asset_system.html",
        "parent": parent[0] if parent else None,
        "parts": parts,
        "warnings": [f"{twin} has the same serial number." for twin in twins],
        "is_hidden": not (parts or parent),
    }


def twins_of(asset: Asset) -> Q:
    """As `sharing_serial_with` has it, but to be joined with other conditions."""
    if not asset.serial_key or asset.serial_doubt:
        return Q(pk=None)
    return Q(serial_key=asset.serial_key) & ~Q(status=AssetStatus.RETIRED)


def documents(request: HttpRequest, asset: Asset) -> Panel | None:
    """Photos and documents; the newest photo stands beside the name on top."""
    shown = [each for each in asset.files if each.withdrawn_at is None]  # type: ignore[attr-defined]  # told_asset
    may_add = request.user.has_perm("equipment.add_attachment")
    if not (shown or may_add):
        return None
    return {
        "id": "documents",
        "title": "Photos and documents",
        "icon": "paper-clip",
        "template": "equipment/_asset_documents.html",
        "is_wide": True,
        "attachments": [(each, about(each)) for each in shown],
        "may_add": may_add,
        "may_withdraw": request.user.has_perm("equipment.change_attachment"),
    }


def about(attachment: Attachment) -> str:
    """Kind, form and size of a file, in one line."""
    form = BY_CONTENT_TYPE[attachment.content_type].label
    kind = AttachmentKind(attachment.kind).label
    return f"{kind}, {form}, {filesizeformat(attachment.size)}"


def holders(request: HttpRequest, asset: Asset) -> Panel | None:
    """Who has had it, the latest first."""
    assignments = asset.holdings  # type: ignore[attr-defined]  # told_asset
    if not assignments:
        return None
    return {
        "id": "holders",
        "title": "Who had it",
        "icon": "user-group",
        "template": "equipment/_asset_holders.html",
        "is_wide": True,
        "assignments": assignments[:MOST_ROWS],
        "is_cut": len(assignments) > MOST_ROWS,
    }


def places(request: HttpRequest, asset: Asset) -> Panel | None:
    """Where it has stood: the rows of its history in which the place changed."""
    stays = [
        Stay(
            path or text or NOWHERE,
            since,
            f"{first or ''} {last or ''}".strip() or username or "",
            reason or "",
        )
        for path, text, since, first, last, username, reason in STAYS.rows(
            request.user, asset.pk
        )
    ]
    if not stays:
        return None
    return {
        "id": "places",
        "title": "Where it stood",
        "icon": "map",
        "template": "equipment/_asset_places.html",
        "is_wide": True,
        "stays": stays,
    }


@dataclass(frozen=True)
class Stay:
    place: str
    since: datetime
    by: str
    reason: str


def told_stays(user: AbstractUser, pk: int) -> QuerySet[Any, tuple[Any, ...]]:
    in_time = F("history_id").asc()
    place, text = Lag("place_key", default=0), Lag("location_text", default=Value(""))
    return (  # type: ignore[no-any-return]  # the history has no types
        Asset.history.filter(id=pk)
        .annotate(
            place_key=Coalesce("current_location_id", Value(0)),
            place_before=Window(place, [F("id")], in_time),
            text_before=Window(text, [F("id")], in_time),
        )
        .exclude(place_key=F("place_before"), location_text=F("text_before"))
        .order_by("-history_id")
        .values_list(
            "current_location__full_path",
            "location_text",
            "history_date",
            "history_user__first_name",
            "history_user__last_name",
            "history_user__username",
            "history_change_reason",
        )[:MOST_ROWS]
    )


STAYS = Compiled(told_stays, standing=standing_of)
