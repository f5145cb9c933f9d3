from __future__ import annotations

import pytest

from audit.models import AuditLog
from tests.factories import (
    make_administrator,
    make_asset,
    make_department,
    make_location,
    make_nurse,
    make_user,
)
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser

OWN_PAGES = [
    "/me/",
    "/people/",
    "/people/?state=inactive",
    "/people/{waiting}/",
    "/people/{nurse}/",
    "/people/{nurse}/correct/",
    "/people/add/",
    "/people/roles/",
    "/audit/",
    "/audit/?source=post",
    "/audit/{entry}/",
]
# jQuery calls this one after all that the page's own scripts asked it to call.
SCRIPTS_DONE = (
    "new Promise((done) => window.django?.jQuery ? django.jQuery(done) : done())"
)
ADMIN_PAGES = [
    "/admin/",
    "/admin/accounts/user/{nurse}/change/",
    "/admin/equipment/asset/",
    "/admin/equipment/asset/add/",
    "/admin/equipment/asset/{asset}/change/",
    "/admin/equipment/asset/{asset}/history/",
    "/admin/equipment/asset/{asset}/history/{version}/",
    "/admin/equipment/location/",
    "/admin/equipment/location/{room}/change/",
]


@pytest.fixture
def world(client):
    client.force_login(make_administrator(first_name="Ana", last_name="Ruiz"))
    ward = make_department()
    room = make_location(facility=ward.facility, parent=None, name="Tower")
    asset = make_asset(current_location=make_location(parent=room, name="Room 12"))
    return {
        "waiting": make_user(first_name="Ben").pk,
        "nurse": make_nurse(ward, first_name="Nora").pk,
        "asset": asset.pk,
        "version": asset.history.first().pk,
        "room": room.pk,
        "entry": AuditLog.objects.about(asset).first().pk,
    }


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize("path", OWN_PAGES)
def test_everyone_can_use_the_pages_about_people_and_the_log(look, path, visit, world):
    check(visit(**look), path.format(**world))


@pytest.mark.parametrize("path", ADMIN_PAGES)
def test_everyone_can_use_the_admin_site(path, visit, world):
    window = visit()
    page = window.go(path.format(**world))
    page.evaluate(SCRIPTS_DONE)

    assert window.complaints == []
    assert window.violations() == []


def test_a_person_is_approved_by_keyboard_alone(visit, world):
    page = visit().go(f"/people/{world['waiting']}/")
    page.get_by_label("Clinical staff").focus()

    page.keyboard.press("Space")
    page.get_by_label("Everywhere").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Approve").focus()
    page.keyboard.press("Enter")

    page.get_by_text("Ben was approved.").wait_for()


def test_a_place_is_found_while_typing_in_the_admin_site(visit, world):
    page = visit().go("/admin/equipment/location/add/")
    page.get_by_role("combobox", name="Parent").click()

    page.keyboard.type("room 1")
    page.get_by_role("option", name="Tower › Room 12").click()

    assert "Room 12" in page.locator("#select2-id_parent-container").inner_text()
