from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from equipment.access import facilities_in_reach_of, require
from equipment.models import Asset
from tests.factories import (
    make_administrator,
    make_asset,
    make_department,
    make_facility,
    make_location,
    make_nurse,
    make_technician,
    make_user,
)

MOVE = "equipment.move_asset"


def test_a_right_counts_only_where_one_works():
    here, elsewhere = make_facility(), make_facility()
    technician = make_technician(here)

    require(technician, MOVE, at=here)
    with pytest.raises(PermissionDenied, match="You do not work at"):
        require(technician, MOVE, at=elsewhere)


def test_working_somewhere_is_not_a_right():
    ward = make_department()

    with pytest.raises(PermissionDenied, match="Your role does not allow"):
        require(make_nurse(ward), MOVE, at=ward.facility)


def test_a_department_reaches_its_own_devices_and_places_alone():
    ward = make_department()
    nurse = make_nurse(ward)
    own = make_asset(facility=ward.facility, owner_department=ward)
    other = make_asset(facility=ward.facility)
    room = make_location(facility=ward.facility, department=ward)

    require(nurse, "equipment.stop_asset", at=own)
    require(nurse, "equipment.stop_asset", at=room)
    with pytest.raises(PermissionDenied):
        require(nurse, "equipment.stop_asset", at=other)
    with pytest.raises(PermissionDenied):
        require(nurse, "equipment.stop_asset", at=ward.facility)


def test_a_department_sees_what_it_owns_what_stands_there_and_what_it_holds():
    ward = make_department()
    room = make_location(facility=ward.facility, department=ward)
    owned = make_asset(facility=ward.facility, owner_department=ward)
    standing = make_asset(current_location=room)
    make_asset(facility=ward.facility)

    assert set(Asset.objects.visible_to(make_nurse(ward))) == {owned, standing}


def test_who_works_everywhere_sees_everything():
    asset = make_asset()

    assert set(Asset.objects.visible_to(make_administrator())) == {asset}


@pytest.mark.parametrize(
    "person", [AnonymousUser, make_user, lambda: make_technician(make_facility())]
)
def test_strangers_see_nothing(person):
    make_asset()

    assert not Asset.objects.visible_to(person()).exists()


def test_an_inactive_person_sees_nothing():
    asset = make_asset()
    technician = make_technician(asset.facility, is_active=False)

    assert not Asset.objects.visible_to(technician).exists()


def test_the_audit_log_learns_which_facilities_a_person_may_read():
    here = make_facility()

    assert facilities_in_reach_of(make_technician(here)) == {here.pk}
    assert facilities_in_reach_of(make_administrator()) is None


def test_a_refusal_is_told_in_words_alone():
    with pytest.raises(PermissionDenied) as refusal:
        require(make_nurse(), MOVE, at=None)

    assert MOVE not in str(refusal.value)
