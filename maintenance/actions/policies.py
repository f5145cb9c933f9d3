"""What each facility decides for itself: windows, standards, limits and teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from equipment.models import Facility
from maintenance.models import FacilityPolicy, SafetyLimit, Team, TeamMember
from maintenance.safety_limits import SafetyLimit as Shipped
from maintenance.safety_limits import Standard, shipped_limits

OfFacility = FacilityPolicy | Team | TeamMember


@transaction.atomic
def save_policy(entity: OfFacility, *, by: AbstractUser, reason: str = "") -> bool:
    """Add or change a policy, a team or a member at a facility of the person."""
    require(by, permission_to_write(entity), at=facility_of(entity))
    check_stays(entity)
    return save(entity, by=by, reason=reason)


@transaction.atomic
def save_safety_limit(
    limit: SafetyLimit, *, by: AbstractUser, reason: str = ""
) -> bool:
    """Add or change a limit; results keep the one that they were judged by.

    With the first of a standard all others of it are kept too, to be seen beside it.
    """
    require(by, permission_to_write(limit), at=None)
    is_saved = save(limit, by=by, reason=reason)
    add_missing_limits(Standard(limit.standard), by=by)
    return is_saved


@transaction.atomic
def load_shipped_limits(standard: Standard, *, by: AbstractUser) -> int:
    """Add the limits of a standard that are not there yet; return how many.

    What the hospital changed stays as it is.
    """
    require(by, "maintenance.add_safetylimit", at=None)
    return add_missing_limits(standard, by=by)


def add_missing_limits(standard: Standard, *, by: AbstractUser) -> int:
    kept = SafetyLimit.objects.filter(standard=standard)
    missing = missing_limits(standard, kept)
    for limit in missing:
        save(limit, by=by, action="safety_limit.loaded")
    return len(missing)


def missing_limits(
    standard: Standard, kept: Iterable[SafetyLimit]
) -> list[SafetyLimit]:
    """What the standard asks for beside the limits that the hospital keeps of it.

    A limit that nobody has looked at holds all the same: half a set would pass a
    device that the standard fails.
    """
    known = {key_of(limit) for limit in kept}
    asked = [
        limit
        for shipped in shipped_limits(standard)
        for limit in rows_of(shipped, standard)
    ]
    return [limit for limit in asked if key_of(limit) not in known]


def rows_of(shipped: Shipped, standard: Standard) -> Iterator[SafetyLimit]:
    """One row for each class and part that it names; none named means all."""
    classes, parts = sorted(shipped.classes) or [""], sorted(shipped.parts) or [""]
    for protection_class, applied_part in product(classes, parts):
        yield SafetyLimit(
            standard=standard,
            measurement=shipped.measurement,
            condition=shipped.condition,
            protection_class=protection_class,
            applied_part=applied_part,
            minimum=shipped.limits.minimum,
            maximum=shipped.limits.maximum,
            unit=shipped.unit,
            note=shipped.note,
        )


def key_of(limit: SafetyLimit) -> tuple[str, ...]:
    named = (limit.measurement, limit.condition)
    return (*map(str, named), limit.protection_class, limit.applied_part)


def check_stays(entity: OfFacility) -> None:
    """Refuse a move to another facility, which would take its history along."""
    before = entity.stored_values().get("facility_id")
    if before is not None and before != facility_of(entity).pk:
        raise ValidationError(
            {"facility": "It stays in its facility. Add a new one there."}
        )


def facility_of(entity: OfFacility) -> Facility:
    return entity.team.facility if isinstance(entity, TeamMember) else entity.facility


def permission_to_write(entity: OfFacility | SafetyLimit) -> str:
    verb = "change" if entity.pk else "add"
    return f"maintenance.{verb}_{entity._meta.model_name}"
