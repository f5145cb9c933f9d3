from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from equipment.choices import RiskClass
from hospital_assets.accounts.people import deactivate_person
from maintenance.actions.feeds import make_feed
from maintenance.actions.progress import call_off
from maintenance.choices import Priority, WorkOrderStatus
from maintenance.models import CalendarFeed, WorkOrder
from maintenance.reports import feed as feed_of_orders
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_department,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_plan,
    make_team,
    make_technician,
    make_work_order,
)

LIST = reverse("maintenance:feed-list")
MAKE = reverse("maintenance:feed-make")


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def address(person, facility=None):
    _, token = make_feed(facility=facility, by=person)
    return reverse("maintenance:feed", args=[token])


def events_at(client, url):
    """Each event of a calendar as names and values, read line by line."""
    response = client.get(url)
    assert response.status_code == 200
    lines = response.content.decode().replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    events = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1][name.partition(";")[0]] = value
    return events


def numbers(events):
    return {event["UID"].partition("@")[0].upper() for event in events}


# --- What is read -----------------------------------------------------------------


def test_an_order_is_an_event_on_its_due_day(client, settings):
    settings.PUBLIC_URL = "https://assets.example.org"
    technician = make_technician()
    room = make_location(name="Bed 4", facility=make_facility(name="General"))
    asset = make_asset(model_name="Evita V600", current_location=room)
    order = make_work_order(
        plan=make_plan(asset=asset),
        assigned_to=technician,
        status=WorkOrderStatus.ASSIGNED,
        priority=Priority.URGENT,
        risk_class=RiskClass.HIGH,
        due_on=date(2026, 12, 31),
        window_start=date(2026, 12, 1),
        window_end=date(2026, 12, 31),
        problem="Mrs Smith said that it beeps",
    )

    with time_machine.travel("2026-11-22"):
        [event] = events_at(client, address(technician))

    assert event["UID"] == f"{order.number.lower()}@assets.example.org"
    assert (event["DTSTART"], event["DTEND"]) == ("20261231", "20270101")
    words = ("PM due", "Evita V600", asset.asset_tag)
    assert event["SUMMARY"] == " \N{EN DASH} ".join(words)
    assert event["LOCATION"] == "General\\, Bed 4"
    assert event["STATUS"] == "CONFIRMED"
    assert event["CATEGORIES"] == "PM,HIGH-RISK"
    assert event["URL"] == f"https://assets.example.org{order.get_absolute_url()}"
    assert "On time: 1 Dec 2026 to 31 Dec 2026" in event["DESCRIPTION"]
    assert "Priority: Urgent" in event["DESCRIPTION"]
    assert "Smith" not in str(event)


def test_a_change_is_the_same_event_in_a_later_state(client):
    manager = make_manager()
    order = make_work_order(assigned_to=manager, due_on=in_days(3))
    url = address(manager)
    [before] = events_at(client, url)

    call_off(order, reason="Not needed", by=manager)
    [after] = events_at(client, url)

    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert (before["STATUS"], after["STATUS"]) == ("TENTATIVE", "CANCELLED")
    assert "cancelled" in after["SUMMARY"]


def test_what_is_done_says_so(client):
    technician = make_technician()
    make_work_order(
        assigned_to=technician,
        due_on=in_days(-3),
        status=WorkOrderStatus.COMPLETED,
        completed_at=timezone.now(),
    )

    [event] = events_at(client, address(technician))

    assert event["SUMMARY"].startswith("Repair done")
    assert event["STATUS"] == "CONFIRMED"


def test_a_person_reads_the_own_work_and_that_of_teams(client):
    technician = make_technician()
    mine = make_work_order(assigned_to=technician, due_on=in_days(1))
    ours = make_work_order(team=make_team(technician), due_on=in_days(1))
    make_work_order(assigned_to=technician)
    make_work_order(assigned_to=make_technician(), due_on=in_days(1))

    found = events_at(client, address(technician))

    assert numbers(found) == {mine.number, ours.number}


def test_a_facility_has_what_the_owner_may_see_of_it(client):
    ward = make_department()
    on_ward = make_asset(facility=ward.facility, owner_department=ward)
    mine = make_work_order(asset=on_ward, due_on=in_days(1))
    beside = make_work_order(
        asset=make_asset(facility=ward.facility), due_on=in_days(1)
    )
    make_work_order(due_on=in_days(1))

    whole = address(make_manager(), ward.facility)
    assert numbers(events_at(client, whole)) == {mine.number, beside.number}
    part = address(make_nurse(ward), ward.facility)
    assert numbers(events_at(client, part)) == {mine.number}


def test_days_long_past_and_far_ahead_are_left_out(client):
    manager = make_manager()
    shown = {
        make_work_order(assigned_to=manager, due_on=in_days(days)).number
        for days in (-60, 365)
    }
    for days in (-61, 366):
        make_work_order(assigned_to=manager, due_on=in_days(days))

    assert numbers(events_at(client, address(manager))) == shown


