from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maintenance.actions.generating import generate_work_orders
from maintenance.choices import LogOutcome, LogStatus, PlanStatus, WorkOrderStatus
from maintenance.models import MaintenancePlan
from tests.factories import (
    make_asset,
    make_facility,
    make_log,
    make_manager,
    make_plan,
    make_technician,
    make_work_order,
)


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def url(verb, pk):
    return reverse(f"maintenance:plan-{verb}", args=[pk])


def typed(**changes):
    return {
        "name": "Yearly check",
        "plan_type": "pm",
        "interval_value": "12",
        "interval_unit": "month",
        "next_due_on": in_days(40).isoformat(),
        "schedule_mode": "fixed",
        "strategy": "manufacturer",
        "checklist": "",
        "window_kind": "",
        "version": "1",
        "reason": "",
    } | changes


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


# --- The page of a plan -----------------------------------------------------------


def test_a_plan_shows_its_dates_with_their_windows_and_its_orders(client, manager):
    plan = make_plan(interval_value=6)
    generate_work_orders(on=in_days(0), until=in_days(40), by=manager)

    page = client.get(plan.get_absolute_url()).content.decode()

    assert "Every 6 months" in page
    assert "Dates of the next two years" in page
    assert plan.work_orders.get().number in page
    assert "Pause" in page


def test_what_came_of_each_order_is_told(client, manager):
    plan, done_on = make_plan(), in_days(-3)
    order = make_work_order(
        plan=plan,
        due_on=in_days(-10),
        window_start=in_days(-12),
        window_end=in_days(-8),
        status=WorkOrderStatus.COMPLETED,
        completed_at=timezone.now(),
        completed_on=done_on,
    )
    now = timezone.now()
    make_log(
        asset=plan.asset,
        work_order=order,
        status=LogStatus.COMPLETED,
        outcome=LogOutcome.REPAIRED,
        summary="Cell changed",
        started_at=now,
        completed_at=now,
        performed_at=now,
        signed_at=now,
    )

    page = client.get(plan.get_absolute_url()).content.decode()

    assert "Late" in page
    assert "Repaired" in page


def test_who_follows_the_work_sees_a_plan_and_changes_nothing(client):
    client.force_login(make_technician())
    plan = make_plan()

    page = client.get(plan.get_absolute_url()).content.decode()

    assert "Pause" not in page
    assert client.get(url("edit", plan.pk)).status_code == 403


def test_a_plan_elsewhere_is_not_there(client):
    client.force_login(make_manager(make_facility()))
    plan = make_plan()

    assert client.get(plan.get_absolute_url()).status_code == 404
    for verb in ("edit", "pause", "resume", "end"):
        assert client.get(url(verb, plan.pk)).status_code == 404


def test_a_page_of_a_plan_takes_as_many_queries_for_many_orders(
    client, manager, django_assert_max_num_queries
):
    plan = make_plan()
    for days in range(20):
        make_work_order(plan=plan, due_on=in_days(-days))

    with django_assert_max_num_queries(14):
        client.get(plan.get_absolute_url())


# --- Adding -----------------------------------------------------------------------


