from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from equipment.choices import RiskClass
from hospital_assets.foundation.paging import PAGE_SIZE
from maintenance.choices import Priority, WorkOrderStatus, WorkOrderType
from tests.factories import (
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

URL = reverse("maintenance:work-order-list")


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def numbers(response):
    return [row["number"] for row in response.context["page"].rows]


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def make_done(**fields):
    return make_work_order(
        status=WorkOrderStatus.COMPLETED, completed_at=timezone.now(), **fields
    )


def test_the_queue_says_what_where_whose_and_by_when(client, manager):
    wing = make_location(name="North", facility=make_facility(name="General"))
    room = make_location(name="Room 7", parent=wing)
    asset = make_asset(current_location=room, is_life_support=True)
    order = make_work_order(
        asset=asset,
        assigned_to=make_technician(first_name="Nina", last_name="Berg"),
        due_on=in_days(-2),
        problem="Beeps all the time",
        priority=Priority.URGENT,
        is_life_support=True,
        risk_class=RiskClass.HIGH,
        equipment_down=True,
    )

    response = client.get(URL)

    for words in (
        order.number,
        asset.asset_tag,
        "Beeps all the time",
        "Repair",
        "Urgent",
        "Requested",
        "High risk",
        "Life support",
        "Device down",
        "Room 7",
        "General › North",
        "Nina Berg",
        "Overdue",
    ):
        assertContains(response, words)


def test_each_tab_shows_its_own(client):
    technician = make_technician()
    team = make_team(technician)
    mine = make_work_order(assigned_to=technician)
    ours = make_work_order(team=team)
    free = make_work_order()
    late = make_work_order(assigned_to=make_technician(), due_on=in_days(-1))
    done = make_done()
    asked = make_work_order(requested_by=technician, status=WorkOrderStatus.CANCELLED)
    client.force_login(technician)

    shown = {
        tab: set(numbers(client.get(URL, {"tab": tab})))
        for tab in ("mine", "team", "unassigned", "overdue", "open", "done")
    }

    assert shown == {
        "mine": {mine.number},
        "team": {ours.number},
        "unassigned": {free.number},
        "overdue": {late.number},
        "open": {mine.number, ours.number, free.number, late.number},
        "done": {done.number},
    }
    assert numbers(client.get(URL, {"tab": "requested"})) == [asked.number]
    assert numbers(client.get(URL)) == [mine.number]


def test_for_today_is_what_has_come_for_oneself_and_ones_teams(client):
    technician = make_technician()
    mine = {"assigned_to": technician}
    on_hold = {"status": WorkOrderStatus.ON_HOLD, "hold_reason": "vendor"}
    for_today = {
        order.number
        for order in (
            make_work_order(**mine),
            make_work_order(**mine, due_on=in_days(0)),
            make_work_order(**mine, due_on=in_days(-9), **on_hold),
            make_work_order(**mine, due_on=in_days(9), next_attempt_on=in_days(0)),
            make_work_order(team=make_team(technician), due_on=in_days(-1)),
        )
    }
    make_work_order(**mine, **on_hold)
    make_work_order(**mine, due_on=in_days(1))
    make_work_order(
        **mine,
        plan=make_plan(),
        due_on=in_days(-1),
        status=WorkOrderStatus.DEFERRED,
        deferred_until=in_days(9),
    )
    make_work_order(due_on=in_days(-1))
    make_work_order(team=make_team(), due_on=in_days(-1))
    team = make_team(technician)
    make_work_order(team=team, assigned_to=make_technician(), due_on=in_days(-1))
    client.force_login(technician)

    assert set(numbers(client.get(URL, {"tab": "today"}))) == for_today


def test_requests_without_answer_can_be_seen_alone(client, manager):
    wanted = make_work_order()
    make_work_order(status=WorkOrderStatus.TRIAGED)
    make_work_order(plan=make_plan())

    assert numbers(client.get(URL, {"only": "unanswered"})) == [wanted.number]


def test_a_nurse_sees_first_what_she_asked_for(client):
    ward = make_department()
    nurse = make_nurse(ward)
    asset = make_asset(facility=ward.facility, owner_department=ward)
    asked = make_work_order(asset=asset, requested_by=nurse)
    other = make_work_order(asset=asset)
    make_work_order()
    client.force_login(nurse)

    response = client.get(URL)

    assert numbers(response) == [asked.number]
    assertNotContains(response, "Unassigned")
    assertNotContains(response, "Select all rows")
    assert set(numbers(client.get(URL, {"tab": "open"}))) == {
        asked.number,
        other.number,
    }


def test_who_only_reads_asks_for_nothing(client):
    client.force_login(make_auditor())

    assertNotContains(client.get(URL), "I asked for")


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"type": "est"}, {"type": WorkOrderType.EST}),
        ({"priority": "low"}, {"priority": Priority.LOW}),
        ({"status": "triaged"}, {"status": WorkOrderStatus.TRIAGED}),
        ({"risk_class": "high"}, {"risk_class": RiskClass.HIGH}),
        ({"search": "smoke"}, {"problem": "It smokes"}),
        ({"search": "4711"}, {"number": f"WO-{timezone.localdate().year}-004711"}),
        ({"due_by": in_days(3).isoformat()}, {"due_on": in_days(3)}),
        ({"due_from": in_days(11).isoformat()}, {"due_on": in_days(11)}),
        ({"only": "down"}, {"equipment_down": True}),
    ],
)
def test_the_queue_is_filtered(client, manager, query, fields):
    make_work_order(due_on=in_days(9))
    wanted = make_work_order(**fields)

    assert numbers(client.get(URL, query)) == [wanted.number]