def test_a_very_full_calendar_keeps_what_is_open(client, monkeypatch):
    monkeypatch.setattr(feed_of_orders, "MOST_EVENTS", 2)
    manager = make_manager()
    done = {"status": WorkOrderStatus.COMPLETED, "completed_at": timezone.now()}
    make_work_order(assigned_to=manager, due_on=in_days(-5), **done)
    first, then, _ = (
        make_work_order(assigned_to=manager, due_on=in_days(days)).number
        for days in (1, 2, 3)
    )

    assert numbers(events_at(client, address(manager))) == {first, then}


# --- Who reads it -----------------------------------------------------------------


def test_an_address_shows_nothing_once_its_owner_has_left(client):
    technician = make_technician()
    make_work_order(assigned_to=technician, due_on=in_days(1))
    url = address(technician)
    assert len(events_at(client, url)) == 1

    deactivate_person(technician, by=make_administrator(), reason="Left the hospital")

    assert events_at(client, url) == []


def test_an_address_shows_nothing_once_its_owner_works_elsewhere(client):
    facility = make_facility()
    manager = make_manager(facility)
    make_work_order(asset=make_asset(facility=facility), due_on=in_days(1))
    url = address(manager, facility)
    assert len(events_at(client, url)) == 1

    manager.staff_scopes.update(facility=make_facility())
    assert events_at(client, url) == []
    manager.groups.clear()
    assert events_at(client, url) == []


@pytest.mark.parametrize("token", ["x", "A" * 43, "-", "feeds"])
def test_an_unknown_address_does_not_exist(client, token):
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_a_revoked_address_does_not_exist(client):
    technician = make_technician()
    url = address(technician)
    client.force_login(technician)
    feed = CalendarFeed.objects.get()

    response = client.post(
        reverse("maintenance:feed-revoke", args=[feed.pk]), follow=True
    )

    assertContains(response, "works no more")
    assertContains(response, "You have no address yet")
    client.logout()
    assert client.get(url).status_code == 404


def test_a_calendar_is_only_read(client):
    assert client.post(address(make_technician())).status_code == 405


def test_programs_are_told_what_it_is_and_ask_again_only_for_changes(client):
    technician = make_technician()
    order = make_work_order(assigned_to=technician, due_on=in_days(1))
    url = address(technician)

    response = client.get(url)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    kept = response["Cache-Control"].split(", ")
    assert sorted(kept) == ["max-age=900", "private"]
    again = {"If-None-Match": response["ETag"]}
    assert client.get(url, headers=again).status_code == 304
    WorkOrder.objects.filter(pk=order.pk).update(version=7)
    assert client.get(url, headers=again).status_code == 200


def test_a_calendar_costs_the_same_for_one_order_and_for_many(
    client, django_assert_num_queries
):
    technician = make_technician()
    url = address(technician)
    make_work_order(assigned_to=technician, due_on=in_days(1))
    with django_assert_num_queries(4):
        client.get(url)
    for _ in range(9):
        make_work_order(assigned_to=technician, due_on=in_days(1))
    with django_assert_num_queries(4):
        client.get(url)


# --- The page of addresses --------------------------------------------------------


def shown_address(response):
    [found] = re.findall(r"<textarea[^>]*>([^<]+)</textarea>", response.text)
    return urlsplit(unescape(found))


def test_an_address_is_shown_once(client, settings):
    technician = make_technician()
    client.force_login(technician)

    response = client.post(MAKE, {"facility": ""})

    made = shown_address(response)
    assert made.geturl().startswith(settings.PUBLIC_URL)
    assert "no-store" in response["Cache-Control"]
    token = made.path.removeprefix("/calendar/").removesuffix(".ics")
    response = client.get(LIST)
    assertContains(response, f"Work of {technician}")
    assertNotContains(response, token)
    client.logout()
    assert client.get(made.path).status_code == 200


def test_a_facility_is_chosen_among_ones_own(client):
    ward, other = make_department(), make_facility()
    client.force_login(make_nurse(ward))

    response = client.get(LIST)
    assertContains(response, f"All work at {ward.facility}")
    assertNotContains(response, other.name)
    assertNotContains(response, "My work and that of my teams")
    assert shown_address(client.post(MAKE, {"facility": ward.facility_id}))
    for facility in (other.pk, "", "x", 10**30, "\U0001fa7a"):
        response = client.post(MAKE, {"facility": facility})
        assert response.status_code == 200
        assertContains(response, "invalid-feedback")
    assert CalendarFeed.objects.count() == 1


def test_the_addresses_of_others_are_not_shown_and_not_revoked(client):
    auditor, facility = make_auditor(), make_facility(name="Theirs")
    feed, _ = make_feed(facility=facility, by=auditor)
    client.force_login(make_manager())

    assertNotContains(client.get(LIST), "Work at Theirs")
    url = reverse("maintenance:feed-revoke", args=[feed.pk])
    assert client.post(url).status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at is None


def test_the_calendar_and_the_own_page_lead_to_the_addresses(client):
    client.force_login(make_technician())

    for page in (reverse("maintenance:calendar"), reverse("accounts:profile")):
        assertContains(client.get(page), LIST)