def test_a_plan_is_added_on_the_page_of_its_device(client, manager):
    asset = make_asset()
    said = typed(
        checklist="Housing\n\nBattery", window_kind="percent", window_number="10"
    )

    answer = client.post(url("add", asset.pk), said)

    plan = MaintenancePlan.objects.get()
    assert answer.url == plan.get_absolute_url()
    assert plan.checklist == ["Housing", "Battery"]
    assert plan.window_policy == "percent:10"
    assert plan.asset == asset
    assert "Yearly check" in client.get(asset.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"interval_value": "0"}, "whole number from 1 to 3650"),
        ({"interval_value": "100000"}, "whole number from 1 to 3650"),
        ({"interval_value": "600"}, "from 1 to 3650 days"),
        ({"interval_value": "x"}, "whole number from 1 to 3650"),
        ({"next_due_on": "0008-03-01"}, "cannot be right"),
        ({"next_due_on": "2020-03-01"}, "is past"),
        ({"next_due_on": "soon"}, "valid date"),
        ({"name": "a\0b"}, "Null characters"),
        ({"name": "n" * 10_000}, "at most"),
        ({"name": ""}, "required"),
        ({"checklist": "[1, 2"}, "no JSON list"),
        ({"checklist": '[{"label": "x", "type": "song"}]'}, "Item 1"),
        ({"window_kind": "percent"}, "Say how many"),
        ({"window_kind": "percent", "window_number": "90"}, "percent of the interval"),
        ({"regulatory_max_days": "90"}, "The law allows"),
        ({"anchor_day": "32"}, "less than or equal to 31"),
        ({"version": "x"}, "out of date"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, manager, wrong, sentence):
    answer = client.post(url("add", make_asset().pk), typed(**wrong))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not MaintenancePlan.objects.exists()


def test_emoji_and_right_to_left_text_are_names(client, manager):
    asset = make_asset()

    client.post(url("add", asset.pk), typed(name="فحص 🫀"))

    assert MaintenancePlan.objects.get().name == "فحص 🫀"


# --- Changing ---------------------------------------------------------------------


def test_a_plan_is_changed_with_a_reason(client, manager):
    plan = make_plan(checklist=[{"label": "Housing"}])
    form = client.get(url("edit", plan.pk)).context["form"]

    client.post(
        url("edit", plan.pk),
        typed(
            name="Half-yearly check",
            interval_value="6",
            checklist=form["checklist"].value(),
            reason="As the maker says now",
        ),
    )

    plan.refresh_from_db()
    assert (plan.name, plan.frequency_days) == ("Half-yearly check", 182)
    assert plan.checklist == [{"label": "Housing"}]
    assert plan.history.first().history_change_reason == "As the maker says now"


def test_a_form_from_before_somebody_elses_change_is_refused(client, manager):
    plan = make_plan()
    client.post(url("edit", plan.pk), typed(name="First"))

    answer = client.post(url("edit", plan.pk), typed(name="Second"))

    assert answer.status_code == 412
    assert "changed this" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.name == "First"


# --- Pausing, resuming, ending ----------------------------------------------------


def test_a_plan_is_paused_and_goes_on(client, manager):
    plan = make_plan()
    order = make_work_order(plan=plan, due_on=plan.next_due_on)
    said = {"reason": "In storage", "open_work": "cancelled", "version": "1"}

    client.post(url("pause", plan.pk), said)

    plan.refresh_from_db()
    order.refresh_from_db()
    assert plan.status == PlanStatus.PAUSED
    assert order.status == WorkOrderStatus.CANCELLED
    client.post(url("resume", plan.pk), {"version": str(plan.version)})
    plan.refresh_from_db()
    assert plan.status == PlanStatus.ACTIVE


def test_no_plan_is_paused_without_a_reason(client, manager):
    plan = make_plan()

    answer = client.post(
        url("pause", plan.pk), {"reason": " ", "open_work": "stays", "version": "1"}
    )

    assert "Say why it is paused." in answer.content.decode()
    plan.refresh_from_db()
    assert plan.status == PlanStatus.ACTIVE


def test_a_plan_that_is_paused_already_says_so(client, manager):
    plan = make_plan(status=PlanStatus.PAUSED, paused_reason="Lent")
    said = {"reason": "Twice", "open_work": "stays", "version": "1"}

    answer = client.post(url("pause", plan.pk), said)

    assert answer.status_code == 409
    assert "already" in answer.content.decode()


def test_a_plan_ends_with_a_reason(client, manager):
    plan = make_plan()

    client.post(url("end", plan.pk), {"reason": "The maker does it", "version": "1"})

    plan.refresh_from_db()
    assert plan.ended_reason == "The maker does it"
    assert "It has ended" in client.get(plan.get_absolute_url()).content.decode()
