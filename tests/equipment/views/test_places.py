from __future__ import annotations

import pytest
from django.urls import reverse

from equipment.lifecycle import AssetStatus
from tests.factories import (
    make_administrator,
    make_asset,
    make_department,
    make_facility,
    make_location,
    make_nurse,
    make_technician,
)


@pytest.fixture
def tower():
    return make_location(name="Tower A", type="building")


def page_of(client, entity, person):
    client.force_login(person)
    return client.get(entity.get_absolute_url())


def test_a_place_shows_what_stands_in_it_and_below_it(client, tower):
    room = make_location(parent=tower, name="Room 12")
    here = make_asset(current_location=room)
    elsewhere = make_asset(facility=tower.facility)

    answer = page_of(client, tower, make_technician(tower.facility))

    assert here.asset_tag in answer.text
    assert elsewhere.asset_tag not in answer.text
    assert "Room 12" in answer.text


def test_a_place_counts_what_stands_below_each_of_its_places(client, tower):
    floor = make_location(parent=tower, name="Floor 2", type="floor")
    for name in ("Room 1", "Room 2"):
        make_asset(current_location=make_location(parent=floor, name=name))

    answer = page_of(client, tower, make_technician(tower.facility))

    (row,) = answer.context["children"]
    assert (row["place"], row["count"]) == (floor, 2)


def test_the_way_up_from_a_place_leads_through_every_place_around_it(client, tower):
    floor = make_location(parent=tower, name="Floor 2", type="floor")
    room = make_location(parent=floor, name="Room 12")

    answer = page_of(client, room, make_technician(tower.facility))

    assert [place.name for place in answer.context["around"]] == ["Tower A", "Floor 2"]


@pytest.mark.parametrize("make", [make_location, make_facility, make_department])
def test_places_of_other_facilities_do_not_exist_for_me(client, make):
    answer = page_of(client, make(), make_technician(make_facility()))

    assert answer.status_code == 404


def test_the_list_shows_the_outermost_places_of_my_facilities(client, tower):
    make_location(parent=tower, name="Room 12")
    foreign = make_location(name="Foreign tower")
    client.force_login(make_technician(tower.facility))

    answer = client.get(reverse("equipment:location-list"))

    assert "Tower A" in answer.text
    assert "Room 12" not in answer.text
    assert foreign.name not in answer.text


def test_a_ward_sees_its_own_rooms_as_outermost(client, tower):
    ward = make_department(facility=tower.facility)
    room = make_location(parent=tower, name="Ward room", department=ward)
    client.force_login(make_nurse(ward))

    answer = client.get(reverse("equipment:location-list"))

    assert room.name in answer.text


@pytest.mark.parametrize("sought", ["room 12", "R-12"])
def test_a_place_is_found_by_its_path_and_its_code(client, tower, sought):
    room = make_location(parent=tower, name="Room 12", code="R-12")
    client.force_login(make_technician(tower.facility))

    answer = client.get(reverse("equipment:location-list"), {"search": sought})

    assert room.get_absolute_url() in answer.text


def test_a_facility_shows_its_departments_places_and_equipment(client, tower):
    ward = make_department(facility=tower.facility)
    asset = make_asset(current_location=tower)

    answer = page_of(client, tower.facility, make_technician(tower.facility))

    for name in (ward.name, tower.name, asset.asset_tag):
        assert name in answer.text


def test_a_department_shows_what_it_owns_wherever_it_stands(client):
    ward = make_department()
    owned = make_asset(owner_department=ward)

    answer = page_of(client, ward, make_nurse(ward))

    assert owned.asset_tag in answer.text


def test_only_who_may_change_a_place_is_led_to_the_admin_site(client, tower):
    link = reverse("admin:equipment_location_change", args=[tower.pk])

    assert link in page_of(client, tower, make_administrator()).text
    assert link not in page_of(client, tower, make_technician(tower.facility)).text


def test_a_place_needs_as_many_queries_for_many_devices_as_for_one(
    client, tower, django_assert_max_num_queries
):
    for _ in range(20):
        make_asset(current_location=make_location(parent=tower))
    page_of(client, tower, make_technician(tower.facility))

    with django_assert_max_num_queries(11):
        client.get(tower.get_absolute_url())


LIST = reverse("equipment:location-list")


def test_the_tree_is_unfolded_down_to_the_place_that_the_address_names(client, tower):
    floor = make_location(parent=tower, name="Floor 2", type="floor")
    make_location(parent=floor, name="Room 12")
    make_location(parent=tower, name="Floor 3", type="floor")
    client.force_login(make_technician())

    answer = client.get(LIST, {"open": floor.pk})

    (tree,) = answer.context["trees"]
    (outer,) = tree["branches"]
    assert [each.place.name for each in outer.branches] == ["Floor 2", "Floor 3"]
    assert "Room 12" in answer.text


def test_a_level_comes_alone_where_the_page_asks_for_it(client, tower):
    for name in ("Floor 10", "Floor 2"):
        make_location(parent=tower, name=name, type="floor")
    client.force_login(make_technician())

    answer = client.get(
        LIST,
        {"open": tower.pk},
        headers={"HX-Request": "true", "HX-Target": f"tree-level-{tower.pk}"},
    )

    assert "<html" not in answer.text
    assert answer.text.index("Floor 2") < answer.text.index("Floor 10")


@pytest.mark.parametrize("opened", ["x", "²", "9" * 30, ""])
def test_an_odd_place_to_unfold_is_passed_over(client, tower, opened):
    client.force_login(make_technician())

    assert client.get(LIST, {"open": opened}).status_code == 200


def test_a_foreign_place_cannot_be_unfolded(client, tower):
    client.force_login(make_technician(make_facility()))

    assert client.get(LIST, {"open": tower.pk}).status_code == 404


@pytest.mark.parametrize("sought", ["%", "😀", "שלום", "x" * 300])
def test_odd_searches_for_a_place_are_answered(client, tower, sought):
    client.force_login(make_technician())

    answer = client.get(LIST, {"search": sought})

    assert answer.status_code == 200
    assert tower.get_absolute_url() not in answer.text


def test_the_tree_costs_the_same_for_one_place_and_for_many(
    client, tower, django_assert_num_queries
):
    client.force_login(make_technician())
    client.get(LIST)
    for number in (1, 30):
        for _ in range(number):
            make_location(parent=tower)
            make_location()
        with django_assert_num_queries(8):
            client.get(LIST, {"open": tower.pk})


def test_a_facility_counts_what_stands_in_it_and_what_each_department_owns(
    client, tower
):
    ward = make_department(facility=tower.facility)
    make_asset(current_location=tower, owner_department=ward)
    make_asset(current_location=tower)
    make_asset()

    answer = page_of(client, tower.facility, make_technician())

    assert answer.context["tiles"][0]["cell"].number == 2
    assert answer.context["departments"] == [{"department": ward, "count": 1}]


def test_a_department_shows_what_stands_in_its_places(client):
    ward = make_department()
    room = make_location(facility=ward.facility, department=ward)
    borrowed = make_asset(current_location=room)

    assert borrowed.asset_tag in page_of(client, ward, make_nurse(ward)).text


def test_what_is_retired_stands_nowhere(client, tower):
    gone = make_asset(current_location=tower, status=AssetStatus.RETIRED)

    answer = page_of(client, tower, make_technician())

    assert gone.asset_tag not in answer.text
