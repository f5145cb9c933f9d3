from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from equipment.actions.assets import edit_asset
from tests.factories import make_asset, make_facility, make_manager, make_nurse

MOST_QUERIES = 14


def page(client, asset, person, query=""):
    client.force_login(person)
    return client.get(reverse("equipment:asset-history", args=[asset.pk]) + query)


def test_every_version_is_listed_with_its_differences(client):
    asset = make_asset(name="Pump")
    edit_asset(asset, changes={"name": "Infusion pump"}, by=make_manager())

    text = page(client, asset, make_nurse()).content.decode()

    assert "<del>" in text
    assert "Infusion pump" in text


def test_a_page_costs_the_same_for_two_versions_and_for_many(client):
    asset, nurse = make_asset(), make_nurse()
    for number in range(30):
        edit_asset(asset, changes={"notes": f"{number}"}, by=make_manager())
    page(client, asset, nurse)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("equipment:asset-history", args=[asset.pk]))

    assert len(queries) <= MOST_QUERIES
    older = page(client, asset, nurse, response.context["older_url"])
    assert older.context["versions"][-1].is_first


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40])
def test_a_page_that_does_not_exist_is_the_first(client, before):
    response = page(client, make_asset(), make_nurse(), f"?before={before}")

    assert len(response.context["versions"]) == 1


def test_the_history_of_an_asset_out_of_sight_does_not_exist(client):
    assert page(client, make_asset(), make_nurse(make_facility())).status_code == 404