def test_the_queue_of_a_place_has_all_below_it(client, manager):
    floor = make_location(name="Floor 3")
    room = make_location(name="Bed 4", parent=floor)
    wanted = make_work_order(asset=make_asset(current_location=room))
    make_work_order()

    response = client.get(URL, {"location": floor.pk, "tab": "open"})
    assert numbers(response) == [wanted.number]
    assertContains(response, "Floor 3")
    assertContains(response, 'href="?tab=open"')
    assert numbers(client.get(URL, {"place": "floor 3"})) == [wanted.number]


def test_people_teams_facilities_and_devices_filter_too(client, manager):
    team, ward = make_team(), make_department()
    wanted = make_work_order(
        assigned_to=make_technician(last_name="Okafor"),
        team=team,
        asset=make_asset(facility=ward.facility, owner_department=ward),
    )
    make_work_order()

    for query in (
        {"assignee": "okaf"},
        {"team": team.pk},
        {"facility": wanted.facility_id},
        {"asset": wanted.asset_id},
        {"department": wanted.department_id},
        {"search": wanted.asset.asset_tag},
    ):
        assert numbers(client.get(URL, query)) == [wanted.number]


def test_what_is_most_urgent_can_come_first(client, manager):
    make_work_order(priority=Priority.LOW, due_on=in_days(1), number="A")
    make_work_order(priority=Priority.EMERGENCY, number="B")
    make_work_order(priority=Priority.URGENT, due_on=in_days(5), number="C")

    assert numbers(client.get(URL, {"ordering": "urgency"})) == ["B", "C", "A"]
    assert numbers(client.get(URL)) == ["A", "C", "B"]


@pytest.mark.parametrize(
    "query",
    [
        {"type": "🩺"},
        {"search": "x" * 10_000},
        {"due_by": "0008-01-01"},
        {"location": "abc"},
        {"asset": "9" * 30},
        {"tab": "theirs"},
        {"ordering": "password"},
        {"team": "-1"},
    ],
)
def test_a_filter_that_is_not_understood_shows_nothing_and_says_so(
    client, manager, query
):
    make_work_order()

    response = client.get(URL, query)

    assert response.status_code == 200
    assert numbers(response) == []
    assert response.context["filter"].form.errors


def test_the_queue_goes_on_page_by_page(client, manager):
    for _ in range(PAGE_SIZE + 1):
        make_work_order()

    first = client.get(URL)
    second = client.get(URL, {"cursor": first.context["page"].next})

    assert len(numbers(first)) == PAGE_SIZE
    assert len(numbers(second)) == 1
    assert set(numbers(first)).isdisjoint(numbers(second))


def test_the_queue_costs_the_same_for_one_row_and_for_twenty(
    client, manager, django_assert_num_queries
):
    client.get(URL)
    counts = []
    for number in (1, 19):
        for _ in range(number):
            make_work_order(assigned_to=manager, team=make_team(), due_on=in_days(1))
        with django_assert_num_queries(8) as found:
            client.get(URL)
        counts.append(len(found))

    assert counts[0] == counts[1]


def test_the_number_of_ones_own_stands_in_the_navigation(client):
    technician = make_technician()
    make_work_order(assigned_to=technician)
    make_done(assigned_to=technician)
    client.force_login(technician)

    assertContains(client.get("/"), reverse("maintenance:work-order-count"))
    assertContains(client.get(reverse("maintenance:work-order-count")), "1")
