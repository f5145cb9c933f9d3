"""What the dashboard tells of the assets that a person may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce, Lower
from django.utils import timezone

from audit.models import AuditLog
from equipment.choices import Criticality
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Assignment
from equipment.models.assets import AssetQuerySet
from equipment.models.staff import reach_of
from hospital_assets.foundation.reuse import Found, reused

# The most critical first.
BY_CRITICALITY = (
    Criticality.CRITICAL,
    Criticality.HIGH,
    Criticality.MEDIUM,
    Criticality.LOW,
)
ON_INVENTORY = tuple(
    status for status in AssetStatus if status is not AssetStatus.RETIRED
)

ABOUT_ASSETS = Asset._meta.label_lower

# An asset has seventy columns; these are what a few lines about it show.
SHOWN = (
    "asset_tag",
    "name",
    "manufacturer_name",
    "model_name",
    "serial_number",
    "status",
    "status_reason",
    "criticality",
    "is_life_support",
    "location_text",
    "facility__name",
    "current_location__full_path",
)


@dataclass(frozen=True)
class Tally:
    """How many assets agree in all of this."""

    facility: int
    facility_name: str
    status: str
    criticality: str
    is_life_support: bool
    number: int


@dataclass(frozen=True)
class KindTally:
    """How many assets of a category have this status for this reason."""

    category: int
    name: str
    status: str
    status_reason: str
    number: int


def scope_of(user: AbstractUser) -> tuple[object, ...]:
    """What the assets that `user` may see depend on, the same for the same assets."""
    reach = reach_of(user)
    return (
        user.has_perm("equipment.view_asset"),
        reach.is_everywhere,
        sorted(reach.facilities),
        sorted(reach.departments),
    )


def tallies(user: AbstractUser) -> Found[list[Tally]]:
    """All that may be seen, counted once; the index `asset_counts` has it all."""
    return reused("tallies", scope_of(user), find=lambda: count(user))


def present(user: AbstractUser) -> list[Tally]:
    """The same without what is retired."""
    return [tally for tally in tallies(user).value if tally.status in ON_INVENTORY]


def numbers_by(user: AbstractUser, field: str) -> Counter[int]:
    """How many assets on the inventory there are by a reference such as their model."""
    return reused("by", field, scope_of(user), find=lambda: count_by(user, field)).value


def count_by(user: AbstractUser, field: str) -> Counter[int]:
    rows = (
        Asset.objects.visible_to(user)
        .on_inventory()
        .exclude(**{field: None})
        .order_by()
        .values_list(field)
        .annotate(number=Count("pk"))
    )
    return Counter(dict(rows))


def count(user: AbstractUser) -> list[Tally]:
    groups = (
        *("facility", "facility__name", "status"),
        *("criticality", "is_life_support"),
    )
    rows = (
        Asset.objects.visible_to(user)
        .order_by()
        .values_list(*groups)
        .annotate(number=Count("pk"))
    )
    return [Tally(*row) for row in rows]


def kind_tallies(user: AbstractUser) -> Found[list[KindTally]]:
    """What there is of each kind, for who looks for one that may be used."""
    return reused("kinds", scope_of(user), find=lambda: count_kinds(user))


def count_kinds(user: AbstractUser) -> list[KindTally]:
    groups = ("category", "category__name", "status", "status_reason")
    rows = (
        Asset.objects.visible_to(user)
        .on_inventory()
        .order_by()
        .values_list(*groups)
        .annotate(number=Count("pk"))
    )
    return [KindTally(*row) for row in rows]


def summed(tallies: Iterable[Any], *names: str) -> Counter[Any]:
    """The numbers by these attributes: by one, or by several together."""
    sums: Counter[Any] = Counter()
    for tally in tallies:
        values = tuple(getattr(tally, name) for name in names)
        sums[values if len(names) > 1 else values[0]] += tally.number
    return sums


def most_urgent_out_of_service(user: AbstractUser, *, most: int) -> list[Asset]:
    """Life support first, then by criticality, each with the moment it was stopped."""
    return reused(
        "out of service",
        most,
        scope_of(user),
        find=lambda: list(out_of_service(user, most=most)),
    ).value


def out_of_service(user: AbstractUser, *, most: int) -> AssetQuerySet:
    """The index `asset_out_of_service` chooses before anything else is read."""
    rank = Case(
        *(When(criticality=each, then=n) for n, each in enumerate(BY_CRITICALITY)),
        output_field=IntegerField(),
    )
    order = ("-is_life_support", rank, "pk")
    stopped = Asset.objects.visible_to(user).filter(status=AssetStatus.OUT_OF_SERVICE)
    chosen = stopped.order_by(*order).values("pk")[:most]
    return (
        Asset.objects.filter(pk__in=chosen)
        .order_by(*order)
        .select_related("facility", "current_location")
        .only(*SHOWN)
        .annotate(stopped_at=since_when(AssetStatus.OUT_OF_SERVICE))
    )


def since_when(status: AssetStatus) -> Subquery:
    """When an asset that has `status` got it, as its history tells."""
    history: QuerySet[Any] = Asset.history.model._default_manager.order_by()
    other = (
        history.filter(id=OuterRef(OuterRef("pk")))
        .exclude(status=status)
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    since = history.filter(
        id=OuterRef("pk"), history_id__gt=Coalesce(Subquery(other), 0)
    )
    return Subquery(since.order_by("history_id").values("history_date")[:1])


def overdue_returns(user: AbstractUser, *, most: int) -> list[Assignment]:
    """The longest overdue first."""
    return reused(
        "overdue",
        most,
        scope_of(user),
        find=lambda: list(overdue(user, at=timezone.now(), most=most)),
    ).value


def overdue(user: AbstractUser, *, at: datetime, most: int) -> QuerySet[Assignment]:
    order = ("expected_return_at", "pk")
    late = Assignment.objects.visible_to(user).overdue(at).order_by(*order)
    return (
        Assignment.objects.filter(pk__in=late.values("pk")[:most])
        .order_by(*order)
        .select_related("asset", "assigned_to", "location")
    )


def ready_assets(user: AbstractUser, *, most: int) -> list[Asset]:
    """Some of those that may be taken now."""
    return reused(
        "ready", most, scope_of(user), find=lambda: list(ready(user)[:most])
    ).value


def ready(user: AbstractUser) -> AssetQuerySet:
    # The index of names goes through everybody's assets; a ward's are sorted quicker.
    by_name = Lower("name") if reach_of(user).departments else F("name")
    return (
        Asset.objects.visible_to(user)
        .filter(status=AssetStatus.AVAILABLE)
        .exclude(status_reason=StatusReason.NEEDS_CLEANING)
        .select_related("facility", "current_location")
        .only(*SHOWN)
        .order_by(by_name, "pk")
    )


# The log tells these as well, but they would hide what changed: some change nothing,
# the others stand beside the entry of their asset.
NO_CHANGES = (
    "person.signed_in",
    "person.signed_out",
    "asset.exported",
    "asset.labels_printed",
    "assignment.exported",
    "audit.exported",
    "audit.read",
    "assignment.started",
    "assignment.ended",
    "assignment.transferred",
)


def recent_entries(user: AbstractUser, *, most: int) -> QuerySet[AuditLog]:
    """What was done last: to assets, or for readers of the log, to anything."""
    if user.has_perm("audit.view_auditlog"):
        read = AuditLog.objects.visible_to(user).exclude(action__in=NO_CHANGES)
        return read.order_by("-pk")[:most]
    reach = reach_of(user)
    entries = AuditLog.objects.filter(entity_type=ABOUT_ASSETS)
    if reach.departments:
        entries = entries.filter(entity_id__in=changed_last(user, most=most))
    elif not reach.is_everywhere:
        entries = entries.filter(facility_id__in=reach.facilities)
    return entries.order_by("-pk")[:most]


def changed_last(user: AbstractUser, *, most: int) -> QuerySet[Any]:
    """The assets to which the last `most` changes can have been made, as entries say.

    A department's assets are few, those that the log tells of are many: it is quicker
    to begin with the assets. With all of them: `Coalesce` keeps PostgreSQL from walking
    the index of changes through everybody's assets until it meets enough of these.
    """
    changed_at = Coalesce("updated_at", "created_at")
    seen = Asset.objects.visible_to(user).order_by(changed_at.desc(), "-pk")
    return seen.annotate(key=Cast("pk", CharField())).values("key")[:most]
