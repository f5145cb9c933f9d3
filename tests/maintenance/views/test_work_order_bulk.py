from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from tests.factories import (
    make_facility,
    make_manager,
    make_technician,
    make_work_order,
)

URL = reverse("maintenance:work-order-bulk-assign")


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def owner_of(order):
    order.refresh_from_db()
    return order.assigned_to


def test_ticked_orders_are_given_to_somebody(client, manager):
    orders = [make_work_order(), make_work_order()]
    untouched, technician = make_work_order(), make_technician()
    query = "&".join(f"order={order.pk}" for order in orders)

    assertContains(client.get(f"{URL}?{query}"), orders[0].number)
    client.post(f"{URL}?{query}", {"person": technician.pk, "seen": "2"})

    assert {owner_of(order) for order in orders} == {technician}
    assert owner_of(untouched) is None


def test_all_that_match_are_given_once_that_is_confirmed(client, manager):
    order, technician = make_work_order(priority="urgent"), make_technician()
    make_work_order()
    url = f"{URL}?all=1&priority=urgent"
    said = {"person": technician.pk, "seen": "1"}

    assertContains(client.post(url, said), "Confirm that you mean all of them.")
    client.post(url, said | {"confirmed": "on"})

    assert owner_of(order) == technician


def test_who_ticked_nothing_is_told(client, manager):
    response = client.get(URL, follow=True)

    assertContains(response, "Select the work orders first")


def test_nobody_is_offered_who_does_not_work_at_all_places(client, manager):
    first, second = make_work_order(), make_work_order()
    here = make_technician(first.facility)
    query = f"order={first.pk}&order={second.pk}"

    form = client.get(f"{URL}?{query}").context["form"]

    assert here not in form.fields["person"].queryset


def test_orders_elsewhere_are_not_touched(client):
    order = make_work_order()
    client.force_login(make_manager(make_facility()))

    client.post(f"{URL}?order={order.pk}", {"person": make_technician().pk})

    assert owner_of(order) is None
