from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from maintenance.choices import WorkOrderStatus, WorkOrderType
from tests.factories import (
    make_asset,
    make_department,
    make_facility,
    make_manager,
    make_nurse,
    make_plan,
    make_team,
    make_technician,
    make_work_order,
)

URL = reverse("maintenance:calendar")
NOON = "2026-11-22 12:00Z"
NOVEMBER = {"month": "2026-11"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON, tick=False):
        yield date(2026, 11, 22)


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def november(day):
    return date(2026, 11, day)


def boxes(response):
    return {box.on: box for week in response.context["weeks"] for box in week}


def shown(response):
    return {row["number"] for box in boxes(response).values() for row in box.day.rows}


def test_work_stands_on_its_due_day_with_its_window(client, manager):
    order = make_work_order(
        due_on=november(24), window_start=november(1), window_end=november(30)
    )

    response = client.get(URL)

    [row] = boxes(response)[november(24)].day.rows
    assert row["number"] == order.number
    assertContains(response, order.get_absolute_url())
    assertContains(response, order.asset.asset_tag)
    assertContains(response, "until 30 Nov")
    assertNotContains(response, "Overdue")


def test_what_is_overdue_says_so(client, manager):
    make_work_order(due_on=november(20), window_end=november(21))

    assertContains(client.get(URL), '<span class="tag tag-overdue">Overdue</span>')
    assertContains(
        client.get(URL, {"week": "2026-W47"}),
        '<span class="tag tag-overdue">Overdue</span>',
    )


def test_what_is_done_or_without_a_date_is_not_to_be_done_on_a_day(client, manager):
    make_work_order()
    make_work_order(
        due_on=november(24),
        status=WorkOrderStatus.CANCELLED,
        ended_reason="Not needed",
    )

    response = client.get(URL)

    assert shown(response) == set()
    assertContains(response, "No work is due in these days")


def test_more_than_a_handful_leads_to_the_queue_of_that_day(client, manager):
    for _ in range(7):
        make_work_order(due_on=november(24))
    vital = make_work_order(due_on=november(24), is_life_support=True)
    make_work_order(due_on=november(25))

    response = client.get(URL, {"type": "cm"})

    box = boxes(response)[november(24)]
    assert (len(box.day.rows), box.day.more) == (4, 4)
    assert box.day.rows[0]["number"] == vital.number
    assertContains(response, "and 4 more")
    assert len(client.get(box.url).context["page"].rows) == 8


def test_dates_of_plans_without_a_work_order_are_counted(client, manager):
    plan = make_plan(next_due_on=november(24))
    make_plan(next_due_on=november(24))
    make_work_order(plan=make_plan(next_due_on=november(24)), due_on=november(24))
    make_plan(next_due_on=november(20))

    response = client.get(URL)

    box = boxes(response)[november(24)]
    assert (box.day.number, box.day.planned) == (1, 2)
    assert boxes(response)[november(20)].day.planned == 0
    assert len(client.get(box.plans_url).context["page"].rows) == 2
    narrowed = client.get(URL, {"facility": plan.asset.facility_id})
    assert boxes(narrowed)[november(24)].day.planned == 1
    rows = client.get(boxes(narrowed)[november(24)].plans_url).context["page"].rows
    assert len(rows) == 1
    assert boxes(client.get(URL, {"type": "pm"}))[november(24)].day.planned == 0


def test_the_calendar_is_filtered_and_leads_to_the_same_rows(client):
    technician, ward = make_technician(), make_department()
    client.force_login(technician)
    due = {"due_on": november(24)}
    team = make_team(technician)
    mine = make_work_order(assigned_to=technician, **due)
    ours = make_work_order(team=team, **due)
    on_ward = make_asset(facility=ward.facility, owner_department=ward)
    there = make_work_order(asset=on_ward, type=WorkOrderType.RECALL, **due)

    for query, order in (
        ({"whose": "mine"}, mine),
        ({"whose": "team"}, ours),
        ({"facility": ward.facility_id}, there),
        ({"department": ward.pk}, there),
        ({"type": "recall"}, there),
    ):
        response = client.get(URL, query)
        assert shown(response) == {order.number}
        queue = client.get(boxes(response)[november(24)].url)
        assert [row["number"] for row in queue.context["page"].rows] == [order.number]


