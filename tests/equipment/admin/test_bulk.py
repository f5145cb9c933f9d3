from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditLog
from equipment.admin import bulk
from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from tests.factories import make_administrator, make_asset, make_facility, make_location

LIST = reverse("admin:equipment_asset_changelist")


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_administrator())
    return client


def send(client, action, assets, **answers):
    return client.post(
        LIST,
        {"action": action, "_selected_action": [a.pk for a in assets]} | answers,
    )


def test_a_selection_is_moved_after_being_asked_where(client):
    assets, store = [make_asset(), make_asset()], make_location(name="Store")

    question = send(client, "move_selected", assets)
    assert "Move the selected assets" in question.content.decode()
    answer = send(client, "move_selected", assets, apply="Move", location=store.pk)

    assert answer.status_code == 302
    assert set(Asset.objects.values_list("current_location", flat=True)) == {store.pk}
    entries = AuditLog.objects.filter(action="asset.moved")
    assert {entry.source for entry in entries} == {"admin"}
    assert entries.count() == 2


def test_one_that_cannot_move_keeps_all_where_they_are(client):
    good, gone = make_asset(), make_asset(status=AssetStatus.RETIRED)
    store = make_location()

    response = send(
        client, "move_selected", [good, gone], apply="Move", location=store.pk
    )

    page = response.content.decode()
    assert "Nothing was changed." in page
    assert "retired asset cannot be moved" in page
    good.refresh_from_db()
    assert good.current_location != store


def test_a_selection_is_taken_out_of_service(client):
    assets = [make_asset(), make_asset()]

    send(
        client,
        "change_status_of_selected",
        assets,
        apply="Change status",
        to="out_of_service",
        reason="recall_hold",
        note="Maker's notice 7",
    )

    assert set(Asset.objects.values_list("status", "status_reason")) == {
        ("out_of_service", "recall_hold")
    }


def test_what_a_status_must_record_is_asked_for_beside_its_field(client):
    response = send(
        client,
        "change_status_of_selected",
        [make_asset()],
        apply="Change status",
        to="out_of_service",
    )

    assert "Choose why." in response.content.decode()


def test_no_place_is_no_move(client):
    response = send(client, "move_selected", [make_asset()], apply="Move")

    assert "location" in response.context["form"].errors


def test_a_place_out_of_reach_is_not_offered():
    asset, elsewhere = make_asset(), make_location()
    client = Client()
    client.force_login(make_administrator(asset.facility))

    response = send(
        client, "move_selected", [asset], apply="Move", location=elsewhere.pk
    )

    assert "location" in response.context["form"].errors


def test_a_foreign_asset_is_not_in_any_selection():
    foreign, here = make_asset(), make_facility()
    client = Client()
    client.force_login(make_administrator(here))

    send(
        client,
        "move_selected",
        [foreign],
        apply="Move",
        location=make_location(facility=here).pk,
    )

    foreign.refresh_from_db()
    assert foreign.facility != here


def test_too_large_a_selection_is_refused_with_a_sentence(client, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 1)

    response = send(client, "move_selected", [make_asset(), make_asset()])

    page = client.get(response["Location"]).content.decode()
    assert "Select at most 1 assets at once." in page


@pytest.mark.parametrize("pk", ["abc", "9" * 30, "-1", ""])
def test_a_selection_that_is_none_is_refused(client, pk):
    make_asset()

    response = client.post(LIST, {"action": "move_selected", "_selected_action": pk})

    assert response.status_code == 400


@pytest.mark.parametrize("pk", ["abc", "9" * 30, "-1", "424242"])
def test_a_place_that_is_none_is_a_sentence(client, pk):
    response = send(client, "move_selected", [make_asset()], apply="Move", location=pk)

    assert "location" in response.context["form"].errors


@pytest.mark.parametrize(
    "query",
    ["facility__id__exact=abc", "p=99999999999999", "status__exact=x", "o=9.9", "e=1"],
)
def test_odd_filters_break_nothing(client, query):
    make_asset()

    assert client.get(f"{LIST}?{query}").status_code in (200, 302)
