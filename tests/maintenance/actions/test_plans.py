from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from equipment.lifecycle import AssetStatus
from hospital_assets.foundation.errors import Conflict, InvalidTransition, Stale
from maintenance.actions.plans import (
    add_plan,
    edit_plan,
    end_plan,
    make_first_plans,
    pause_plan,
    resume_plan,
)
from maintenance.choices import IntervalUnit, PlanStatus, WorkOrderStatus
from maintenance.models import MaintenancePlan, PlanTemplate
from tests.factories import (
    make_asset,
    make_category,
    make_device_model,
    make_manager,
    make_plan,
    make_procedure,
    make_technician,
    make_work_order,
    saved,
)


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def new_plan(**fields):
    fields.setdefault("asset", fields.get("asset") or make_asset())
    return MaintenancePlan(**{"name": "Yearly", "next_due_on": in_days(30)} | fields)


# --- Adding -----------------------------------------------------------------------


def test_a_plan_makes_its_date_the_next_service_of_the_asset():
    plan = add_plan(new_plan(), by=make_manager())

    plan.asset.refresh_from_db()
    assert plan.asset.next_service_due == in_days(30)
    assert plan.frequency_days == 365
    entry = AuditLog.objects.about(plan).get()
    assert entry.action == "maintenance_plan.added"


def test_a_checklist_of_plain_strings_is_accepted():
    plan = add_plan(new_plan(checklist=["Housing", "Battery"]), by=make_manager())

    plan.refresh_from_db()
    assert plan.checklist == ["Housing", "Battery"]


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"interval_value": 0}, "interval_value", "greater than or equal to 1"),
        (
            {"interval_value": 100_000, "interval_unit": IntervalUnit.DAY},
            "interval_value",
            "less than or equal to 3650",
        ),
        ({"interval_value": 3000}, "interval_value", "from 1 to 3650 days"),
        ({"next_due_on": date(8, 3, 1)}, "next_due_on", "cannot be right"),
        ({"next_due_on": date(2020, 3, 1)}, "next_due_on", "is past"),
        ({"checklist": [{"label": ""}]}, "checklist", "Item 1"),
        ({"regulatory_max_days": 90}, "interval_value", "The law allows"),
        ({"window_policy": "sometimes"}, "window_policy", "no rule"),
        ({"name": "a\0b"}, "name", ""),
        ({"name": ""}, "name", ""),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_its_field(fields, name, sentence):
    with pytest.raises(ValidationError) as refusal:
        add_plan(new_plan(**fields), by=make_manager())

    assert sentence in " ".join(refusal.value.message_dict[name])
    assert not MaintenancePlan.objects.exists()


def test_a_device_has_a_plan_of_a_type_and_name_once():
    plan = make_plan()

    with pytest.raises(ValidationError, match="has a plan of this type and name"):
        add_plan(new_plan(asset=plan.asset, name=plan.name), by=make_manager())


def test_a_retired_device_gets_no_plan():
    asset = make_asset(status=AssetStatus.RETIRED, status_reason="sold")

    with pytest.raises(Conflict, match="Reinstate"):
        add_plan(new_plan(asset=asset), by=make_manager())


def test_a_technician_makes_no_plans():
    with pytest.raises(PermissionDenied):
        add_plan(new_plan(), by=make_technician())


def test_a_manager_makes_no_plans_elsewhere():
    here, there = make_asset(), make_asset()

    with pytest.raises(PermissionDenied):
        add_plan(new_plan(asset=there), by=make_manager(here.facility))


def test_a_plan_is_covered_by_one_of_the_same_device_only():
    other = make_plan()

    with pytest.raises(ValidationError, match="another device"):
        add_plan(new_plan(covered_by=other), by=make_manager())


# --- Editing ----------------------------------------------------------------------


def test_an_edited_plan_keeps_the_date_of_the_asset():
    plan = make_plan()

    plan = edit_plan(
        plan, changes={"next_due_on": in_days(3)}, by=make_manager(), version=1
    )

    plan.asset.refresh_from_db()
    assert plan.asset.next_service_due == in_days(3)
    assert plan.version == 2


def test_of_two_who_edit_from_the_same_page_the_second_is_told():
    plan, by = make_plan(), make_manager()
    edit_plan(plan, changes={"name": "First"}, by=by, version=1)

    with pytest.raises(Stale, match="changed this"):
        edit_plan(plan, changes={"name": "Second"}, by=by, version=1)


def test_the_date_stays_while_work_is_open_for_it():
    plan = make_plan()
    order = make_work_order(plan=plan, due_on=plan.next_due_on)

    with pytest.raises(ValidationError, match=order.number):
        edit_plan(plan, changes={"next_due_on": in_days(99)}, by=make_manager())


def test_a_plan_does_not_cover_itself_in_two_steps():
    first = make_plan()
    second = make_plan(asset=first.asset, covered_by=first)

    with pytest.raises(ValidationError, match="by itself"):
        edit_plan(first, changes={"covered_by": second}, by=make_manager())


def test_an_ended_plan_is_not_edited():
    plan = make_plan(status=PlanStatus.COMPLETED)

    with pytest.raises(Conflict, match="has ended"):
        edit_plan(plan, changes={"name": "Other"}, by=make_manager())


