from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.saved_views import keep_view
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.paging import LOST_PLACE, PAGE_SIZE
from tests.factories import (
    make_asset,
    make_category,
    make_department,
    make_department_manager,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_user,
)

LIST = "/assets/"
PART = {"HX-Request": "true", "HX-Target": "asset-results"}


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def tags(response):
    return [row["asset_tag"] for row in response.context["page"].rows]


def test_the_list_says_what_each_device_is_and_where(client, manager):
    wing = make_location(name="North", facility=make_facility(name="General"))
    room = make_location(name="Room 7", parent=wing)
    asset = make_asset(current_location=room, serial_number="N/A")
    nina = make_user(first_name="Nina", last_name="Berg")
    assign_asset(asset, to=Handover(person=nina), by=manager)

    response = client.get(LIST)

    for words in (
        asset.asset_tag,
        asset.name,
        "N/A",
        "Says that there is no serial number.",
        "In use",
        "Room 7",
        "General › North",
        "Nina Berg",
    ):
        assertContains(response, words)
    assertContains(response, reverse("equipment:asset-detail", args=[asset.pk]))


def test_only_what_one_may_see_is_in_the_list(client):
    department = make_department()
    mine = make_asset(facility=department.facility, owner_department=department)
    make_asset(facility=department.facility)
    client.force_login(make_department_manager(department))

    assert tags(client.get(LIST)) == [mine.asset_tag]


def test_the_filter_in_the_address_is_shown_and_can_be_taken_away(client, manager):
    make_asset()
    stopped = make_asset(
        status=AssetStatus.OUT_OF_SERVICE, status_reason=StatusReason.DAMAGED
    )

    response = client.get(LIST, {"status": "out_of_service", "search": stopped.name})

    assert tags(response) == [stopped.asset_tag]
    assertContains(response, "Status: Out of service")
    assertContains(response, f"{LIST}?status=out_of_service")
    assertContains(response, 'value="out_of_service" checked')


def test_what_is_typed_becomes_what_it_names(client, manager):
    category = make_category(name="Syringe pump")

    response = client.get(
        LIST, {"category_text": "syringe", "status": "in_use", "facility": ""}
    )

    assert response.status_code == 302
    assert response["Location"] == f"{LIST}?status=in_use&category={category.pk}"


def test_what_is_typed_and_means_nothing_is_said_beside_the_field(client, manager):
    make_asset()

    response = client.get(LIST, {"category_text": "a <b>"})

    assert tags(response) == []
    assertContains(response, "No category is called “a &lt;b&gt;”.", count=2)
    assertContains(response, 'value="a &lt;b&gt;"')
    assertContains(response, "Nothing is shown yet")


@pytest.mark.parametrize(
    "query",
    [
        {"facility": "abc"},
        {"facility": "9" * 30},
        {"status": "🩺"},
        {"search": "x" * 10_000},
        {"ordering": "password"},
        {"current_location": ["1", "-1"]},
        {"warranty_ended": "maybe"},
        {"device_model_text": "x" * 10_000},
    ],
)
def test_a_filter_that_is_not_understood_is_a_sentence_and_no_list(
    client, manager, query
):
    make_asset()

    response = client.get(LIST, query)

    assert response.status_code == 200
    assert response.context["refusals"]
    assert tags(response) == []


@pytest.mark.parametrize(
    "text", ["'", '"', "%", "_", "\\", "🩺", "عربي", "a" * 200, "- -"]
)
def test_odd_searches_are_searches(client, manager, text):
    make_asset()

    response = client.get(LIST, {"search": text})

    assert response.status_code == 200
    assert response.context["refusals"] == []


def test_a_cursor_that_is_none_shows_the_beginning_and_says_so(client, manager):
    asset = make_asset()

    response = client.get(LIST, {"cursor": "nonsense"})

    assert tags(response) == [asset.asset_tag]
    assertContains(response, LOST_PLACE)


@pytest.mark.parametrize("ordering", ["", "-asset_tag", "current_location", "facility"])
def test_the_pages_of_the_list_hold_every_row_once(client, manager, ordering):
    place = make_location()
    made = [make_asset(current_location=place).asset_tag for _ in range(PAGE_SIZE + 2)]

    first = client.get(LIST, {"ordering": ordering})
    second = client.get(
        LIST, {"ordering": ordering, "cursor": first.context["page"].next}
    )

    shown = tags(first) + tags(second)
    assert sorted(shown) == made
    assertContains(first, f"{PAGE_SIZE + 2} assets")
    assertContains(second, 'rel="prev"')


