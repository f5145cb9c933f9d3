from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maintenance.actions.generating import generate_work_orders
from maintenance.actions.procedures import publish_version
from maintenance.choices import IntervalUnit, PlanStatus
from tests.factories import (
    make_asset,
    make_category,
    make_facility,
    make_manager,
    make_plan,
    make_plan_template,
    make_procedure,
)
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser


@pytest.fixture
def programme(client):
    """A department's year: plans of each kind, a template, a procedure."""
    manager = make_manager()
    client.force_login(manager)
    today = timezone.localdate()
    category, facility = make_category(), make_facility(name="St Mary's Hospital")
    procedure = make_procedure(
        name="Ventilator, yearly", standard_minutes=90, category=category
    )
    publish_version(
        procedure,
        items=[*procedure.current.items, "Battery holds for 30 minutes"],
        note="The battery was forgotten.",
        by=manager,
    )
    asset = make_asset(category=category, facility=facility, is_life_support=True)
    plan = make_plan(
        asset=asset,
        procedure=procedure,
        interval_value=6,
        interval_unit=IntervalUnit.MONTH,
        next_due_on=today + timedelta(days=9),
    )
    make_plan(asset=asset, next_due_on=today - timedelta(days=9))
    make_plan(asset=asset, status=PlanStatus.PAUSED, paused_reason="Lent to Ward 3")
    make_asset(category=category, facility=facility)
    generate_work_orders(on=today, until=today + timedelta(days=31), by=manager)
    template = make_plan_template(category=category, procedure=procedure)
    return {"plan": plan, "procedure": procedure, "template": template, "asset": asset}


PAGES = {
    "plan-list": "",
    "plan-forecast": "",
    "plan-detail": "plan",
    "plan-edit": "plan",
    "plan-pause": "plan",
    "plan-add": "asset",
    "template-list": "",
    "template-apply": "template",
    "procedure-list": "",
    "procedure-detail": "procedure",
    "procedure-items": "procedure",
}


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize("name", PAGES)
def test_everyone_can_use_the_pages_of_plans(look, name, programme, visit):
    about = PAGES[name]
    arguments = [programme[about].pk] if about else []

    check(visit(**look), reverse(f"maintenance:{name}", args=arguments))


@pytest.mark.parametrize("look", LOOKS[:1])
def test_a_checklist_is_changed_without_a_mouse(look, programme, visit):
    window = visit(**look)
    procedure = programme["procedure"]
    page = window.go(reverse("maintenance:procedure-items", args=[procedure.pk]))

    page.locator("#id_item-3-label").focus()
    page.keyboard.type("Alarm is heard")
    page.locator("#id_change_note").focus()
    page.keyboard.type("The alarm")
    page.get_by_role("button", name="Publish as a new version").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What version 3 changed").wait_for()

    procedure.refresh_from_db()
    labels = [item.label for item in procedure.current.checklist()]
    assert labels[-1] == "Alarm is heard"
