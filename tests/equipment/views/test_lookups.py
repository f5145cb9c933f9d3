from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import (
    make_asset,
    make_auditor,
    make_device_model,
    make_facility,
    make_location,
    make_manufacturer,
    make_nurse,
    make_technician,
    make_user,
)


def options(client, kind, text, person):
    client.force_login(person)
    url = reverse("equipment:lookup", args=[kind])
    return client.get(url, {"whatever_the_field_is_called": text})


def test_places_are_proposed_while_somebody_types(client):
    floor = make_location(name="Floor 3")
    make_location(parent=floor, name="Bed 4")
    person = make_technician(floor.facility)

    response = options(client, "place", "bed", person)

    assert response.content.decode().strip() == (
        '<option value="Floor 3 › Bed 4"></option>'
    )


def test_places_of_several_facilities_are_told_apart(client):
    place = make_location(name="Store")

    text = options(client, "place", "store", make_technician(make_facility()))
    assert "option" not in text.content.decode()

    person = make_technician(place.facility, make_facility())
    text = options(client, "place", "store", person).content.decode()
    assert f"Store, {place.facility}" in text


def test_models_are_proposed_with_their_makers(client):
    make_device_model(manufacturer=make_manufacturer(name="Dräger"), name="Evita")

    text = options(client, "model", "drager ev", make_nurse()).content.decode()

    assert "Dräger Evita" in text


def test_assets_are_proposed_as_far_as_one_sees(client):
    asset = make_asset(name="Monitor")

    assert (
        str(asset) in options(client, "asset", "monit", make_nurse()).content.decode()
    )
    hidden = options(client, "asset", "monit", make_nurse(make_facility()))
    assert str(asset) not in hidden.content.decode()


def test_people_are_named_only_to_who_hands_devices_over(client):
    make_user(first_name="Nina", last_name="Sato")

    assert (
        "Nina" in options(client, "person", "sato", make_technician()).content.decode()
    )
    for person in (make_nurse(), make_auditor()):
        assert options(client, "person", "sato", person).status_code == 404


@pytest.mark.parametrize("text", ["", "x", "\N{HOSPITAL}" * 500, "' OR 1=1 --", "مضخة"])
@pytest.mark.parametrize("kind", ["place", "person", "model", "asset"])
def test_whatever_is_typed_proposes_nothing_wrong(client, kind, text):
    response = options(client, kind, text, make_technician())

    assert response.status_code == 200
    assert "<option" not in response.content.decode()


def test_another_kind_does_not_exist(client):
    assert options(client, "password", "x", make_technician()).status_code == 404