@pytest.mark.parametrize(
    "query", ["", "?ordering=status&status=available", "?search=pump"]
)
def test_two_hundred_assets_cost_as_many_queries_as_one(
    client, manager, django_assert_num_queries, query
):
    make_asset(), keep_view(page="assets", name="Mine", query="a=b", by=manager)
    client.get(LIST + query)
    with django_assert_num_queries(8):
        client.get(LIST + query)
    place = make_location()
    for _ in range(60):
        make_asset(current_location=place)

    with django_assert_num_queries(8):
        client.get(LIST + query)


def test_a_filter_by_everything_costs_no_more_queries(
    client, manager, django_assert_max_num_queries
):
    asset = make_asset(owner_department=make_department())
    client.get(LIST)
    query = {
        "facility": asset.facility_id,
        "owner_department": asset.owner_department_id,
        "current_location": asset.current_location_id,
        "category": asset.category_id,
        "status": ["available", "in_use"],
        "search": asset.asset_tag,
    }

    with django_assert_max_num_queries(8):
        client.get(LIST, query)


def test_htmx_gets_the_part_that_changes(client, manager):
    asset = make_asset()

    response = client.get(LIST, {"status": "available", "search": ""}, headers=PART)

    assert tags(response) == [asset.asset_tag]
    assertNotContains(response, "<html")
    assertContains(response, 'hx-swap-oob="true"')
    assert response["HX-Push-Url"] == f"{LIST}?status=available"
    assert "HX-Target" in response["Vary"]


def test_going_back_gets_the_whole_page_again(client, manager):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assertContains(client.get(LIST, headers=headers), "<html")


def test_buttons_are_there_for_who_may_press_them(client, manager):
    make_asset()

    assertContains(client.get(LIST), "data-select-row")
    assertContains(client.get(LIST), "export.csv")

    client.force_login(make_nurse())
    assertNotContains(client.get(LIST), reverse("equipment:asset-bulk-move"))
    assertNotContains(client.get(LIST), "export.csv")


def test_an_empty_list_says_what_to_do(client, manager):
    assertContains(client.get(LIST), "No assets yet")
    assertContains(client.get(LIST, {"search": "nothing"}), "No asset matches")


def test_own_views_are_tabs_and_the_present_one_is_marked(client, manager):
    keep_view(page="assets", name="Used", query="status=in_use", by=manager)
    keep_view(page="assets", name="Other's", query="", by=make_nurse())

    response = client.get(LIST, {"status": "in_use"})

    assertContains(
        response,
        f'<a href="{LIST}?status=in_use" aria-current="page">Used</a>',
        html=True,
    )
    assertNotContains(response, "Other")


def test_the_present_view_can_be_renamed_and_every_other_filter_kept(client, manager):
    view = keep_view(page="assets", name="Used", query="status=in_use", by=manager)

    assertContains(client.get(LIST, {"status": "in_use"}), f"/views/{view.pk}/")
    assertContains(client.get(LIST, {"status": "retired"}), "Keep this filter")
    assertNotContains(client.get(LIST), "Keep this filter")


def test_suggestions_are_what_one_may_choose(client):
    department = make_department()
    room = make_location(
        name="Room 7", facility=department.facility, department=department
    )
    make_location(name="Room 8")
    client.force_login(make_department_manager(department))

    response = client.get(
        reverse("equipment:asset-filter-options", args=["current_location"]),
        {"current_location_text": "room"},
    )

    assertContains(response, f'<option value="{room.full_path}">')
    assertNotContains(response, "Room 8")


def test_suggestions_keep_to_the_facility_that_was_chosen(client, manager):
    here, _ = make_location(name="Room 7"), make_location(name="Room 8")

    response = client.get(
        reverse("equipment:asset-filter-options", args=["current_location"]),
        {"current_location_text": "room", "facility": here.facility_id},
    )

    assert list(response.context["options"]) == ["Room 7"]


def test_there_are_no_suggestions_for_a_field_that_is_none(client, manager):
    url = reverse("equipment:asset-filter-options", args=["password"])

    assert client.get(url).status_code == 404
