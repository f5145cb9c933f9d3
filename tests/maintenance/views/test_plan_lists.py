from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from maintenance.choices import PlanStatus, PlanType
from tests.factories import (
    make_asset,
    make_category,
    make_device_model,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_plan,
)

URL = reverse("maintenance:plan-list")


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def names(answer):
    return [row["name"] for row in answer.context["page"].rows]


def test_the_list_begins_with_what_is_due_first(client, manager):
    make_plan(name="Later", next_due_on=in_days(60))
    make_plan(name="Sooner", next_due_on=in_days(6))
    make_plan(name="Paused", status=PlanStatus.PAUSED, paused_reason="Lent")

    assert names(client.get(URL)) == ["Sooner", "Later"]


@pytest.mark.parametrize(
    ("tab", "found"),
    [
        ("active", {"Active", "Overdue"}),
        ("overdue", {"Overdue"}),
        ("paused", {"Paused"}),
        ("ended", {"Ended"}),
        ("all", {"Active", "Overdue", "Paused", "Ended"}),
    ],
)
def test_each_tab_has_its_plans(client, manager, tab, found):
    make_plan(name="Active")
    make_plan(name="Overdue", next_due_on=in_days(-1))
    make_plan(name="Paused", status=PlanStatus.PAUSED, paused_reason="Lent")
    make_plan(name="Ended", status=PlanStatus.COMPLETED)

    assert set(names(client.get(URL, {"tab": tab}))) == found


def filters_that_find():
    facility = make_facility()
    room = make_location(facility=facility, name="Theatre 9")
    model = make_device_model(name="Evita V800", category=make_category())
    asset = make_asset(
        current_location=room,
        device_model=model,
        category=model.category,
        asset_tag="VENT-77",
    )
    make_plan(
        asset=asset, name="Wanted", plan_type=PlanType.EST, next_due_on=in_days(5)
    )
    return {
        "search": "VENT-77",
        "facility": facility.pk,
        "place": "theatre",
        "category": model.category.pk,
        "model": "evita",
        "plan_type": "est",
        "due_by": in_days(6).isoformat(),
    }


@pytest.mark.parametrize(
    "name",
    ["search", "facility", "place", "category", "model", "plan_type", "due_by"],
)
def test_each_filter_finds_what_it_names(client, manager, name):
    make_plan(name="Other", next_due_on=in_days(50))
    values = filters_that_find()

    assert names(client.get(URL, {name: values[name]})) == ["Wanted"]


@pytest.mark.parametrize(
    "query",
    [
        {"facility": "999999"},
        {"tab": "nonsense"},
        {"due_by": "0008-01-01"},
        {"ordering": "secret"},
    ],
)
def test_a_filter_that_is_wrong_finds_nothing(client, manager, query):
    make_plan()

    answer = client.get(URL, query)

    assert answer.status_code == 200
    assert names(answer) == []


def test_a_person_sees_the_plans_of_the_own_facilities(client):
    here, there = make_plan(name="Here"), make_plan(name="There")
    client.force_login(make_manager(here.asset.facility))

    assert names(client.get(URL)) == ["Here"]
    assert client.get(there.get_absolute_url()).status_code == 404


def test_a_list_of_20_takes_as_many_queries_as_one_of_1(client, manager):
    make_plan()
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for _ in range(20):
        make_plan()

    with CaptureQueriesContext(connection) as many:
        client.get(URL)

    assert len(many) == len(one)


def test_a_filter_is_kept_as_a_view_and_renamed_and_deleted(client, manager):
    client.post(
        f"{reverse('maintenance:plan-view-keep')}?tab=paused", {"name": "My paused"}
    )
    page = client.get(f"{URL}?tab=paused")
    view = page.context["present_view"]

    assert view.name == "My paused"
    edit = reverse("maintenance:plan-view-edit", args=[view.pk])
    client.post(edit, {"name": "Paused ones"})
    assert "Paused ones" in client.get(URL).content.decode()
    client.post(reverse("maintenance:plan-view-delete", args=[view.pk]))
    assert client.get(URL).context["views"] == []


def test_a_view_of_another_list_is_no_view_of_this_one(client, manager):
    client.post(reverse("equipment:saved-view-keep"), {"name": "Assets"})
    pk = manager.saved_views.get().pk

    edit = client.get(reverse("maintenance:plan-view-edit", args=[pk]))

    assert edit.status_code == 404


def test_a_nurse_sees_what_is_planned_for_the_own_devices(client):
    plan = make_plan()
    client.force_login(make_nurse(plan.asset.facility))

    assert client.get(URL).status_code == 200
    assert client.get(plan.get_absolute_url()).status_code == 200
