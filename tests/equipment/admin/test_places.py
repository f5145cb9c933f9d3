from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditLog
from equipment.models import Department, Facility, Location
from tests.factories import (
    make_administrator,
    make_asset,
    make_department,
    make_facility,
    make_location,
)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client():
    return signed_in(make_administrator())


def url(name, *args):
    return reverse(f"admin:equipment_{name}", args=args)


def place(facility, **fields):
    return {
        "facility": facility.pk,
        "name": "Room 1",
        "type": "room",
        "is_active": "on",
    } | fields


def errors(response):
    return dict(response.context["adminform"].form.errors)


# --- The tree -----------------------------------------------------------------------


def test_a_place_is_added_below_another_and_recorded(client):
    tower = make_location(name="Tower")

    response = client.post(
        url("location_add"), place(tower.facility, parent=tower.pk, name="Room 12")
    )

    assert response.status_code == 302
    room = Location.objects.get(name="Room 12")
    assert room.full_path == "Tower › Room 12"
    entry = AuditLog.objects.about(room).get()
    assert (entry.action, entry.source) == ("location.created", "admin")
    assert room.history.count() == 1


def test_a_moved_branch_takes_what_is_below_it_along(client):
    tower = make_location(name="Tower")
    floor = make_location(name="Floor", parent=tower)
    room = make_location(name="Room", parent=floor)
    annexe = make_location(name="Annexe", facility=tower.facility)

    client.post(
        url("location_change", floor.pk),
        place(tower.facility, parent=annexe.pk, name="Floor", type="floor"),
    )

    room.refresh_from_db()
    assert room.full_path == "Annexe › Floor › Room"


def test_a_ring_is_a_sentence_at_the_field(client):
    tower = make_location(name="Tower")
    room = make_location(parent=tower)

    response = client.post(
        url("location_change", tower.pk),
        place(tower.facility, parent=room.pk, name="Tower"),
    )

    assert errors(response) == {
        "parent": ["A place cannot be moved into itself or below itself."]
    }


def test_a_parent_in_another_facility_is_a_sentence_at_the_field(client):
    response = client.post(
        url("location_add"), place(make_facility(), parent=make_location().pk)
    )

    assert errors(response) == {"parent": ["That place is in another facility."]}


def test_too_deep_a_tree_is_a_sentence_at_the_field(client):
    parent = make_location()
    for _ in range(7):
        parent = make_location(parent=parent)

    response = client.post(
        url("location_add"), place(parent.facility, parent=parent.pk)
    )

    assert errors(response) == {"parent": ["Places can be nested 8 deep at most."]}


def test_what_only_the_action_knows_is_a_sentence_at_the_field_too(client):
    room = make_asset().current_location
    form = place(room.facility, name=room.name)
    del form["is_active"]

    response = client.post(url("location_change", room.pk), form)

    assert errors(response) == {"is_active": ["1 assets stand here. Move them first."]}
    room.refresh_from_db()
    assert room.is_active


def test_a_name_that_is_taken_is_a_sentence(client):
    tower = make_location()
    make_location(parent=tower, name="Room 1")

    response = client.post(
        url("location_add"), place(tower.facility, parent=tower.pk, name="ROOM 1")
    )

    assert errors(response) == {
        "__all__": ["There is a place of that name here already."]
    }


def test_a_place_stays_in_its_facility(client):
    room, elsewhere = make_location(), make_facility()

    client.post(url("location_change", room.pk), place(elsewhere, name=room.name))

    room.refresh_from_db()
    assert room.facility != elsewhere


def test_the_list_shows_the_tree_by_indentation(client):
    tower = make_location(name="Tower")
    make_location(parent=tower, name="Room 12")

    page = client.get(url("location_changelist")).content.decode()

    assert "\u2003Room 12" in page
    assert "\u2003Tower" not in page


def test_the_list_costs_as_many_queries_for_many_places_as_for_one(
    client, django_assert_max_num_queries
):
    client.get(url("location_changelist"))
    for _ in range(20):
        ward = make_department()
        make_location(department=ward, facility=ward.facility)

    with django_assert_max_num_queries(9):
        client.get(url("location_changelist"))


