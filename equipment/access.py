"""Who may do what, and where: the check that every action makes first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from equipment.models import Asset, Facility, Location
from equipment.models.staff import reach_of

Somewhere = Asset | Facility | Location


def require(user: AbstractUser, permission: str, *, at: Somewhere | None) -> None:
    """Refuse unless `user` has `permission` and works where `at` is.

    `at=None` asks for the permission alone, for what stands in no facility.
    """
    if not user.has_perm(permission):
        raise PermissionDenied(
            "Your role does not allow this. Ask an administrator if it should."
        )
    if at is not None and not works_at(user, at):
        raise PermissionDenied(f"You do not work at {place_of(at)}.")


def works_at(user: AbstractUser, at: Somewhere) -> bool:
    reach = reach_of(user)
    if isinstance(at, Facility):
        return reach.covers(at.pk)
    if isinstance(at, Location):
        return reach.covers(at.facility_id, at.department_id)
    return (
        reach.covers(at.facility_id, at.owner_department_id)
        or Asset.objects.visible_to(user).filter(pk=at.pk).exists()
    )


def place_of(at: Somewhere) -> str:
    if isinstance(at, Asset):
        return f"the place of {at}"
    return str(at)


def time_zone_of(user: AbstractUser | AnonymousUser) -> str:
    """Whose clock `user` goes by: that of the facility, of several the oldest."""
    reach = reach_of(user)
    facilities = reach.facilities | reach.department_facilities
    if not facilities:
        return settings.TIME_ZONE
    return Facility.objects.get(pk=min(facilities)).time_zone


def facilities_in_reach_of(user: AbstractUser) -> frozenset[int] | None:
    """The whole facilities that `user` works for, or None for every one.

    The audit log, which knows no facilities itself, asks this by `AUDIT_FACILITIES_OF`.
    """
    reach = reach_of(user)
    return None if reach.is_everywhere else reach.facilities


def facility_names_for(user: AbstractUser) -> dict[int, str]:
    """The facilities of `user` by their ids; asked by `AUDIT_FACILITY_NAMES_FOR`."""
    return dict(Facility.objects.visible_to(user).values_list("pk", "name"))


def things_at_place(user: AbstractUser, text: str) -> dict[str, QuerySet[Any]]:
    """What is at places called so now, and these places, by kind of record.

    A place's path names those that it stands in, so that what is below is found too.
    The audit log asks this by `AUDIT_THINGS_AT_PLACE`.
    """
    places = Location.objects.visible_to(user).filter(full_path__icontains=text)
    standing = Asset.objects.visible_to(user).filter(
        current_location__in=places.values("pk")
    )
    return {Location._meta.label_lower: places, Asset._meta.label_lower: standing}
