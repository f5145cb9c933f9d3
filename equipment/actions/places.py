"""Building and rearranging the tree of places."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from equipment.models import Asset, Facility, Location


@transaction.atomic
def save_location(location: Location, *, by: AbstractUser) -> Location:
    """Add or change a place; with a new parent or name, all below it follows."""
    verb = "change" if location.pk else "add"
    require(by, f"equipment.{verb}_location", at=location.facility)
    # Two people who hang two branches below each other would make a ring.
    Facility.objects.select_for_update().get(pk=location.facility_id)
    take_paths_as_they_are_now(location)
    check_stays_in_its_facility(location)
    if location.pk and not location.is_active:
        check_is_empty(location)
    if save(location, by=by, action=action_for(location)):
        replant(location)
    return location


def action_for(location: Location) -> str:
    before = location.stored_values()
    if not location.pk or before.get("parent_id") == location.parent_id:
        return ""
    return "location.moved"


def take_paths_as_they_are_now(location: Location) -> None:
    """Both were read before the lock; somebody may have moved them since."""
    if location.parent is not None:
        location.parent.refresh_from_db(fields=["path", "full_path", "facility"])
    if location.pk:
        stored = Location.objects.values_list("path", "full_path").get(pk=location.pk)
        location.path, location.full_path = stored


def check_stays_in_its_facility(location: Location) -> None:
    facility = location.stored_values().get("facility_id", location.facility_id)
    if facility != location.facility_id:
        raise ValidationError(
            {"facility": "A place stays in its facility. Add a new one there."}
        )


def check_is_empty(location: Location) -> None:
    standing = Asset.objects.on_inventory().at_or_below(location).count()
    if standing:
        raise ValidationError(
            {"is_active": f"{standing} assets stand here. Move them first."}
        )


def replant(branch: Location) -> None:
    """Write the paths of `branch` and of all below it anew, as its parent has them.

    Paths only follow from parents and names, so they have no history of their own.
    """
    old_path, old_name = branch.path, branch.full_path
    path, name = branch.path_below(branch.parent)
    if (path, name) == (old_path, old_name):
        return
    below = (
        list(Location.objects.at_or_below(branch).exclude(pk=branch.pk))
        if old_path
        else []
    )
    for place in below:
        place.path = path + place.path.removeprefix(old_path)
        place.full_path = name + place.full_path.removeprefix(old_name)
    branch.path, branch.full_path = path, name
    Location.objects.bulk_update(
        [branch, *below], ["path", "full_path"], batch_size=500
    )
    branch.remember_as_stored()