def test_nobody_sees_work_of_other_places(client):
    ward = make_department()
    asset = make_asset(facility=ward.facility, owner_department=ward)
    mine = make_work_order(asset=asset, due_on=november(24))
    beside = make_work_order(
        asset=make_asset(facility=ward.facility), due_on=november(24)
    )
    make_work_order(due_on=november(24))
    make_plan(next_due_on=november(24))

    client.force_login(make_nurse(ward))
    response = client.get(URL)
    assert shown(response) == {mine.number}
    assert boxes(response)[november(24)].day.planned == 0
    assert "whose" not in response.context["form"].fields
    client.force_login(make_manager(ward.facility))
    assert shown(client.get(URL)) == {mine.number, beside.number}


@pytest.mark.parametrize(
    ("query", "days", "beside"),
    [
        ("month=2026-12", "2026-11-30 2027-01-03", "month=2026-11 month=2027-01"),
        ("month=2026-02", "2026-01-26 2026-03-01", "month=2026-01 month=2026-03"),
        ("month=2021-02", "2021-02-01 2021-02-28", "month=2021-01 month=2021-03"),
        ("week=2026-W53", "2026-12-28 2027-01-03", "week=2026-W52 week=2027-W01"),
        ("week=2027-W01", "2027-01-04 2027-01-10", "week=2026-W53 week=2027-W02"),
    ],
)
def test_months_and_weeks_follow_each_other(client, manager, query, days, beside):
    response = client.get(f"{URL}?{query}")

    shown_days = [str(on) for on in boxes(response)]
    assert [shown_days[0], shown_days[-1]] == days.split()
    others = [response.context[name].strip("?") for name in ("before", "after")]
    assert others == beside.split()
    assert response.context["today"] in ("?month=2026-11", "?week=2026-W47")


def test_the_days_of_a_month_beside_are_shown_as_such(client, manager):
    shown_days = boxes(client.get(URL, {"month": "2026-12"}))

    assert [on.day for on, box in shown_days.items() if box.is_beside] == [30, 1, 2, 3]
    weeks = boxes(client.get(URL, {"week": "2026-W53"})).values()
    assert not any(box.is_beside for box in weeks)


def test_there_is_nothing_before_the_first_year_and_after_the_last(client, manager):
    assert client.get(URL, {"month": "1990-01"}).context["before"] == ""
    assert client.get(URL, {"month": "2150-12"}).context["after"] == ""


def test_today_is_that_of_the_persons_facility(client):
    facility = make_facility(time_zone="Asia/Tokyo")
    make_work_order(
        asset=make_asset(facility=facility),
        due_on=november(30),
        window_end=november(30),
    )
    manager = make_manager(facility)

    with time_machine.travel("2026-11-30 16:00Z", tick=False):
        client.force_login(manager)
        response = client.get(URL)

    assert response.context["span"].first == date(2026, 12, 1)
    assert boxes(response)[date(2026, 12, 1)].is_today
    assertContains(response, "Overdue")


@pytest.mark.parametrize(
    "query",
    [
        {"month": "2026-13"},
        {"month": "0008-01"},
        {"month": "november"},
        {"week": "2026-W54"},
        {"week": "0000-W01"},
        {"week": "9999-W52"},
        {"week": "x" * 10_000},
        {"facility": "-1"},
        {"department": "🩺"},
        {"type": "everything"},
        {"whose": "theirs"},
    ],
)
def test_what_is_not_understood_is_answered_with_a_sentence(client, manager, query):
    make_work_order(due_on=november(24))

    response = client.get(URL, query)

    assert response.context["mistakes"]
    assert shown(response) == set()
    assertContains(response, "Correct the filter or the address above.")


def test_each_view_opens_the_other_at_the_same_days(client, manager):
    response = client.get(URL, {"month": "2027-03"})

    views = {label: url for label, url, _ in response.context["views"]}
    assert views == {"Month": "?month=2027-03", "Week": "?week=2027-W09"}


@pytest.mark.parametrize("query", [NOVEMBER, {"week": "2026-W48"}])
def test_the_calendar_costs_the_same_for_one_row_and_for_many(
    client, manager, query, django_assert_num_queries, django_assert_max_num_queries
):
    make_work_order(due_on=november(24))
    make_plan(next_due_on=november(25))
    client.get(URL)
    with django_assert_max_num_queries(8) as few:
        client.get(URL, query)
    for day in range(23, 30):
        make_work_order(due_on=november(day), team=make_team())
        make_plan(next_due_on=november(day))

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(URL, query)
