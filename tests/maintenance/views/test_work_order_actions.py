from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from maintenance.actions.attempts import Attempt, record_attempt
from maintenance.actions.dispatching import take_order
from maintenance.choices import Disposition, WorkOrderStatus
from tests.factories import (
    make_facility,
    make_instrument,
    make_manager,
    make_nurse,
    make_plan,
    make_team,
    make_technician,
    make_work_order,
)


def url_of(verb, order):
    return reverse(f"maintenance:work-order-{verb}", args=[order.pk])


def in_days(number):
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def send(client, verb, order, by, **said):
    """Open the page if there is one, and send its form as it was opened."""
    client.force_login(by)
    order.refresh_from_db()
    return client.post(url_of(verb, order), {"version": order.version} | said)


def status_of(order):
    order.refresh_from_db()
    return order.status


def make_done(**fields):
    return make_work_order(
        status=WorkOrderStatus.COMPLETED, completed_at=timezone.now(), **fields
    )


@pytest.mark.parametrize(
    ("verb", "make_person", "fields", "said", "status"),
    [
        ("take", make_technician, {}, {}, "assigned"),
        ("begin", make_technician, {}, {}, "in_progress"),
        ("triage", make_manager, {}, {"priority": "low", "type": "cm"}, "triaged"),
        ("hold", make_technician, {"status": "triaged"}, {"reason": "user"}, "on_hold"),
        (
            "resume",
            make_technician,
            {"status": "on_hold", "hold_reason": "user"},
            {},
            "in_progress",
        ),
        ("cancel", make_manager, {}, {"reason": "Scrapped"}, "cancelled"),
        (
            "attempt",
            make_technician,
            {},
            {"disposition": "access_denied", "note": "Isolation"},
            "triaged",
        ),
    ],
)
def test_work_goes_on_by_its_pages(client, verb, make_person, fields, said, status):
    order = make_work_order(**fields)

    response = send(client, verb, order, make_person(), **said)

    assertRedirects(response, order.get_absolute_url())
    assert status_of(order) == status


def test_a_technician_says_what_failed(client):
    order = make_done()

    send(client, "failure", order, make_technician(), failure="BATT", cause="age")

    response = client.get(order.get_absolute_url())
    assertContains(response, "Battery")
    assertContains(response, "Age or wear")


@pytest.mark.parametrize(
    ("verb", "status"), [("close", "closed"), ("reopen", "in_progress")]
)
def test_a_manager_ends_work_or_takes_it_up_again(client, verb, status):
    order = make_done(failure_code="BATT")

    send(client, verb, order, make_manager(), reason="Beeps")

    assert status_of(order) == status


def test_closing_a_repair_asks_what_failed(client):
    order, manager = make_done(), make_manager()
    page = f"{order.get_absolute_url()}close/"
    client.force_login(manager)
    assert f'href="{page}"' in client.get(order.get_absolute_url()).content.decode()

    response = send(client, "close", order, manager)
    assert list(response.context["form"].errors) == ["failure"]
    send(client, "close", order, manager, failure="CND")

    order.refresh_from_db()
    assert (order.status, order.failure_code) == ("closed", "CND")


def test_who_asked_confirms(client):
    nurse = make_nurse()
    order = make_done(requested_by=nurse)

    send(client, "confirm", order, nurse)

    order.refresh_from_db()
    assert order.confirmed_at is not None


def test_a_manager_allows_an_instrument_for_the_work(client):
    overdue = make_instrument(calibration_due_on=in_days(-3))
    make_instrument()
    order, manager = make_work_order(), make_manager()
    client.force_login(manager)
    page = f"{order.get_absolute_url()}instrument/"
    offered = client.get(page).context["form"].fields["instrument"].queryset
    assert list(offered) == [overdue]

    send(
        client, "instrument", order, manager, instrument=overdue.pk, reason="At night."
    )

    order_page = client.get(order.get_absolute_url())
    assertContains(order_page, f"{overdue}, though its calibration is overdue")
    assertContains(order_page, "At night.")


def test_a_permit_without_a_reason_is_a_sentence(client):
    overdue = make_instrument(calibration_due_on=in_days(-3))
    said = {"instrument": overdue.pk, "reason": ""}

    answer = send(client, "instrument", make_work_order(), make_manager(), **said)

    assertContains(answer, "Say why it may be used all the same.")


