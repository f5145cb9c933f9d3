from __future__ import annotations

import pytest

from equipment.actions.saved_views import keep_view
from equipment.lifecycle import AssetStatus, StatusReason
from tests.factories import (
    make_asset,
    make_category,
    make_facility,
    make_location,
    make_manager,
)
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser


@pytest.fixture
def manager(client):
    person = make_manager(first_name="Ana")
    client.force_login(person)
    return person


@pytest.fixture
def pumps():
    """Two pumps in a ward of a long name, one that works and one that does not."""
    general = make_facility(name="General Hospital of the Northern Districts")
    ward = make_location(name="Intensive care and intermediate care", facility=general)
    room = make_location(name="Room 7", parent=ward)
    return [
        make_asset(asset_tag="BME-1", current_location=room),
        make_asset(
            asset_tag="BME-2",
            current_location=room,
            status=AssetStatus.OUT_OF_SERVICE,
            status_reason=StatusReason.DAMAGED,
            serial_number="N/A",
            is_life_support=True,
        ),
    ]


def tags(page):
    return page.locator("tbody th a").all_inner_texts()


@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_use_the_list(look, visit, manager, pumps):
    keep_view(page="assets", name="Broken", query="status=out_of_service", by=manager)

    check(visit(**look), "/assets/?status=out_of_service&status=available")


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize(
    "path",
    [
        "/assets/?category_text=nothing&status_reason=nonsense",
        "/assets/?search=nothing",
        "/search/?q=pump",
        "/search/?q=nothing",
        "/search/",
        "/assets/move/?all=1",
        "/assets/status/?all=1",
    ],
)
def test_everyone_can_use_what_belongs_to_the_list(look, path, visit, manager, pumps):
    check(visit(**look), path)


@pytest.mark.parametrize("look", LOOKS[:2])
def test_everyone_can_use_the_page_of_a_view(look, visit, manager):
    view = keep_view(page="assets", name="Broken", query="status=in_use", by=manager)

    check(visit(**look), f"/views/{view.pk}/")


def test_the_list_follows_the_filter_at_once(visit, manager, pumps):
    page = visit().go("/assets/")

    page.get_by_label("Out of service").check()

    page.get_by_text("1 asset, 1 on this page").wait_for()
    assert tags(page) == ["BME-2"]
    assert page.url.endswith("/assets/?status=out_of_service")


def test_going_back_brings_the_former_filter_back(visit, manager, pumps):
    page = visit().go("/assets/")
    page.get_by_label("Out of service").check()
    page.get_by_text("1 asset, 1 on this page").wait_for()

    page.go_back()

    page.get_by_text("2 assets, 2 on this page").wait_for()
    assert page.locator("h1").inner_text() == "Assets"


def test_what_is_typed_is_suggested_and_becomes_a_part_of_the_filter(
    visit, manager, pumps
):
    make_asset(asset_tag="BME-3", category=make_category(name="Syringe pump"))
    page = visit().go("/assets/?is_life_support=false")

    page.get_by_label("Category").press_sequentially("syr")
    page.locator("[value='Syringe pump']:only-child").wait_for(state="attached")
    page.keyboard.press("Tab")

    page.get_by_text("Category: Syringe pump").wait_for()
    assert tags(page) == ["BME-3"]
    assert page.get_by_label("Category").input_value() == ""


def test_the_keyboard_alone_moves_a_selection(visit, manager, pumps):
    page = visit().go("/assets/")

    page.get_by_label("Select BME-1").focus()
    page.keyboard.press("Space")
    page.get_by_text("1 selected").wait_for()
    page.get_by_role("button", name="Move").press("Enter")
    page.get_by_label("New place").wait_for()
    page.keyboard.press("Escape")
    page.get_by_label("New place").press_sequentially("Room 7")
    page.get_by_role("button", name="Move 1").press("Enter")

    page.get_by_text("stand in").wait_for()


def test_without_javascript_the_list_is_the_same(visit, manager, pumps):
    page = visit(java_script_enabled=False).go("/assets/")

    page.get_by_label("Out of service").check()
    page.get_by_role("button", name="Filter", exact=True).click()

    page.get_by_text("1 asset, 1 on this page").wait_for()
    assert tags(page) == ["BME-2"]
