from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from equipment.lifecycle import AssetStatus, StatusReason
from equipment.views import asset_bulk
from tests.factories import (
    make_asset,
    make_auditor,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
)

MOVE, STATUS = "/assets/move/", "/assets/status/"


@pytest.fixture
def room():
    return make_location(name="Room 7")


@pytest.fixture
def pumps(room):
    return [make_asset(facility=room.facility) for _ in range(3)]


@pytest.fixture
def manager(client, room):
    person = make_manager(room.facility)
    client.force_login(person)
    return person


def address(path, assets, **query):
    ticked = "&".join(f"asset={asset.pk}" for asset in assets)
    return f"{path}?{ticked}" + "".join(f"&{k}={v}" for k, v in query.items())


def places(assets):
    for asset in assets:
        asset.refresh_from_db()
    return {asset.current_location for asset in assets}


def test_the_ticked_assets_are_shown_before_anything_is_done(client, manager, pumps):
    response = client.get(address(MOVE, pumps[:2], status="available"))

    assertContains(response, "Move 2 assets")
    assertContains(response, str(pumps[0]))
    assert pumps[2] not in response.context["selection"].assets
    assertContains(response, "/assets/?status=available")


def test_the_ticked_assets_move_together(client, manager, pumps, room):
    response = client.post(
        address(MOVE, pumps, status="available"),
        {"location": "Room 7", "reason": "New ward", "seen": "3"},
    )

    assertRedirects(response, "/assets/?status=available")
    assert places(pumps) == {room}
    assert pumps[0].history.first().history_change_reason == "New ward"


def test_one_that_cannot_move_keeps_all_where_they_are(client, manager, pumps, room):
    gone = make_asset(facility=room.facility, status=AssetStatus.RETIRED)

    response = client.post(
        address(MOVE, [*pumps, gone]), {"location": "Room 7", "seen": "4"}
    )

    assert response.status_code == 409
    assertContains(response, "Nothing was changed.", status_code=409)
    assertContains(response, f"{gone}: A retired asset cannot", status_code=409)
    assert room not in places(pumps)


def test_a_place_that_does_not_exist_is_said_beside_the_field(client, manager, pumps):
    response = client.post(address(MOVE, pumps), {"location": "🩺", "seen": "3"})

    assert "location" in response.context["form"].errors


def test_all_that_match_are_changed_once_confirmed(client, manager, pumps, room):
    url = address(MOVE, [], all=1, status="available")

    refused = client.post(url, {"location": "Room 7", "seen": "3"})
    assert "confirmed" in refused.context["form"].errors
    client.post(url, {"location": "Room 7", "seen": "3", "confirmed": "on"})

    assert places(pumps) == {room}


def test_more_that_match_than_were_seen_are_not_changed(client, manager, pumps, room):
    sent = {"location": "Room 7", "seen": "2", "confirmed": "on"}

    response = client.post(address(MOVE, [], all=1), sent)

    assertContains(response, "You saw 2 assets, but now it would be 3.")
    assertContains(response, 'name="seen" value="3"')
    assert room not in places(pumps)


def test_who_ticked_nothing_is_told_to_and_keeps_the_filter(client, manager, pumps):
    response = client.get(address(MOVE, [], search="pump"), follow=True)

    assertContains(response, "Select the assets first")
    assert response.redirect_chain == [("/assets/?search=pump", 302)]


def test_a_filter_that_is_not_understood_selects_nothing(client, manager, pumps):
    response = client.get(address(MOVE, [], all=1, status="nonsense"), follow=True)

    assertContains(response, "Select the assets first")


def test_more_than_can_be_done_at_once_are_refused(client, manager, pumps, monkeypatch):
    monkeypatch.setattr(asset_bulk, "MOST_AT_ONCE", 2)

    response = client.get(address(MOVE, [], all=1), follow=True)

    assertContains(response, "More than 2 assets match. Narrow the filter first.")


@pytest.mark.parametrize("query", ["", "?asset=", "?asset=abc", "?asset=999999"])
def test_without_a_selection_the_list_says_what_to_do(client, manager, query):
    response = client.get(MOVE + query, follow=True)

    assert response.redirect_chain[0][0].startswith("/assets/")
    assert response.status_code == 200
    assert [str(message) for message in response.context["messages"]]


def test_what_one_may_not_see_is_not_selected(client, manager, pumps):
    foreign = make_asset(facility=make_facility())

    response = client.get(address(MOVE, [pumps[0], foreign]))

    assert response.context["selection"].assets == [pumps[0]]


def test_the_status_of_all_changes_together(client, manager, pumps):
    response = client.post(
        address(STATUS, pumps),
        {"change_to": "maintenance:pm", "note": "Yearly check", "seen": "3"},
    )

    assert response.status_code == 302
    places(pumps)
    assert {(each.status, each.status_reason) for each in pumps} == {
        (AssetStatus.MAINTENANCE, StatusReason.PM)
    }


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"change_to": ""}, "change_to"),
        ({"change_to": "maintenance:ready"}, "change_to"),
        ({"change_to": "maintenance:pm"}, "note"),
        ({"change_to": "maintenance:pm", "note": "x" * 10_000}, "note"),
        ({"change_to": "maintenance:pm", "note": "nul\0"}, "note"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(client, manager, pumps, sent, field):
    response = client.post(address(STATUS, pumps), {"seen": "3"} | sent)

    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_a_nurse_can_only_stop_devices(client, room, pumps):
    client.force_login(make_nurse(room.facility))

    form = client.get(address(STATUS, pumps)).context["form"]

    [_, (group, _)] = form.fields["change_to"].choices
    assert group == "Out of service"


@pytest.mark.parametrize("path", [MOVE, STATUS])
def test_an_auditor_changes_nothing(client, path, pumps):
    client.force_login(make_auditor())

    assert client.get(address(path, pumps)).status_code == 403


def test_a_long_selection_shows_its_beginning_and_how_many_more(
    client, manager, pumps, monkeypatch
):
    monkeypatch.setattr(asset_bulk, "SHOWN_ASSETS", 1)
    monkeypatch.setattr(asset_bulk, "SHOWN_REASONS", 1)

    response = client.post(
        address(STATUS, pumps),
        {"change_to": "available:ready", "seen": "3"},
    )

    assertContains(response, "and 2 more", count=2, status_code=409)


def test_the_number_of_queries_to_show_a_selection_is_fixed(
    client, manager, pumps, django_assert_num_queries
):
    client.get(address(MOVE, pumps))

    with django_assert_num_queries(5):
        client.get(address(MOVE, pumps[:1]))
    with django_assert_num_queries(5):
        client.get(address(MOVE, pumps))
    assert reverse("equipment:asset-bulk-move") == MOVE
