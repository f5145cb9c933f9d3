from __future__ import annotations

import pytest

from tests.browser import PHONE
from tests.factories import PASSWORD, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.look.urls")]

# WCAG 2.2 asks for 24 pixels, fingers in gloves for more.
FOR_GLOVES = 44


@pytest.fixture
def staff(client):
    person = make_staff("administrator", first_name="Ana", last_name="Silva")
    client.force_login(person)
    return person


def ground_of(page):
    return page.locator("body").evaluate("body => getComputedStyle(body).color")


def test_a_theme_that_was_chosen_is_remembered(visit):
    page = visit(color_scheme="light").go("/accounts/login/")
    light = ground_of(page)

    page.get_by_role("button", name="Dark theme").click()
    page.reload()

    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert ground_of(page) != light
    toggle = page.get_by_role("button", name="Dark theme")
    assert toggle.get_attribute("aria-pressed") == "true"


def test_the_systems_theme_holds_without_javascript(visit):
    light, dark = (
        ground_of(visit(color_scheme=scheme, java_script_enabled=False).go(path))
        for scheme, path in (("light", "/accounts/login/"), ("dark", "/refusals/500/"))
    )

    assert light != dark


def test_the_menu_on_a_phone_opens_without_javascript(visit, staff):
    page = visit(viewport=PHONE, java_script_enabled=False).go("/style-guide/")
    link = page.get_by_role("navigation", name="Main").get_by_role("link").first
    assert not link.is_visible()

    page.get_by_text("Menu", exact=True).click()

    assert link.is_visible()


def test_filters_on_a_phone_are_folded(visit, staff):
    page = visit(viewport=PHONE, java_script_enabled=False).go("/style-guide/")
    field = page.get_by_label("Text", exact=True)
    assert not field.is_visible()

    page.get_by_text("Filters", exact=True).click()

    assert field.is_visible()


def test_people_can_sign_in_and_out_without_javascript(visit):
    make_staff("administrator", username="ana", first_name="Ana")
    page = visit(java_script_enabled=False).go("/accounts/login/?next=/style-guide/")
    page.get_by_label("User name or e-mail address").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("summary", has_text="Ana").click()
    page.get_by_text("Administrator", exact=True).wait_for()

    page.get_by_role("button", name="Sign out").click()

    page.get_by_text("You have signed out.").wait_for()


def test_a_slash_goes_to_the_search_field_but_not_from_another_field(visit, staff):
    page = visit().go("/style-guide/")
    search = page.get_by_role("searchbox")

    page.get_by_label("Reason").first.press("/")
    assert not search.evaluate("field => field === document.activeElement")

    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    assert search.evaluate("field => field === document.activeElement")
    assert search.input_value() == ""


def test_escape_closes_the_menu_and_gives_the_focus_back(visit, staff):
    page = visit().go("/style-guide/")
    summary = page.locator("summary", has_text="Ana Silva")
    summary.click()

    page.keyboard.press("Escape")

    assert not page.get_by_role("button", name="Sign out").is_visible()
    assert summary.evaluate("element => element === document.activeElement")


def test_the_first_stop_of_the_keyboard_leads_to_the_content(visit, staff):
    page = visit().go("/style-guide/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator("main").evaluate("main => main === document.activeElement")


def test_selecting_all_rows_counts_them(visit, staff):
    page = visit().go("/style-guide/")

    page.get_by_label("Select all rows").check()
    assert page.get_by_text("8 selected").is_visible()

    page.get_by_label("Select BME-004711").uncheck()
    assert page.get_by_text("7 selected").is_visible()
    assert not page.get_by_label("Select all rows").is_checked()


def test_fingers_in_gloves_hit_what_they_aim_at(visit, staff):
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True).go("/style-guide/")
    page.get_by_text("Menu", exact=True).click()
    targets = ".btn, .tool-button, .nav-item-link, .tabs a, .form-control, .form-select"

    small = [
        element.inner_text()
        for element in page.locator(targets).all()
        if element.is_visible() and element.bounding_box()["height"] < FOR_GLOVES
    ]

    assert small == []


def test_paper_shows_the_content_alone(visit, staff):
    page = visit(color_scheme="dark").go("/style-guide/")

    page.emulate_media(media="print", color_scheme="dark")

    assert page.get_by_role("heading", level=1).is_visible()
    assert not page.get_by_role("banner").first.is_visible()
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert ground_of(page) == "rgb(21, 32, 42)"


def test_the_table_is_a_list_of_cards_on_a_phone(visit, staff):
    page = visit(viewport=PHONE).go("/style-guide/")
    cell = page.locator("td[data-label=Status]").first

    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")

    assert label == '"Status"'
    assert page.locator("tbody tr").first.bounding_box()["width"] <= PHONE["width"]


def test_who_is_idle_is_warned_before_being_signed_out(visit, staff):
    window = visit()
    window.page.clock.install()
    page = window.go("/style-guide/")
    assert not page.locator("#idle-notice").is_visible()

    page.clock.fast_forward("28:30")
    assert page.get_by_text("You will be signed out soon").is_visible()

    page.clock.fast_forward("02:00")
    assert page.get_by_text("You have been signed out").is_visible()


def test_who_stays_signed_in_is_no_longer_warned(visit, staff):
    window = visit()
    window.page.clock.install()
    page = window.go("/style-guide/")
    page.clock.fast_forward("28:30")

    page.get_by_role("button", name="Stay signed in").click()

    page.locator("#idle-notice").wait_for(state="hidden")
