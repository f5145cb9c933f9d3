from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from equipment.choices import RiskClass
from maintenance.choices import IntervalUnit, Priority, WorkOrderStatus
from maintenance.intervals import add_months
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_department,
    make_department_manager,
    make_facility,
    make_manager,
    make_nurse,
    make_plan,
    make_team,
    make_technician,
    make_user,
    make_work_order,
)

URL = reverse("equipment:dashboard")
MAKERS = [
    make_administrator,
    make_manager,
    make_technician,
    make_auditor,
    make_department_manager,
    make_nurse,
]
OURS = {"work", "completion", "load"}
HIGH = {"risk_class": RiskClass.HIGH}


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def make_work(facility=None, *, person=None):
    """Something for every section; `person` has some of it to do or asked for it."""
    facility = facility or make_facility()
    asset = make_asset(facility=facility)
    make_work_order(asset=asset, due_on=in_days(-3), risk_class=RiskClass.HIGH)
    make_work_order(asset=asset, due_on=in_days(-9), is_life_support=True)
    make_work_order(asset=asset, equipment_down=True, requested_by=person)
    make_work_order(asset=asset, assigned_to=person or make_user())
    make_done(asset, requested_by=person)
    make_occurrence(asset)
    make_plan(asset=asset, next_due_on=in_days(3), standard_minutes=90)
    return asset


def make_done(asset, **fields):
    return make_work_order(
        asset=asset,
        status=WorkOrderStatus.COMPLETED,
        completed_at=timezone.now(),
        completed_on=in_days(0),
        **fields,
    )


def make_occurrence(asset, *, months_ago=0, is_done=True):
    """Planned work whose window ends with a month."""
    first = add_months(in_days(0).replace(day=1), -months_ago)
    end = add_months(first, 1) - timedelta(days=1)
    fields = {
        "plan": make_plan(asset=asset),
        "due_on": first,
        "window_start": first,
        "window_end": end,
    }
    if not is_done:
        return make_work_order(**fields)
    done = {"status": WorkOrderStatus.COMPLETED, "completed_at": timezone.now()}
    return make_work_order(**fields, **done, completed_on=min(end, in_days(0)))


def sections(client):
    return {each["name"]: each for each in client.get(URL).context["sections"]}


def numbers(section):
    return [row["number"] for row in section["rows"]]


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (make_administrator, "work work-overdue work-asked completion"),
        (make_manager, "work work-today work-overdue work-unanswered completion load"),
        (make_technician, "work work-today work-overdue work-unanswered"),
        (make_auditor, "work work-overdue completion"),
        (make_department_manager, "work-asked work-overdue completion"),
        (make_nurse, "work-asked"),
    ],
)
def test_each_role_sees_of_the_work_what_it_answers_for(client, make, names):
    client.force_login(make())

    shown = sections(client)

    ours = {name for name in shown if name.split("-")[0] in OURS}
    assert ours == set(names.split())


@pytest.mark.parametrize("make", MAKERS)
def test_nothing_to_do_is_said_in_words(client, make):
    client.force_login(make())

    response = client.get(URL)

    for section in response.context["sections"]:
        if "heading" in section:
            assertContains(response, section["heading"].empty_title)
        if section["name"] == "load":
            assertContains(response, "No planned work in the next four weeks")


def test_the_highest_risk_comes_first_of_what_is_overdue(client):
    asset = make_asset()
    late = make_work_order(asset=asset, due_on=in_days(-90))
    risky = make_work_order(asset=asset, due_on=in_days(-1), **HIGH)
    vital = make_work_order(asset=asset, due_on=in_days(-1), is_life_support=True)
    make_work_order(asset=asset, due_on=in_days(-9), window_end=in_days(0))
    client.force_login(make_manager())

    shown = numbers(sections(client)["work-overdue"])

    assert shown == [vital.number, risky.number, late.number]


def test_my_work_for_today_is_mine_and_my_teams_the_most_urgent_first(client):
    technician = make_technician()
    due = make_work_order(assigned_to=technician, due_on=in_days(0))
    urgent = make_work_order(team=make_team(technician), priority=Priority.URGENT)
    again = make_work_order(
        assigned_to=technician, due_on=in_days(9), next_attempt_on=in_days(0)
    )
    make_work_order(assigned_to=make_technician(), due_on=in_days(-1))
    client.force_login(technician)

    shown = numbers(sections(client)["work-today"])

    assert shown == [urgent.number, due.number, again.number]


