from __future__ import annotations

from equipment.place_tree import breadcrumbs, counting_order, levels_of, numbers_below
from tests.factories import (
    make_asset,
    make_department,
    make_location,
    make_nurse,
    make_technician,
)


def test_places_are_sorted_as_people_count():
    names = ["Room 10", "room 2", "Room 1b", "Annex", "Room 1a", "2 West", "10 West"]

    assert sorted(names, key=counting_order) == [
        "2 West",
        "10 West",
        "Annex",
        "Room 1a",
        "Room 1b",
        "room 2",
        "Room 10",
    ]


def test_a_ward_begins_its_tree_where_its_own_places_begin():
    tower = make_location(name="Tower")
    ward = make_department(facility=tower.facility)
    bay = make_location(parent=tower, name="Bay", department=ward)
    make_location(parent=bay, name="Bed 1", department=ward)

    (branch,) = levels_of(make_nurse(ward), opened=None)[tower.facility_id]

    assert branch.place == bay
    assert branch.has_more


def test_the_way_up_leads_only_through_places_that_one_may_see():
    tower = make_location(name="Tower")
    ward = make_department(facility=tower.facility)
    bay = make_location(parent=tower, name="Bay", department=ward)
    bed = make_location(parent=bay, name="Bed 1", department=ward)

    crumbs = breadcrumbs(make_nurse(ward), bed)

    assert [(crumb.name, crumb.place) for crumb in crumbs] == [
        ("Tower", None),
        ("Bay", bay),
    ]


def test_what_stands_anywhere_below_counts_for_the_place_above():
    tower = make_location(name="Tower")
    floor = make_location(parent=tower, name="Floor")
    room = make_location(parent=floor, name="Room")
    for place in (tower, floor, room, room):
        make_asset(current_location=place)

    assert numbers_below(make_technician(), tower) == {floor.pk: 3}
