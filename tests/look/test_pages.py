from __future__ import annotations

import pytest

from tests.browser import DESK, PHONE
from tests.factories import make_staff, make_user

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.look.urls")]

FOR_ANYBODY = ["/accounts/login/", "/accounts/signup/", "/accounts/inactive/"]
FOR_STAFF = [
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/reauthenticate/",
]
REFUSED = ["403", "404", "409", "500"]
REFUSALS = [f"/refusals/{name}/" for name in REFUSED]
LOOKS = [
    pytest.param({"viewport": DESK, "color_scheme": "light"}, id="desk-light"),
    pytest.param({"viewport": PHONE, "color_scheme": "dark"}, id="phone-dark"),
    pytest.param({"viewport": DESK, "color_scheme": "dark"}, id="desk-dark"),
    pytest.param({"viewport": PHONE, "color_scheme": "light"}, id="phone-light"),
]


def check(window, path):
    page = window.go(path)

    assert window.violations() == []
    assert window.complaints == []
    assert width_beyond_the_screen(page) <= 0


def width_beyond_the_screen(page):
    root = page.locator("html")
    return root.evaluate("root => root.scrollWidth - root.clientWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_use_every_component(look, visit, client):
    client.force_login(make_staff("administrator", first_name="Ana"))

    check(visit(**look), "/style-guide/")


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize("path", FOR_ANYBODY + REFUSALS)
def test_everyone_can_use_the_pages_before_the_door(look, path, visit):
    check(visit(**look), path)


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize("path", FOR_STAFF)
def test_everyone_can_use_the_pages_of_the_own_account(look, path, visit, client):
    client.force_login(make_staff("administrator"))

    check(visit(**look), path)


@pytest.mark.parametrize("look", LOOKS[:2])
def test_everyone_can_use_the_page_of_who_waits(look, visit, client):
    client.force_login(make_user(first_name="Ben"))

    check(visit(**look), "/")


@pytest.mark.parametrize("look", LOOKS[:2])
def test_everyone_can_use_a_form_that_was_refused(look, visit):
    window = visit(**look)
    page = window.go("/accounts/signup/")

    page.get_by_role("button", name="Ask for an account").click()

    page.locator(".error-summary").wait_for()
    assert page.locator(".error-summary a").count() >= 4
    assert window.violations() == []
