from __future__ import annotations

import re

from django.test import Client

from maintenance.actions.digests import give_back
from tests.factories import make_nurse, make_technician


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_people_choose_how_often_they_are_written_to():
    visitor = signed_in(make_technician())

    visitor.post("/me/digest/", {"frequency": "daily"})
    page = visitor.post("/me/digest/", {"frequency": "hourly"}, follow=True)

    shown = page.content.decode()
    assert "Choose how often, or never." in shown
    assert re.search(r'value="daily"[^>]*checked', shown)


def test_who_has_no_work_is_not_asked_and_cannot_choose():
    visitor = signed_in(make_nurse())

    assert "How often" not in visitor.get("/me/").content.decode()
    assert visitor.post("/me/digest/", {"frequency": "daily"}).status_code == 403


def test_people_read_why_a_mail_did_not_reach_them():
    person = make_technician()
    give_back(person, problem="550 nobody of that name")

    shown = signed_in(person).get("/me/").content.decode()

    assert "could not be sent" in shown
    assert "550 nobody of that name" in shown
