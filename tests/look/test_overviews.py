from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment.actions.assignments import Handover, assign_asset
from equipment.choices import Criticality
from equipment.lifecycle import AssetStatus, StatusReason
from tests.browser import PHONE
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_device_model,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_technician,
    make_user,
)
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser

TREE = reverse("equipment:location-list")
SCAN = reverse("equipment:scan")

# A camera that shows nothing, and a detector that reads the tag from it.
CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  const picture = document.createElement("canvas");
  const pen = picture.getContext("2d");
  setInterval(() => pen.fillRect(0, 0, Math.random() * 9, 9), 50);
  return picture.captureStream();
};
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: "https://old.example/a/TAG" }]; }
};
"""
NO_DETECTOR = "delete window.BarcodeDetector;"


@pytest.fixture
def ward():
    """A place with something of everything in it."""
    tower = make_location(name="Tower A", type="building")
    floor = make_location(parent=tower, name="Floor 2", type="floor")
    room = make_location(parent=floor, name="Room 12")
    for fields in (
        {"criticality": Criticality.CRITICAL, "is_life_support": True},
        {"status_reason": StatusReason.NEEDS_CLEANING},
        {"accepted_at": None, "is_life_support": True},
        {"status": AssetStatus.MAINTENANCE, "status_reason": StatusReason.REPAIR},
    ):
        make_asset(current_location=room, **fields)
    given = make_asset(current_location=room, device_model=make_device_model())
    late = Handover(
        room_label="Bed 3",
        started_at=timezone.now() - timedelta(days=3),
        expected_return_at=timezone.now() - timedelta(days=1),
    )
    assign_asset(given, to=late, by=make_technician())
    make_asset()
    make_user(first_name="Ivy", last_name="Okafor")
    return room


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize(
    "make",
    [make_administrator, make_manager, make_technician, make_nurse, make_auditor],
)
def test_everyone_can_use_the_dashboard(look, make, ward, visit, client):
    client.force_login(make())

    check(visit(**look), "/")


@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_use_the_pages_of_places(look, ward, visit, client):
    client.force_login(make_administrator())
    window = visit(**look)

    check(window, f"{TREE}?open={ward.pk}")
    check(window, f"{TREE}?search=room")
    check(window, ward.parent.get_absolute_url())
    check(window, ward.facility.get_absolute_url())


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize("kind", ["category", "manufacturer", "model"])
def test_everyone_can_use_the_catalogue(look, kind, ward, visit, client):
    model = make_device_model()
    entry = {"category": model.category, "manufacturer": model.manufacturer}
    client.force_login(make_administrator())
    window = visit(**look)

    check(window, reverse(f"equipment:{kind}-list"))
    check(
        window,
        reverse(f"equipment:{kind}-detail", args=[entry.get(kind, model).pk]),
    )


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize(
    "path", ["/assignments/", "/assignments/?state=all", "/labels/", f"{SCAN}?code=x"]
)
def test_everyone_can_use_assignments_labels_and_scanning(
    look, path, ward, visit, client
):
    client.force_login(make_technician())

    check(visit(**look), path)


def test_a_place_unfolds_when_it_is_opened(ward, visit, client):
    client.force_login(make_technician())
    page = visit().go(TREE)

    page.get_by_text("Tower A Building").click()
    page.get_by_text("Floor 2 Floor").click()

    page.get_by_role("link", name="Room 12").wait_for()


def test_a_place_unfolds_without_javascript(ward, visit, client):
    client.force_login(make_technician())
    page = visit(java_script_enabled=False).go(TREE)

    page.get_by_text("Tower A Building").click()
    page.get_by_role("link", name="Show what is inside").first.click()
    page.get_by_text("Floor 2 Floor").click()
    page.get_by_role("link", name="Show what is inside").first.click()

    page.get_by_role("link", name="Room 12").wait_for()


def test_a_place_unfolds_by_keyboard(ward, visit, client):
    client.force_login(make_technician())
    page = visit().go(TREE)

    page.get_by_text("Tower A Building").focus()
    page.keyboard.press("Enter")

    page.get_by_text("Floor 2 Floor").wait_for()


def test_a_hand_scanner_opens_a_device_without_a_click(visit, client):
    asset = make_asset(asset_tag="TAG")
    client.force_login(make_nurse())
    page = visit().go(SCAN)

    page.keyboard.type("tag\n")

    page.wait_for_url(re.compile(f"{asset.get_absolute_url()}$"))


def test_the_numbers_fit_on_a_phone(visit, client):
    for name, number in (("Riverside Community Hospital", 100), ("Lakeview", 1)):
        room = make_location(facility=make_facility(name=name))
        for _ in range(number):
            make_asset(current_location=room)
    client.force_login(make_administrator())
    page = visit(viewport=PHONE).go("/")

    frames = page.locator(".table-frame:has(.numbers-table)")

    assert frames.count() == 2
    for frame in frames.all():
        width, space = frame.evaluate("it => [it.scrollWidth, it.clientWidth]")
        assert width <= space


def test_the_camera_of_a_phone_opens_a_device(visit, client):
    asset = make_asset(asset_tag="TAG")
    client.force_login(make_nurse())
    window = visit(viewport=PHONE)
    window.page.add_init_script(CAMERA)
    page = window.go(SCAN)

    page.get_by_role("button", name="Use the camera").click()

    page.wait_for_url(re.compile(f"{asset.get_absolute_url()}$"))
    assert window.complaints == []


def test_a_browser_that_reads_no_codes_says_what_to_do_instead(visit, client):
    client.force_login(make_nurse())
    window = visit(viewport=PHONE)
    window.page.add_init_script(NO_DETECTOR)
    page = window.go(SCAN)

    assert page.get_by_text("open the camera app").is_visible()
    assert not page.get_by_role("button", name="Use the camera").is_visible()


def test_a_camera_that_may_not_be_used_is_said(visit, client):
    client.force_login(make_nurse())
    window = visit(viewport=PHONE)
    window.page.add_init_script(CAMERA)
    window.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new Error(); };"
    )
    page = window.go(SCAN)

    page.get_by_role("button", name="Use the camera").click()

    page.get_by_text("The camera cannot be used").wait_for()
