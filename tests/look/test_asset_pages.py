from __future__ import annotations

from datetime import date

import pytest

from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.attachments import Upload, attach_file
from equipment.models import Assignment
from tests.factories import (
    make_asset,
    make_department,
    make_device_model,
    make_location,
    make_manager,
    make_nurse,
    make_user,
)
from tests.files import picture, upload
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser

PAGES = [
    "/assets/{held}/",
    "/assets/{free}/",
    "/assets/{gone}/",
    "/assets/{held}/history/",
    "/assets/{held}/edit/",
    "/assets/{held}/move/",
    "/assets/{free}/assign/",
    "/assets/{held}/return/",
    "/assets/{held}/transfer/",
    "/assets/{held}/status/",
    "/assets/{stored}/status/?to=available",
    "/assets/{held}/report/",
    "/assets/{dirty}/clean/",
    "/assets/{new}/inspect/?kind=acceptance",
    "/assets/{free}/retire/",
    "/assets/{gone}/reinstate/",
    "/assets/{held}/attachments/",
    "/attachments/{file}/withdraw/",
    "/assets/add/",
    "/a/UNKNOWN",
]


@pytest.fixture
def world(client, settings, tmp_path):
    """Assets in every state, the first with all that a page can show."""
    settings.MEDIA_ROOT = tmp_path
    boss = make_user(first_name="Ana", last_name="Ruiz", is_superuser=True)
    client.force_login(boss)
    ward = make_department(name="Intensive Care")
    room = make_location(facility=ward.facility, department=ward, name="Bed 4")
    held = make_asset(
        facility=ward.facility,
        name="Ventilator",
        serial_number="N/A",
        owner_department=ward,
        current_location=room,
        device_model=make_device_model(end_of_support_on=date(2020, 1, 1)),
        notes="Dented on the left.",
        is_life_support=True,
    )
    make_asset(facility=ward.facility, parent_asset=held)
    photo = upload(picture(size=(400, 300)), "front.png")
    attach_file(held, Upload(photo, "photo"), by=boss)
    file = attach_file(held, Upload(upload(), "manual"), by=boss)
    assign_asset(held, to=Handover(department=ward, location=room), by=boss)
    here = {"facility": ward.facility}
    return {
        "held": held.pk,
        "file": file.pk,
        "free": make_asset(stores_patient_data=True, **here).pk,
        "dirty": make_asset(status_reason="needs_cleaning", **here).pk,
        "stored": make_asset(
            status="out_of_service", status_reason="storage", **here
        ).pk,
        "new": make_asset(accepted_at=None, **here).pk,
        "gone": make_asset(status="retired", status_reason="sold", **here).pk,
    }


@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_use_the_asset_page(look, visit, world):
    check(visit(**look), "/assets/{held}/".format(**world))


@pytest.mark.parametrize("look", LOOKS[:2])
def test_everyone_can_use_what_is_done_with_an_asset(look, visit, world):
    window = visit(**look)

    for page in PAGES:
        check(window, page.format(**world))


@pytest.mark.parametrize("look", LOOKS[:2])
def test_everyone_can_use_a_form_that_was_refused(look, visit, world):
    window = visit(**look)
    for page, button in (("move", "Move"), ("edit", "Save"), ("return", "Return")):
        shown = window.go(f"/assets/{world['held']}/{page}/")
        for field in ("#id_name", "#id_location"):
            if shown.locator(field).count():
                shown.locator(field).fill("nowhere" if field == "#id_location" else "")

        shown.get_by_role("button", name=button, exact=True).click()

        shown.locator(".error-summary").wait_for()
        assert window.violations() == []


def test_a_device_is_handed_over_without_javascript(visit, client, world):
    client.force_login(make_manager(first_name="Ana"))
    page = visit(java_script_enabled=False).go(f"/assets/{world['free']}/")

    page.get_by_role("link", name="Assign", exact=True).click()
    page.get_by_label("Place").fill("bed 4")
    page.get_by_role("button", name="Assign", exact=True).click()

    page.get_by_text("has it since").first.wait_for()
    assert Assignment.objects.active().count() == 2


def test_a_nurse_reports_a_problem_with_the_keyboard_alone(visit, client, world):
    nurse = make_nurse(first_name="Nina")
    client.force_login(nurse)
    page = visit(viewport={"width": 390, "height": 844}).go(f"/assets/{world['free']}/")

    link = page.get_by_role("link", name="Report a problem")
    link.focus()
    link.press("Enter")
    note = page.get_by_label("What is wrong with it?")
    note.focus()
    note.type("Beeps")
    note.press("Tab")
    page.locator(":focus").press("Space")
    page.get_by_role("button", name="Report it").press("Enter")

    page.get_by_text("Biomedical engineering knows of it").first.wait_for()
    page.get_by_text("Out of service").first.wait_for()


def test_places_are_proposed_while_somebody_types(visit, world):
    page = visit().go(f"/assets/{world['free']}/move/")

    page.get_by_label("New place").type("bed")

    option = page.locator("datalist option").first
    option.wait_for(state="attached")
    assert "Bed 4" in option.get_attribute("value")
