from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from equipment.choices import RiskClass
from maintenance.actions.attempts import Attempt, record_attempt
from maintenance.actions.comments import comment_on
from maintenance.choices import Disposition, Priority, WorkOrderStatus
from maintenance.models import WorkOrder
from tests.factories import (
    make_asset,
    make_department,
    make_location,
    make_nurse,
    make_plan,
    make_procedure,
    make_team,
    make_user,
    make_work_order,
)
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser

PAGES = [
    "/work-orders/?tab=open",
    "/work-orders/?tab=done&search=nothing",
    "/work-orders/?tab=open&type=wrong",
    "/work-orders/{repair}/",
    "/work-orders/{pm}/",
    "/work-orders/{pm}/sheet/",
    "/work-orders/{repair}/triage/",
    "/work-orders/{repair}/assign/",
    "/work-orders/{repair}/failure/",
    "/work-orders/{repair}/hold/",
    "/work-orders/{repair}/attempt/",
    "/work-orders/{repair}/cancel/",
    "/work-orders/{repair}/files/",
    "/work-orders/{pm}/defer/",
    "/work-orders/{done}/reopen/",
    "/work-orders/add/",
    "/work-orders/assign/?order={repair}&order={pm}",
    "/assets/{asset}/report/",
    "/assets/{asset}/",
]


@pytest.fixture
def world(client):
    """Work in several states at a device of a ward."""
    boss = make_user(first_name="Ana", last_name="Ruiz", is_superuser=True)
    client.force_login(boss)
    ward = make_department(name="Intensive Care")
    floor = make_location(facility=ward.facility, name="Floor 3")
    room = make_location(parent=floor, department=ward, name="Bed 4")
    asset = make_asset(
        facility=ward.facility,
        name="Ventilator",
        current_location=room,
        owner_department=ward,
        is_life_support=True,
    )
    today = timezone.localdate()
    repair = make_work_order(
        asset=asset,
        problem="The alarm sounds without a reason, several times in a night.",
        priority=Priority.EMERGENCY,
        equipment_down=True,
        status=WorkOrderStatus.TRIAGED,
        requested_by=make_nurse(ward, first_name="Nina", last_name="Berg"),
        risk_class=RiskClass.HIGH,
        is_life_support=True,
        due_on=today - timedelta(days=2),
        contact="Ward 3, phone 4711",
    )
    pm = make_work_order(
        plan=make_plan(asset=asset),
        due_on=today + timedelta(days=3),
        window_start=today - timedelta(days=12),
        window_end=today + timedelta(days=18),
        procedure_version=make_procedure().current,
        assigned_to=boss,
        team=make_team(facility=ward.facility),
        status=WorkOrderStatus.ASSIGNED,
    )
    attempt = Attempt(
        Disposition.COULD_NOT_LOCATE,
        places_searched="Bed 4, store, corridor",
        contacted_person="Nurse Kim",
        next_attempt_on=today + timedelta(days=3),
    )
    record_attempt(pm, attempt, by=boss)
    comment_on(repair, text="Please before the night.", by=boss)
    done = make_work_order(asset=asset, status="completed", completed_at=timezone.now())
    return {"asset": asset.pk, "repair": repair.pk, "pm": pm.pk, "done": done.pk}


@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_use_the_queue_and_an_order(look, visit, world):
    window = visit(**look)

    for page in PAGES[:5]:
        check(window, page.format(**world))


@pytest.mark.parametrize("look", LOOKS[:2])
def test_everyone_can_use_what_is_done_with_an_order(look, visit, world):
    window = visit(**look)

    for page in PAGES[5:]:
        check(window, page.format(**world))


def test_a_nurse_reports_from_the_label_without_javascript(visit, client):
    ward = make_department()
    asset = make_asset(facility=ward.facility, owner_department=ward)
    client.force_login(make_nurse(ward))
    page = visit(java_script_enabled=False, viewport={"width": 390, "height": 844}).go(
        f"/a/{asset.asset_tag}"
    )

    page.get_by_role("link", name="Report a problem").click()
    page.get_by_label("What is wrong with it?").fill("Beeps")
    page.get_by_role("button", name="Report it").click()

    page.get_by_text("Biomedical engineering knows of it").first.wait_for()
    assert WorkOrder.objects.get().problem == "Beeps"


@pytest.mark.parametrize("look", LOOKS[:2])
def test_everyone_can_use_a_report_without_signing_in(look, visit, settings):
    settings.REPORT_WITHOUT_SIGN_IN = True
    asset = make_asset()

    check(visit(**look), f"/report/{asset.asset_tag}")


def test_a_technician_takes_and_begins_work_with_the_keyboard(visit, client, world):
    page = visit().go(f"/work-orders/{world['repair']}/")

    for name in ("Take it", "Begin"):
        page.get_by_role("button", name=name, exact=True).press("Enter")
        page.get_by_text(
            "In progress" if name == "Begin" else "It is yours"
        ).first.wait_for()

    order = WorkOrder.objects.get(pk=world["repair"])
    assert order.status == WorkOrderStatus.IN_PROGRESS
