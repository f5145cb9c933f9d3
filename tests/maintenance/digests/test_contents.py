from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from equipment.choices import RiskClass
from maintenance.choices import DigestFrequency, WorkOrderStatus
from maintenance.digests.contents import MOST_LINES, sections_for
from tests.factories import (
    make_asset,
    make_department,
    make_department_manager,
    make_facility,
    make_manager,
    make_nurse,
    make_plan,
    make_team,
    make_technician,
    make_work_order,
)


@pytest.fixture
def today():
    return timezone.now().date()


def make_due(days, **fields):
    """An occurrence that was due so many days ago, as was the end of its window."""
    on = timezone.now().date() - timedelta(days=days)
    asset = fields.pop("asset", None) or make_asset()
    return make_work_order(
        plan=make_plan(asset=asset), due_on=on, window_end=on, **fields
    )


def told(person, on, frequency=DigestFrequency.WEEKLY):
    """The numbers of the orders by the title of their section."""
    return {
        section.part.title: [line.number for line in section.lines]
        for section in sections_for(person, frequency, on=on)
    }


def test_what_is_overdue_comes_first_and_of_it_what_is_dangerous(today):
    person = make_technician()
    plain = make_due(9, assigned_to=person)
    risky = make_due(2, assigned_to=person, risk_class=RiskClass.HIGH)
    vital = make_due(1, assigned_to=person, is_life_support=True)
    soon = make_due(-3, assigned_to=person)

    sections = told(person, today)

    first, second = sections
    assert first == "Your overdue work"
    assert sections[first] == [vital.number, risky.number, plain.number]
    assert sections[second] == [soon.number]


def test_a_line_says_what_it_is_and_how_late(today):
    asset = make_asset(name="Ventilator", location_text="Ward 3")
    person = make_technician()
    order = make_due(4, asset=asset, assigned_to=person, is_life_support=True)

    [section] = sections_for(person, DigestFrequency.DAILY, on=today)

    [line] = section.lines
    assert line.device == f"{asset.asset_tag} Ventilator"
    assert line.work == "Preventive maintenance"
    assert (line.number, line.days_late, line.risk) == (order.number, 4, "Life support")


def test_a_day_looks_less_far_ahead_than_a_week(today):
    person = make_technician()
    make_due(-5, assigned_to=person)
    make_due(-9, assigned_to=person)

    assert told(person, today, DigestFrequency.DAILY) == {}
    assert [len(n) for n in told(person, today).values()] == [1]


def test_work_of_the_team_is_told_until_somebody_has_it(today):
    facility = make_facility()
    person, other = make_technician(facility), make_technician(facility)
    team = make_team(person, other, facility=facility)
    asset = make_asset(facility=facility)
    free = make_due(1, asset=asset, team=team)
    make_due(1, asset=asset, team=team, assigned_to=other)

    assert told(person, today) == {"Your overdue work": [free.number]}


def test_repairs_without_a_date_are_not_forgotten(today):
    person = make_technician()
    order = make_work_order(assigned_to=person)

    assert told(person, today) == {"Your repairs and other work": [order.number]}


def test_work_that_is_done_or_put_off_is_not_told(today):
    person = make_technician()
    done = {"status": WorkOrderStatus.COMPLETED, "completed_at": timezone.now()}
    make_due(-1, assigned_to=person, **done)
    make_due(-1, assigned_to=person, deferred_until=today + timedelta(days=30))

    assert told(person, today) == {}


def test_what_a_person_may_see_no_more_is_not_told(today):
    person = make_technician(make_facility())
    make_due(3, assigned_to=person)

    assert told(person, today) == {}


def test_who_leads_a_department_is_told_what_is_late_in_it(today):
    department = make_department()
    person = make_department_manager(department)
    asset = make_asset(facility=department.facility, owner_department=department)
    late = make_due(3, asset=asset)
    asked = make_work_order(asset=asset)
    make_due(3, asset=make_asset(facility=department.facility))

    assert told(person, today) == {
        "Overdue where you are in charge": [late.number],
        "Requests without an answer": [asked.number],
    }


def test_a_manager_is_told_of_each_order_once(today):
    person = make_manager()
    own, others = make_due(3, assigned_to=person), make_due(3)

    sections = told(person, today)

    assert sections["Your overdue work"] == [own.number]
    assert sections["Overdue where you are in charge"] == [others.number]


def test_a_nurse_has_nothing_to_be_told(today):
    make_due(3)

    assert told(make_nurse(), today) == {}


def test_a_long_list_ends_with_how_much_more_there_is(today):
    person, asset = make_technician(), make_asset()
    for days in range(1, MOST_LINES + 4):
        make_due(days, asset=asset, assigned_to=person)

    [section] = sections_for(person, DigestFrequency.DAILY, on=today)

    assert (len(section.lines), section.more) == (MOST_LINES, 3)
