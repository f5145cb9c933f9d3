from __future__ import annotations

from equipment.models.places import MAX_DEPTH
from hospital_assets.demo.hospital import FACILITIES, NORTHGATE
from hospital_assets.demo.places import Builder


def test_a_larger_fleet_has_more_rooms():
    usual, larger = Builder(NORTHGATE, 1), Builder(NORTHGATE, 3)

    usual.build()
    larger.build()

    assert len(larger.tree) > 2 * len(usual.tree)


def test_no_place_is_deeper_than_places_may_be():
    builder = Builder(NORTHGATE, 1)
    builder.build()
    places = [place for place, _ in builder.numbered()]

    assert max(place.depth for place in places) in range(5, MAX_DEPTH + 1)


def test_no_two_doors_of_a_facility_have_one_code():
    for plan in FACILITIES:
        builder = Builder(plan, 2)
        builder.build()

        codes = [fields["code"] for _, fields in builder.tree if fields.get("code")]

        assert len(codes) == len(set(codes))


def test_what_needs_a_certain_room_stands_in_it():
    radiology = Builder(NORTHGATE, 1).build().wards["Radiology"]

    assert {spot.name for spot in radiology.spots_for("MRI")} == {"MRI 1", "MRI 2"}
    assert len(radiology.spots_for("Swimming pool")) > 5