def test_a_nurse_follows_what_she_asked_for_and_says_that_it_works_again(client):
    ward = make_department()
    nurse = make_nurse(ward)
    asset = make_asset(facility=ward.facility, owner_department=ward)
    waiting = make_work_order(asset=asset, requested_by=nurse)
    done = make_done(asset, requested_by=nurse)
    make_done(asset, requested_by=nurse, confirmed_at=timezone.now())
    make_work_order(asset=asset)
    client.force_login(nurse)

    assert numbers(sections(client)["work-asked"]) == [done.number, waiting.number]
    confirm = reverse("maintenance:work-order-confirm", args=[done.pk])
    assertContains(client.get(URL), f'action="{confirm}"')
    client.post(confirm)
    assert numbers(sections(client)["work-asked"]) == [waiting.number]


def links_with_numbers(text):
    found = re.findall(
        r'href="(/work-orders/\?[^"]+)">\s*<span class="tile-number">([\d,]+)', text
    )
    return [(unescape(url), int(number)) for url, number in found]


@pytest.mark.parametrize("make", [make_manager, make_technician, make_auditor])
def test_each_number_opens_exactly_the_orders_that_it_counts(client, make):
    mine = make_work()
    make_work()
    client.force_login(make(mine.facility))

    links = links_with_numbers(client.get(URL).text)

    assert [number for _, number in links][:4] == [2, 1, 4, 1]
    for url, number in links:
        assert len(client.get(url).context["page"].rows) == number, url


def test_the_list_behind_first_rows_goes_on_with_the_others(client):
    for _ in range(8):
        make_work_order(due_on=in_days(-1))
    client.force_login(make_manager())

    section = sections(client)["work-overdue"]

    assert len(section["rows"]) == 6
    assert len(client.get(section["more_url"]).context["page"].rows) == 8


def test_completion_is_the_number_of_the_report(client):
    asset = make_asset()
    for is_done in (True, True, False):
        make_occurrence(asset, is_done=is_done)
    make_occurrence(asset, months_ago=1)
    make_occurrence(make_asset(), months_ago=1, is_done=False)
    client.force_login(make_auditor(asset.facility))

    section = sections(client)["completion"]

    this, last = section["table"].lines
    assert [cell.text for cell in this.cells][:2] == ["3", "66.7 %"]
    assert [cell.text for cell in last.cells][:2] == ["1", "100.0 %"]
    for line, (_, url) in zip((this, last), section["reports"], strict=True):
        whole = client.get(url).context["tables"][0].lines[-1]
        assert whole.cells[0].text == line.cells[0].text
        assert whole.cells[2].text == line.cells[1].text
    rows = client.get(f"{section['rows_url']}?{this.cells[1].query}")
    assert len(rows.context["page"].rows) == 2


def test_the_load_of_four_weeks_has_what_is_overdue_in_this_one(client):
    asset = make_asset()
    monday = in_days(-timezone.localdate().weekday())
    make_plan(asset=asset, next_due_on=in_days(-60), standard_minutes=30)
    make_plan(
        asset=asset,
        next_due_on=monday + timedelta(days=8),
        interval_value=2,
        interval_unit=IntervalUnit.WEEK,
        standard_minutes=60,
    )
    make_plan(next_due_on=monday, standard_minutes=60)
    client.force_login(make_manager(asset.facility))

    weeks = sections(client)["load"]["weeks"]

    assert [week["hours"] for week in weeks] == [0.5, 1, 0, 1]
    assert client.get(weeks[0]["url"]).context["span"].first == monday


def test_nothing_of_other_facilities_is_shown(client):
    theirs = make_work()
    client.force_login(make_manager(make_facility()))

    response = client.get(URL)

    assertNotContains(response, theirs.asset_tag)
    assert {number for _, number in links_with_numbers(response.text)} == {0}


@pytest.mark.parametrize("make", MAKERS)
def test_ten_queries_are_enough_however_much_work_there_is(
    client, make, django_assert_max_num_queries, django_assert_num_queries
):
    person = make()
    make_work(person=person)
    client.force_login(person)
    client.get(URL)
    with django_assert_max_num_queries(10) as few:
        client.get(URL)
    for _ in range(4):
        make_work(person=person)

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(URL)
