from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment.actions.assignments import Handover, assign_asset
from equipment.models import Assignment
from tests.factories import (
    make_asset,
    make_department,
    make_location,
    make_nurse,
    make_technician,
    make_user,
)


def send(client, name, asset, by=None, **data):
    client.force_login(by or make_technician(asset.facility))
    url = reverse(f"equipment:{name}", args=[asset.pk])
    return client.post(url, {"version": asset.version} | data)


def test_a_device_goes_to_a_person_a_department_and_a_place(client):
    department = make_department()
    asset = make_asset(facility=department.facility)
    nurse = make_user(first_name="Nina", last_name="Sato", username="nsato")
    make_location(facility=department.facility, name="Bed 4")

    send(
        client,
        "asset-assign",
        asset,
        department=department.pk,
        location="bed 4",
        purpose="Night shift",
    )

    assignment = Assignment.objects.get()
    assert assignment.department == department
    assert assignment.location.name == "Bed 4"
    assert assignment.purpose == "Night shift"

    asset.refresh_from_db()
    send(client, "asset-transfer", asset, person=nurse.username.upper())
    assert Assignment.objects.active().get().assigned_to == nurse


@pytest.mark.parametrize("typed", ["nina sato", "Sato Nina", "NSATO", "n@ward.example"])
def test_a_person_is_found_by_any_of_the_names(client, typed):
    nurse = make_user(
        first_name="Nina",
        last_name="Sato",
        username="nsato",
        email="n@ward.example",
    )

    send(client, "asset-assign", make_asset(), person=typed)

    assert Assignment.objects.get().assigned_to == nurse


def test_somebody_who_left_is_not_found(client):
    make_user(username="gone", is_active=False)

    response = send(client, "asset-assign", make_asset(), person="gone")

    assert response.context["form"].errors["person"] == [
        "No person that you can choose is called “gone”."
    ]


def test_a_handover_to_nobody_is_refused_on_top(client):
    response = send(client, "asset-assign", make_asset(), purpose="Anything")

    assert response.context["form"].non_field_errors() == [
        "Say who gets it: a person, a department, a place or a room."
    ]


@pytest.mark.parametrize(
    ("said", "days"),
    [({"return_in": "1"}, 1), ({"return_in": "7"}, 7), ({}, None)],
)
def test_the_return_is_agreed_by_a_quick_choice(client, said, days):
    send(client, "asset-assign", make_asset(), room_label="Bed 4", **said)

    due = Assignment.objects.get().expected_return_at
    expected = days and timezone.localdate() + timedelta(days=days)
    assert (due and timezone.localtime(due).date()) == expected


def test_a_day_that_was_chosen_counts_before_the_quick_choice(client):
    send(
        client,
        "asset-assign",
        make_asset(),
        room_label="Bed 4",
        return_in="7",
        return_on="2140-05-06",
    )

    due = timezone.localtime(Assignment.objects.get().expected_return_at)
    assert due.date() == date(2140, 5, 6)
    assert (due.hour, due.minute) == (23, 59)


def test_a_return_before_the_handover_is_refused_in_words(client):
    response = send(
        client, "asset-assign", make_asset(), room_label="Bed", return_on="2001-01-01"
    )

    assert "due back before it is given" in str(response.context["form"].errors)


def test_the_second_who_assigns_is_told_who_was_first(client):
    asset = make_asset()
    assign_asset(asset, to=Handover(room_label="Bed 4"), by=make_technician())
    asset.refresh_from_db()

    response = send(client, "asset-assign", asset, room_label="Bed 5")

    assert response.status_code == 409
    [refusal] = response.context["form"].non_field_errors()
    assert refusal.startswith("Bed 4 has it since")


def test_a_nurse_returns_a_device_dirty(client):
    asset = make_asset()
    assign_asset(asset, to=Handover(room_label="Bed 4"), by=make_technician())
    asset.refresh_from_db()
    nurse = make_nurse(asset.facility)

    send(client, "asset-return", asset, nurse, condition="dirty", note="Blood")

    asset.refresh_from_db()
    assert asset.status_reason == "needs_cleaning"


def test_a_return_says_the_condition(client):
    asset = make_asset()
    assign_asset(asset, to=Handover(room_label="Bed 4"), by=make_technician())
    asset.refresh_from_db()

    response = send(client, "asset-return", asset)

    assert response.context["form"].errors["condition"] == [
        "Say in which condition it comes back."
    ]


def test_what_nobody_has_is_not_returned(client):
    response = send(client, "asset-return", make_asset(), condition="ok")

    assert response.status_code == 409
    assert "Nobody has it" in response.content.decode()
