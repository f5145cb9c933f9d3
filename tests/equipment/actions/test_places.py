from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditLog
from equipment.actions.places import save_location
from equipment.models import Location
from equipment.models.places import MAX_DEPTH
from tests.factories import (
    make_administrator,
    make_asset,
    make_department,
    make_facility,
    make_location,
    make_technician,
)


@pytest.fixture
def admin():
    return make_administrator()


def branch(facility, *names):
    place = None
    for name in names:
        place = make_location(facility=facility, parent=place, name=name)
    return place


def test_a_new_place_knows_its_way_from_the_root(admin):
    tower = make_location(name="Tower")
    room = Location(facility=tower.facility, parent=tower, name="Room 12", type="room")

    save_location(room, by=admin)

    room.refresh_from_db()
    assert room.full_path == "Tower › Room 12"
    assert room.path == f"/{tower.pk}/{room.pk}/"


def test_a_moved_branch_takes_everything_below_it_along(admin):
    hospital = make_facility()
    room = branch(hospital, "Tower", "Floor 2", "Room 12")
    floor, annexe = room.parent, branch(hospital, "Annexe")

    floor.parent = annexe
    save_location(floor, by=admin)

    room.refresh_from_db()
    assert room.full_path == "Annexe › Floor 2 › Room 12"
    assert list(Location.objects.at_or_below(annexe)) == [annexe, floor, room]
    assert AuditLog.objects.about(floor).first().action == "location.moved"


def test_a_new_name_shows_in_every_path_below(admin):
    room = branch(make_facility(), "Tower", "Room 12")
    tower = room.parent
    tower.name = "North tower"

    save_location(tower, by=admin)

    room.refresh_from_db()
    assert str(room) == "North tower › Room 12"


def test_a_place_cannot_be_moved_below_itself(admin):
    room = branch(make_facility(), "Tower", "Floor", "Room")
    tower = room.parent.parent
    tower.parent = room

    with pytest.raises(ValidationError, match="below itself"):
        save_location(tower, by=admin)


def test_a_place_stays_in_its_facility(admin):
    place, elsewhere = make_location(), make_location()
    place.parent = elsewhere

    with pytest.raises(ValidationError, match="another facility"):
        save_location(place, by=admin)


def test_a_department_of_another_facility_is_refused(admin):
    place = make_location()
    place.department = make_department()

    with pytest.raises(ValidationError, match="another facility"):
        save_location(place, by=admin)


def test_places_are_nested_eight_deep_at_most(admin):
    hospital = make_facility()
    deepest = branch(hospital, *(f"Level {n}" for n in range(MAX_DEPTH)))
    below = Location(facility=hospital, parent=deepest, name="Too deep", type="bed")

    with pytest.raises(ValidationError, match="8 deep"):
        save_location(below, by=admin)


def test_a_branch_that_would_become_too_deep_is_refused(admin):
    hospital = make_facility()
    deep = branch(hospital, *(f"Level {n}" for n in range(MAX_DEPTH - 1)))
    top = branch(hospital, "Top", "Under").parent
    top.parent = deep

    with pytest.raises(ValidationError, match="8 deep"):
        save_location(top, by=admin)


def test_two_places_of_one_name_cannot_stand_side_by_side(admin):
    tower = make_location(name="Tower")
    twin = Location(facility=tower.facility, name="tower", type="building")

    with pytest.raises(ValidationError, match="of that name"):
        save_location(twin, by=admin)


def test_a_place_with_devices_in_it_cannot_be_closed(admin):
    room = branch(make_facility(), "Tower", "Room")
    make_asset(current_location=room)
    tower = room.parent
    tower.is_active = False

    with pytest.raises(ValidationError, match="1 assets stand here"):
        save_location(tower, by=admin)


def test_a_technician_does_not_rearrange_places():
    place = make_location()

    with pytest.raises(PermissionDenied):
        save_location(place, by=make_technician(place.facility))


def test_two_branches_are_never_hung_below_each_other(admin):
    hospital = make_facility()
    tower, annexe = branch(hospital, "Tower"), branch(hospital, "Annexe")
    # What two people have before them, read before either of them saves.
    tower_as_seen = Location.objects.get(pk=tower.pk)
    annexe.parent = tower_as_seen
    tower.parent = Location.objects.get(pk=annexe.pk)
    save_location(tower, by=admin)

    with pytest.raises(ValidationError, match="into itself or below itself"):
        save_location(annexe, by=admin)


def test_a_place_is_not_taken_to_another_facility(admin):
    place = make_location()
    place.facility = make_facility()

    with pytest.raises(ValidationError, match="stays in its facility"):
        save_location(place, by=admin)