# --- Two people at once -------------------------------------------------------------


def test_a_form_opened_before_somebody_elses_change_is_refused(client):
    maker = make_facility(name="St Anna")
    page = client.get(url("facility_change", maker.pk))
    seen = page.context["adminform"].form["seen"].value()
    assert f'value="{seen}"' in page.content.decode()
    client.post(
        url("facility_change", maker.pk),
        {"name": "St Anne", "code": maker.code, "time_zone": "UTC", "seen": seen},
    )

    response = client.post(
        url("facility_change", maker.pk),
        {"name": "St Ann", "code": maker.code, "time_zone": "UTC", "seen": seen},
    )

    assert response.status_code == 412
    assert "changed this at" in errors(response)["__all__"][0]
    maker.refresh_from_db()
    assert maker.name == "St Anne"


# --- Scope --------------------------------------------------------------------------


def test_a_local_administrator_sees_and_changes_the_own_facility_alone():
    here, elsewhere = make_location(), make_location()
    client = signed_in(make_administrator(here.facility))

    page = client.get(url("location_changelist")).content.decode()

    assert here.name in page
    assert elsewhere.name not in page
    assert elsewhere.facility.name not in page
    for name in ("change", "history", "delete"):
        path = url(f"location_{name}", elsewhere.pk)
        assert client.get(path).status_code in (403, 404)
    assert client.get(url("location_history", elsewhere.pk)).status_code == 404
    response = client.post(url("location_add"), place(elsewhere.facility))
    assert "facility" in errors(response)


def test_a_local_administrator_adds_no_facility():
    client = signed_in(make_administrator(make_facility()))

    response = client.post(
        url("facility_add"), {"name": "New", "code": "NEW", "time_zone": "UTC"}
    )

    assert response.status_code == 403
    assert not Facility.objects.filter(code="NEW").exists()


def test_choosing_offers_the_own_places_that_are_in_use():
    here = make_location(name="Store A")
    make_location(name="Store B")
    make_location(name="Store C", facility=here.facility, is_active=False)
    client = signed_in(make_administrator(here.facility))

    answer = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "equipment",
            "model_name": "asset",
            "field_name": "current_location",
            "term": "store",
        },
    )

    assert [each["text"] for each in answer.json()["results"]] == ["Store A"]


# --- Departments --------------------------------------------------------------------


def test_a_department_is_added_and_recorded(client):
    hospital = make_facility()

    client.post(url("department_add"), {"facility": hospital.pk, "name": "ICU"})

    entry = AuditLog.objects.about(Department.objects.get(name="ICU")).get()
    assert (entry.action, entry.facility_id) == ("department.created", hospital.pk)


# --- What cannot be meant -----------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 10_000),
        ("name", "a\0b"),
        ("code", "lower case"),
        ("time_zone", "Mars/Olympus"),
        ("gln", "124"),
        ("floor_count", "-1"),
        ("floor_count", "99999999999999999999"),
        ("address", "y" * 10_000),
    ],
)
def test_bad_input_is_a_sentence_beside_its_field(client, field, value):
    form = {"name": "New", "code": "NEW", "time_zone": "UTC", field: value}

    response = client.post(url("facility_add"), form)

    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert not Facility.objects.exists()


@pytest.mark.parametrize("name", ["Klinik 💉", "\u202eabc", "مستشفى"])
def test_unusual_names_are_kept_as_they_are(client, name):
    client.post(url("facility_add"), {"name": name, "code": "N", "time_zone": "UTC"})

    assert Facility.objects.get().name == name


@pytest.mark.parametrize("pk", ["0", "abc", "9" * 30, "1%00", "-1"])
def test_what_does_not_exist_is_not_found(client, pk):
    for name in ("change", "history"):
        path = f"/admin/equipment/location/{pk}/{name}/"
        assert client.get(path).status_code in (400, 404)
