from __future__ import annotations

from datetime import date

import pytest
from django.core.mail.message import BadHeaderError

from maintenance.choices import DigestFrequency
from maintenance.digests.contents import Line, Part, Section
from maintenance.digests.mail import mail_of, words
from maintenance.models import WorkOrder
from tests.factories import make_technician

ON = date(2026, 11, 23)
ODD = "Pump\r\nBcc: all@hospital.example\n😀 مضخة التسريب \u202ereversed\x00"


def make_line(**fields):
    usual = {
        "pk": 7,
        "number": "WO-2026-000007",
        "work": "Preventive maintenance",
        "device": "A-1 Pump",
        "place": "Ward 3",
        "due_on": date(2026, 11, 20),
        "days_late": 3,
        "has_window": False,
        "risk": "High risk",
    }
    return Line(**usual | fields)


def make_mail(line=None, person=None, more=0):
    lines = [line or make_line()]
    part = Part("Your overdue work", "tab=mine", WorkOrder.objects.none(), is_late=True)
    section = Section(part, len(lines) + more, lines)
    person = person or make_technician()
    return mail_of(person, [section], DigestFrequency.WEEKLY, on=ON)


def test_it_says_device_place_date_and_where_to_go(settings):
    settings.PUBLIC_URL = "https://assets.example.org"

    mail = make_mail(more=2)

    assert mail.subject == "Equipment work on 23 Nov 2026: 3 overdue"
    for said in (
        "[High risk] A-1 Pump",
        "Ward 3",
        "Due 20 Nov 2026, overdue by 3 days.",
        "https://assets.example.org/work-orders/7/",
        "2 more: https://assets.example.org/work-orders/?tab=mine",
        "https://assets.example.org/me/",
    ):
        assert said in mail.body


def test_work_with_a_window_is_late_when_the_window_is_over():
    mail = make_mail(make_line(has_window=True, days_late=1))

    assert "Due 20 Nov 2026, 1 day past its window." in mail.body


def test_it_is_there_as_html_as_well_with_nothing_of_it_run():
    mail = make_mail(make_line(device="<script>alert(1)</script>"))

    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_what_people_typed_stays_in_one_line_and_out_of_the_headers():
    mail = make_mail(make_line(device=ODD, place=ODD, work=ODD))

    sent = mail.message()
    assert "\nBcc" not in mail.body
    assert "\u202e" not in mail.body
    assert "\x00" not in mail.body
    assert "😀" in mail.body
    assert sent["Bcc"] is None
    assert sent["Subject"] == "Equipment work on 23 Nov 2026: 1 overdue"


def test_an_address_with_a_line_end_makes_no_mail():
    person = make_technician(email="a@hospital.example\nBcc: all@hospital.example")

    with pytest.raises(BadHeaderError):
        make_mail(person=person).message()


def test_letters_from_right_to_left_do_not_turn_the_line_over():
    assert words("مضخة") == "\u2068مضخة\u2069"
    assert words("Pumpe ß") == "Pumpe ß"


def test_long_words_are_cut():
    assert len(words("x" * 10_000)) == 120