# --- Pausing and resuming ---------------------------------------------------------


def test_a_paused_plan_says_why_and_is_no_next_service():
    plan = make_plan(asset=make_asset(next_service_due=in_days(30)))

    plan = pause_plan(plan, reason="In storage", by=make_manager(), version=1)

    plan.asset.refresh_from_db()
    assert (plan.status, plan.paused_reason) == (PlanStatus.PAUSED, "In storage")
    assert plan.asset.next_service_due is None


def test_no_plan_is_paused_without_a_reason():
    plan = make_plan()

    with pytest.raises(ValidationError, match="Say why"):
        pause_plan(plan, reason="  ", by=make_manager())

    plan.refresh_from_db()
    assert plan.status == PlanStatus.ACTIVE


@pytest.mark.parametrize(
    ("cancels", "status"),
    [(True, WorkOrderStatus.CANCELLED), (False, WorkOrderStatus.REQUESTED)],
)
def test_open_work_of_a_paused_plan_stays_or_is_cancelled(cancels, status):
    plan = make_plan()
    order = make_work_order(plan=plan, due_on=plan.next_due_on)

    pause_plan(plan, reason="Lent", by=make_manager(), cancels_open=cancels)

    order.refresh_from_db()
    assert order.status == status


def test_a_resumed_plan_is_due_on_the_first_date_that_is_not_past():
    plan = make_plan(
        status=PlanStatus.PAUSED,
        paused_reason="Lent",
        next_due_on=in_days(-10),
        interval_value=7,
        interval_unit=IntervalUnit.DAY,
    )

    plan = resume_plan(plan, by=make_manager())

    assert plan.next_due_on == in_days(4)
    assert (plan.status, plan.paused_reason) == (PlanStatus.ACTIVE, "")


def test_work_that_stayed_open_keeps_its_date_when_the_plan_is_resumed():
    due = in_days(-10)
    plan = make_plan(status=PlanStatus.PAUSED, paused_reason="Lent", next_due_on=due)
    make_work_order(plan=plan, due_on=due)

    assert resume_plan(plan, by=make_manager()).next_due_on == due


def test_a_date_whose_order_was_cancelled_is_not_forgotten_on_resuming():
    plan, by = make_plan(next_due_on=in_days(30)), make_manager()
    make_work_order(plan=plan, due_on=plan.next_due_on)
    plan = pause_plan(plan, reason="Lent", by=by, cancels_open=True)

    plan = resume_plan(plan, by=by)

    assert plan.next_due_on == in_days(31)
    assert plan.anchor_day == in_days(30).day


def test_an_active_plan_cannot_be_resumed():
    with pytest.raises(InvalidTransition):
        resume_plan(make_plan(), by=make_manager())


# --- Ending -----------------------------------------------------------------------


def test_an_ended_plan_takes_its_open_work_along():
    plan = make_plan()
    order = make_work_order(plan=plan, due_on=plan.next_due_on)

    plan = end_plan(plan, reason="The contract covers it", by=make_manager())

    order.refresh_from_db()
    assert plan.status == PlanStatus.COMPLETED
    assert order.status == WorkOrderStatus.CANCELLED
    assert "The contract covers it" in order.ended_reason


def test_no_plan_ends_without_a_reason_or_twice():
    plan, by = make_plan(), make_manager()

    with pytest.raises(ValidationError, match="Say why"):
        end_plan(plan, reason="", by=by)
    end_plan(plan, reason="Sold", by=by)
    with pytest.raises(InvalidTransition, match="already"):
        end_plan(plan, reason="Sold", by=by)


# --- First plans ------------------------------------------------------------------


def make_template(**fields):
    return saved(PlanTemplate(**{"name": "Yearly"} | fields))


def test_a_new_device_gets_the_plans_of_its_model():
    category = make_category()
    model = make_device_model(category=category)
    procedure = make_procedure()
    template = make_template(
        device_model=model, procedure=procedure, standard_minutes=40
    )
    make_template(category=category, name="Of the category")
    asset = make_asset(category=category, device_model=model)

    (plan,) = make_first_plans(asset, by=make_manager(), accepted_on=date(2026, 1, 31))

    assert plan.next_due_on == date(2027, 1, 31)
    assert (plan.template, plan.procedure) == (template, procedure)
    assert plan.standard_minutes == 40
    asset.refresh_from_db()
    assert asset.next_service_due == date(2027, 1, 31)


def test_a_new_device_without_templates_of_its_model_gets_those_of_its_category():
    category = make_category()
    make_template(category=category, name="A")
    make_template(category=category, name="B")
    make_template(category=category, name="C", is_active=False)
    asset = make_asset(category=category)

    plans = make_first_plans(asset, by=make_manager(), accepted_on=date(2026, 1, 31))

    assert {plan.name for plan in plans} == {"A", "B"}


def test_a_device_that_has_the_plan_keeps_it():
    category = make_category()
    make_template(category=category, name="Yearly")
    asset = make_asset(category=category)
    make_plan(asset=asset, name="yearly")

    assert make_first_plans(asset, by=make_manager(), accepted_on=in_days(0)) == []
