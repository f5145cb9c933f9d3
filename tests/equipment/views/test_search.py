from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from hospital_assets.foundation.paging import PAGE_SIZE
from tests.factories import (
    make_asset,
    make_department,
    make_department_manager,
    make_location,
    make_manager,
)

SEARCH = "/search/"


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def tags(response):
    return [row["asset_tag"] for row in response.context.get("found", [])]


@pytest.mark.parametrize("text", ["BME-7Ä", "bme-7Ä", "  BME-7Ä "])
def test_an_exact_tag_goes_straight_to_the_asset(client, manager, text):
    asset = make_asset(asset_tag="BME-7Ä")
    make_asset(asset_tag="BME-7ÄB")

    response = client.get(SEARCH, {"q": text})

    assertRedirects(
        response,
        reverse("equipment:asset-detail", args=[asset.pk]),
        fetch_redirect_response=False,
    )


@pytest.mark.parametrize(
    "text", ["bme-77", "sn 55", "sn-55", "ventil", "evita", "drager", "evita vent"]
)
def test_a_part_of_what_is_written_on_it_finds_it(client, manager, text):
    asset = make_asset(
        asset_tag="BME-7701",
        serial_number="SN-55X",
        name="Ventilator",
        model_name="Evita",
        manufacturer_name="Dräger",
    )
    make_asset(asset_tag="PUMP-1", serial_number="XK-1")

    assert tags(client.get(SEARCH, {"q": text})) == [asset.asset_tag]


def test_nothing_found_says_how_to_search(client, manager):
    assertContains(client.get(SEARCH, {"q": "nothing"}), "Nothing found")


def test_nothing_asked_is_no_search(client, manager):
    make_asset()

    for query in ({}, {"q": ""}, {"q": "   "}):
        assertContains(client.get(SEARCH, query), "What are you looking for?")


@pytest.mark.parametrize(
    "text",
    ["'", '"', "%", "_%", "\\", "* OR 1=1", "NEAR(", "🩺", "مضخة", "^", "a" * 200],
)
def test_odd_searches_are_answered(client, manager, text):
    make_asset()

    response = client.get(SEARCH, {"q": text})

    assert response.status_code == 200
    assert tags(response) == []


def test_too_long_a_search_is_a_sentence(client, manager):
    response = client.get(SEARCH, {"q": "x" * 10_000})

    assertContains(response, "Search for 200 characters at most.")
    assert len(response.content) < 30_000


def test_a_character_that_no_name_has_is_refused(client, manager):
    assert client.get(f"{SEARCH}?q=a%00b").status_code == 400


def test_more_than_a_page_leads_to_the_list(client, manager):
    place = make_location()
    for _ in range(PAGE_SIZE + 1):
        make_asset(current_location=place, name="Pump & co")

    response = client.get(SEARCH, {"q": "pump & co"})

    assert len(tags(response)) == PAGE_SIZE
    assertContains(response, "/assets/?search=pump%20%26%20co")


def test_what_was_found_can_be_sorted(client, manager):
    later, sooner = make_asset(name="Pump B"), make_asset(name="Pump A")

    response = client.get(SEARCH, {"q": "pump", "ordering": "name"})

    assert tags(response) == [sooner.asset_tag, later.asset_tag]
    assert len(tags(client.get(SEARCH, {"q": "pump", "ordering": "x"}))) == 2


def test_only_what_one_may_see_is_found(client):
    foreign = make_asset()
    client.force_login(make_department_manager(make_department()))

    assert tags(client.get(SEARCH, {"q": foreign.asset_tag})) == []


def test_a_search_costs_few_queries(client, manager, django_assert_num_queries):
    place = make_location()
    make_asset(current_location=place)
    client.get(SEARCH, {"q": "pump"})
    with django_assert_num_queries(7):
        client.get(SEARCH, {"q": "pump"})
    make_asset(current_location=place)

    with django_assert_num_queries(7):
        client.get(SEARCH, {"q": "pump"})
