from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from equipment.actions.assets import edit_asset, move_asset
from equipment.actions.assignments import Handover, assign_asset, return_asset
from equipment.actions.attachments import Upload, attach_file
from tests.factories import (
    make_asset,
    make_auditor,
    make_location,
    make_manager,
    make_nurse,
    make_technician,
)
from tests.files import upload

MOST_QUERIES = 13


def page_of(client, asset, person, query=""):
    client.force_login(person)
    return client.get(asset.get_absolute_url() + query)


def text_of(response):
    return " ".join(response.content.decode().split())


# --- What happened ----------------------------------------------------------------


def make_eventful_asset(moves=3):
    asset = make_asset()
    manager = make_manager(first_name="Ana", last_name="Ruiz")
    for _ in range(moves):
        move_asset(
            asset,
            to=make_location(facility=asset.facility),
            by=manager,
            reason="Round trip",
        )
    assign_asset(asset, to=Handover(room_label="Bed 4"), by=manager)
    return_asset(asset, condition="ok", by=manager)
    asset.refresh_from_db()
    return asset


@pytest.mark.parametrize("moves", [1, 40])
def test_the_page_costs_the_same_however_much_happened(
    client, moves, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    asset = make_eventful_asset(moves)
    for number in range(moves // 4):
        make_asset(parent_asset=asset)
        file = upload(b"%PDF-1.7 " + bytes([number]))
        attach_file(asset, Upload(file, "manual"), by=make_technician())
    person = make_technician(asset.facility)
    page_of(client, asset, person)

    with CaptureQueriesContext(connection) as queries:
        client.get(asset.get_absolute_url())

    assert len(queries) <= MOST_QUERIES


def test_the_timeline_says_who_did_what_and_what_differs(client):
    asset = make_eventful_asset(moves=1)

    text = text_of(page_of(client, asset, make_nurse()))

    for words in (
        "Moved to Room",
        "Ana Ruiz: “Round trip”",
        "Handed over to Bed 4",
        "Returned",
        "Status</dt>",
    ):
        assert words in text


def test_addresses_and_request_ids_are_for_readers_of_the_audit_log(client):
    asset = make_asset(status_reason="needs_cleaning")
    client.force_login(make_technician(asset.facility))
    url = reverse("equipment:asset-clean", args=[asset.pk])
    sent = {"HTTP_X_REQUEST_ID": "request-42", "REMOTE_ADDR": "10.9.8.7"}
    client.post(url, {"version": 1}, **sent)

    assert "10.9.8.7 request-42" in text_of(page_of(client, asset, make_auditor()))
    for person in (make_nurse(), make_technician()):
        text = text_of(page_of(client, asset, person))
        assert "10.9.8.7" not in text
        assert "request-42" not in text


def test_older_deeds_are_a_page_further(client):
    asset = make_eventful_asset(moves=40)
    response = page_of(client, asset, make_nurse())
    assert "Registered" not in text_of(response)

    older = next(
        p["older"] for p in response.context["panels"] if p["id"] == "timeline"
    )
    text = text_of(client.get(f"{asset.get_absolute_url()}?before={older}"))

    assert "Latest" in text


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣", "%00"])
def test_a_page_of_the_timeline_that_does_not_exist_is_the_first(client, before):
    response = page_of(client, make_asset(), make_nurse(), f"?before={before}")

    assert response.status_code in (200, 400)


def test_where_it_stood_and_who_had_it_are_listed(client):
    asset = make_eventful_asset(moves=2)

    panels = {
        p["id"]: p for p in page_of(client, asset, make_nurse()).context["panels"]
    }

    assert len(panels["places"]["stays"]) == 3
    assert panels["places"]["stays"][0].reason == "Round trip"
    assert [a.holder for a in panels["holders"]["assignments"]] == ["Bed 4"]


def test_a_change_of_something_else_is_no_change_of_place(client):
    asset = make_asset()
    for notes in ("One", "Two"):
        edit_asset(asset, changes={"notes": notes}, by=make_manager())

    panels = {
        p["id"]: p for p in page_of(client, asset, make_nurse()).context["panels"]
    }

    assert len(panels["places"]["stays"]) == 1
