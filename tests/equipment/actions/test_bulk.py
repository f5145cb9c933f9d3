from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from equipment.actions.bulk import change_statuses, move_assets
from equipment.actions.statuses import StatusChange
from equipment.lifecycle import AssetStatus, StatusReason
from tests.factories import make_asset, make_facility, make_location, make_technician


def test_all_devices_of_a_selection_move():
    room = make_location()
    pumps = [make_asset(facility=room.facility) for _ in range(3)]

    assert move_assets(pumps, to=room, by=make_technician(room.facility)) == 3

    for pump in pumps:
        pump.refresh_from_db()
        assert pump.current_location == room


def test_one_refusal_moves_none_and_says_which_and_why():
    room = make_location()
    pump = make_asset(facility=room.facility)
    gone = make_asset(facility=room.facility, status=AssetStatus.RETIRED)

    with pytest.raises(ValidationError) as refused:
        move_assets([pump, gone], to=room, by=make_technician(room.facility))

    pump.refresh_from_db()
    assert pump.current_location != room
    assert refused.value.messages == [
        "Nothing was changed.",
        f"{gone}: A retired asset cannot be moved. Reinstate it first.",
    ]


def test_a_device_of_another_facility_stops_the_whole_selection():
    room = make_location()
    mine, foreign = make_asset(facility=room.facility), make_asset()

    with pytest.raises(ValidationError, match="You do not work at"):
        move_assets([mine, foreign], to=room, by=make_technician(room.facility))


def test_a_selection_goes_to_maintenance_together():
    hospital = make_facility()
    pumps = [make_asset(facility=hospital) for _ in range(2)]
    change = StatusChange(
        to=AssetStatus.MAINTENANCE, reason=StatusReason.PM, note="Yearly check"
    )

    change_statuses(pumps, change, by=make_technician(hospital))

    for pump in pumps:
        pump.refresh_from_db()
        assert pump.status == AssetStatus.MAINTENANCE
