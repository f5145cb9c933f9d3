from __future__ import annotations

import pytest
from django.urls import reverse

from equipment.actions.assets import move_asset
from equipment.actions.assignments import Handover, assign_asset
from tests.factories import (
    make_asset,
    make_department,
    make_facility,
    make_location,
    make_technician,
)


def page(client, asset, query=""):
    client.force_login(make_technician(asset.facility))
    return client.get(url_of(asset) + query)


def url_of(asset):
    return reverse("equipment:asset-move", args=[asset.pk])


def move(client, asset, place, **data):
    client.force_login(make_technician(asset.facility))
    sent = {"version": asset.version, "location": place} | data
    return client.post(url_of(asset), sent, follow=True)


def make_room(asset, name="Room 4", *, floor=None):
    named = {"name": floor} if floor else {}
    return make_location(
        parent=make_location(facility=asset.facility, **named), name=name
    )


@pytest.mark.parametrize("typed", ["floor 1 › room 4", "Floor 1>Room 4", "ROOM 4"])
def test_a_place_is_found_by_its_path_or_its_name(client, typed):
    asset = make_asset()
    room = make_room(asset, floor="Floor 1")

    response = move(client, asset, typed)

    asset.refresh_from_db()
    assert asset.current_location == room
    assert f"stands in {room} now" in response.content.decode()


def test_a_place_is_found_by_the_code_on_its_door(client):
    asset = make_asset()
    room = make_location(facility=asset.facility, code="ICU-3")

    move(client, asset, "icu-3")

    asset.refresh_from_db()
    assert asset.current_location == room


def test_a_name_that_several_places_have_lists_them(client):
    asset = make_asset()
    rooms = [make_room(asset) for _ in range(2)]

    response = move(client, asset, "Room 4")

    [refusal] = response.context["form"].errors["location"]
    assert refusal.startswith("“Room 4” is not clear. Did you mean “")
    assert all(str(room) in refusal for room in rooms)


def test_an_unknown_place_is_refused_with_what_is_like_it(client):
    asset = make_asset()
    make_room(asset, "Endoscopy washing room")

    response = move(client, asset, "washing")
    assert "Endoscopy washing room" in str(response.context["form"].errors)

    response = move(client, asset, "Atlantis")
    assert response.context["form"].errors["location"] == [
        "No place that you can choose is called “Atlantis”."
    ]


def test_a_place_out_of_sight_is_not_found(client):
    asset = make_asset()
    hidden = make_location(facility=make_facility(), name="Secret store")

    response = move(client, asset, str(hidden))

    assert "Secret store”" in str(response.context["form"].errors["location"])
    assert "Did you mean" not in str(response.context["form"].errors["location"])


def test_the_places_used_last_are_one_click_away(client):
    asset = make_asset()
    technician = make_technician(asset.facility)
    rooms = [make_location(facility=asset.facility) for _ in range(3)]
    for room in rooms:
        move_asset(asset, to=room, by=technician)
    client.force_login(technician)

    response = client.get(url_of(asset))

    # It stands in the last of them already.
    assert response.context["recent_places"] == [rooms[1], rooms[0]]
    link = f"{url_of(asset)}?location={rooms[0].pk}"
    assert client.get(link).context["form"]["location"].value() == str(rooms[0])


@pytest.mark.parametrize("query", ["?location=x", "?location=999999999999999999999"])
def test_a_link_to_a_place_that_does_not_exist_leaves_the_field_empty(client, query):
    response = page(client, make_asset(), query)

    assert not response.context["form"]["location"].value()


def test_a_move_away_from_its_holder_offers_the_transfer(client):
    ward = make_department()
    asset = make_asset(facility=ward.facility)
    assign_asset(asset, to=Handover(department=ward), by=make_technician())
    asset.refresh_from_db()
    other = make_department(facility=ward.facility)
    room = make_location(facility=ward.facility, department=other, name="Elsewhere")

    assert f"{ward} has it." in page(client, asset).content.decode()
    response = move(client, asset, "Elsewhere")

    assert f"{ward} still has it: transfer it" in response.content.decode()
    asset.refresh_from_db()
    assert asset.current_location == room