WHY = {"code": "no_access", "reason": "Rebuilding"}


def test_a_manager_defers(client):
    order = make_work_order(plan=make_plan())

    send(client, "defer", order, make_manager(), until=in_days(9), **WHY)

    assert status_of(order) == "deferred"


def test_the_page_offers_who_works_there(client):
    order = make_work_order()
    here, elsewhere = make_technician(order.facility), make_technician(make_facility())
    team, manager = make_team(facility=order.facility), make_manager()
    client.force_login(manager)

    form = client.get(url_of("assign", order)).context["form"]

    assert {here, manager} == set(form.fields["person"].queryset)
    assert elsewhere not in form.fields["person"].queryset
    assert list(form.fields["team"].queryset) == [team]


def test_work_is_given_to_a_person_of_a_team(client):
    order = make_work_order()
    technician, team = make_technician(), make_team(facility=order.facility)

    send(client, "assign", order, make_manager(), person=technician.pk, team=team.pk)

    order.refresh_from_db()
    assert (order.assigned_to_id, order.team) == (technician.pk, team)


@pytest.mark.parametrize(
    ("verb", "make_person", "said", "sentence"),
    [
        ("assign", make_manager, {}, "Choose a person, a team, or both."),
        ("failure", make_technician, {}, "Choose what kind of failure it was."),
        ("hold", make_technician, {}, "Choose what it waits for."),
        ("cancel", make_manager, {}, "Say why it is not to be done."),
        ("attempt", make_technician, {}, "Choose what kept the work."),
        (
            "attempt",
            make_technician,
            {"disposition": "could_not_locate"},
            "Say where you looked for it.",
        ),
        ("triage", make_manager, {"priority": "low", "due_on": "0008-01-01"}, "past"),
        ("triage", make_manager, {"priority": "🩺"}, "not one of the available"),
        ("cancel", make_manager, {"reason": "x" * 10_000}, "at most 300"),
        ("defer", make_manager, {"until": "20025-01-01", "reason": "x"}, "valid date"),
    ],
)
def test_a_refusal_is_a_sentence_in_the_form(client, verb, make_person, said, sentence):
    order = make_work_order(plan=make_plan() if verb == "defer" else None)

    response = send(client, verb, order, make_person(), **said)

    assertContains(response, sentence)
    assert status_of(order) == "requested"


def test_the_second_who_takes_it_sees_who_has_it(client):
    order = make_work_order()
    take_order(order, by=make_technician(first_name="Ada"))

    response = send(client, "take", order, make_technician())

    assertContains(response, "Ada has this work.", status_code=409)


def test_a_form_that_is_out_of_date_can_be_sent_again(client):
    order, manager = make_work_order(), make_manager()
    take_order(order, by=make_technician(first_name="Ada"))
    client.force_login(manager)
    said = {"priority": "urgent", "type": "cm"}

    response = client.post(url_of("triage", order), said | {"version": "1"})

    assertContains(response, "Ada changed this at", status_code=412)
    again = response.context["form"].data["version"]
    client.post(url_of("triage", order), said | {"version": again})
    order.refresh_from_db()
    assert order.priority == "urgent"


@pytest.mark.parametrize(
    "verb", ["take", "begin", "triage", "assign", "hold", "defer", "attempt", "missing"]
)
def test_a_nurse_does_none_of_it(client, verb):
    assert send(client, verb, make_work_order(), make_nurse()).status_code == 403


def test_work_elsewhere_is_not_found(client):
    response = send(client, "take", make_work_order(), make_technician(make_facility()))

    assert response.status_code == 404


def test_after_three_searches_it_can_be_declared_missing(client):
    order, manager = make_work_order(), make_manager()
    searched = Attempt(
        Disposition.COULD_NOT_LOCATE,
        places_searched="Everywhere",
        contacted_person="All",
        next_attempt_on=timezone.localdate() + timedelta(days=3),
    )
    for _ in range(3):
        record_attempt(order, searched, by=make_technician())
    client.force_login(manager)

    assertContains(client.get(order.get_absolute_url()), "Declare it missing")
    send(client, "missing", order, manager, note="All units were asked")

    order.asset.refresh_from_db()
    assert order.asset.status_reason == "missing"
