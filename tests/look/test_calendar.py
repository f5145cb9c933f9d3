from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment.choices import RiskClass
from maintenance.actions.feeds import make_feed
from maintenance.choices import Priority, WorkOrderStatus
from tests.factories import (
    make_asset,
    make_department_manager,
    make_manager,
    make_nurse,
    make_plan,
    make_technician,
    make_work_order,
)
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser

CALENDAR = reverse("maintenance:calendar")
FEEDS = reverse("maintenance:feed-list")


@pytest.fixture
def work():
    """Work of every kind that the calendar and the dashboard show."""
    asset, today = make_asset(name="Ventilator"), timezone.localdate()
    for days in (-40, -1, 0, 0, 0, 0, 0, 0, 3):
        make_work_order(
            asset=asset,
            due_on=today + timedelta(days=days),
            window_start=today + timedelta(days=days - 9),
            window_end=today + timedelta(days=days + 9),
            risk_class=RiskClass.HIGH,
            is_life_support=True,
            priority=Priority.URGENT,
        )
    make_work_order(asset=asset, equipment_down=True, problem="It beeps " * 30)
    make_plan(asset=asset, next_due_on=today)
    return asset


def make_person_with_work(make, asset):
    person = make()
    make_work_order(asset=asset, assigned_to=person, requested_by=person)
    make_work_order(
        asset=asset,
        requested_by=person,
        status=WorkOrderStatus.COMPLETED,
        completed_at=timezone.now(),
    )
    return person


@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_use_the_calendar(look, work, visit, client):
    client.force_login(make_technician())
    window = visit(**look)

    check(window, CALENDAR)
    check(window, f"{CALENDAR}?week={timezone.localdate():%G-W%V}")
    check(window, f"{CALENDAR}?month=2001-01")
    check(window, f"{CALENDAR}?month=2001-13")


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize(
    "make", [make_manager, make_technician, make_department_manager, make_nurse]
)
def test_everyone_can_use_the_dashboard_of_the_work(look, make, work, visit, client):
    client.force_login(make_person_with_work(make, work))

    check(visit(**look), "/")


@pytest.mark.parametrize("look", LOOKS[:2])
def test_everyone_can_subscribe_to_a_calendar(look, work, visit, client):
    manager = make_manager()
    make_feed(facility=work.facility, by=manager)
    client.force_login(manager)
    window = visit(**look)
    check(window, FEEDS)

    window.page.get_by_role("button", name="Make an address").click()
    window.page.get_by_label("Address").wait_for()

    assert window.violations() == []
    assert window.complaints == []


@pytest.mark.parametrize("look", LOOKS[1:2])
def test_a_phone_shows_the_days_with_work_alone(look, work, visit, client):
    client.force_login(make_technician())
    page = visit(**look).go(CALENDAR)

    shown = page.locator(".calendar-day:visible")
    assert 1 <= shown.count() <= 4
    assert page.locator(".calendar-today .calendar-long").first.is_visible()
