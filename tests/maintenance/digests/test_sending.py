from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from audit.actors import system_user
from maintenance.actions.digests import choose_frequency, take_turn
from maintenance.choices import DigestFrequency
from maintenance.digests import sending
from maintenance.digests.sending import send_digests
from maintenance.models import Digest
from tests.factories import (
    make_asset,
    make_facility,
    make_nurse,
    make_technician,
    make_work_order,
)
from tests.mail_server import mail_server

# A Monday and the days after it.
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def make_busy(**fields):
    """A technician with a repair to do."""
    person = make_technician(**fields)
    make_work_order(assigned_to=person)
    return person


def receivers():
    return [address for each in mail.outbox for address in each.to]


def test_whoever_has_work_gets_one_mail_a_week():
    person = make_busy()

    for days in range(8):
        send_digests(now=MONDAY + days * DAY)

    assert receivers() == [person.email] * 2


def test_whoever_wants_it_gets_one_a_day():
    person = make_busy()
    choose_frequency(DigestFrequency.DAILY, by=person)

    for hours in range(0, 48, 6):
        send_digests(now=MONDAY + timedelta(hours=hours))

    assert receivers() == [person.email] * 3


def test_changing_ones_mind_brings_no_second_mail_on_a_day():
    person = make_busy()
    send_digests(now=MONDAY)
    choose_frequency(DigestFrequency.DAILY, by=person)
    send_digests(now=MONDAY + timedelta(hours=1))
    choose_frequency(DigestFrequency.WEEKLY, by=person)
    send_digests(now=MONDAY + DAY)

    assert len(mail.outbox) == 1


def test_what_is_empty_is_not_sent_and_not_looked_at_again():
    person = make_technician()

    outcome = send_digests(now=MONDAY)
    make_work_order(assigned_to=person)
    send_digests(now=MONDAY + DAY)

    assert (outcome.sent, outcome.empty) == (0, 1)
    assert mail.outbox == []


def test_some_people_get_none():
    for person in (
        make_busy(is_active=False),
        make_busy(email=""),
        make_nurse(),
        system_user(),
    ):
        make_work_order(assigned_to=person)
    choose_frequency(DigestFrequency.NEVER, by=make_busy())

    outcome = send_digests(now=MONDAY)

    assert mail.outbox == []
    assert outcome.in_words() == "0 digests were sent, 0 had nothing to tell."


def test_the_day_is_that_on_the_wall_where_the_person_works():
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        facility = make_facility(time_zone=zone)
        person = make_technician(facility)
        make_work_order(asset=make_asset(facility=facility), assigned_to=person)
        choose_frequency(DigestFrequency.DAILY, by=person)

    send_digests(now=MONDAY.replace(hour=3))

    days = set(Digest.objects.values_list("settled_on", flat=True))
    assert {f"{day:%a}" for day in days} == {"Mon", "Sun"}


def test_nobody_is_written_to_before_the_hour():
    make_busy()

    send_digests(now=MONDAY.replace(hour=5), from_hour=6)
    assert mail.outbox == []
    send_digests(now=MONDAY.replace(hour=6), from_hour=6)
    assert len(mail.outbox) == 1


def test_what_another_process_is_at_is_left_to_it_until_it_must_be_dead():
    person = make_busy()
    take_turn(person, on=MONDAY.date(), now=MONDAY)

    send_digests(now=MONDAY)
    assert mail.outbox == []
    send_digests(now=MONDAY + timedelta(minutes=16))
    assert len(mail.outbox) == 1


def test_one_who_is_switched_off_meanwhile_gets_none(monkeypatch):
    person = make_busy()

    def switch_off(*args, **kwargs):
        type(person).objects.filter(pk=person.pk).update(is_active=False)
        return take_turn(*args, **kwargs)

    monkeypatch.setattr(sending, "take_turn", switch_off)
    send_digests(now=MONDAY)

    assert mail.outbox == []


def test_a_digest_that_cannot_be_made_stops_nobody_elses(monkeypatch, caplog):
    broken, whole = make_busy(), make_busy()

    def fail(person, *args, **kwargs):
        if person.pk == broken.pk:
            raise RuntimeError("It went wrong.")
        return mail_of(person, *args, **kwargs)

    mail_of = sending.mail_of
    monkeypatch.setattr(sending, "mail_of", fail)
    outcome = send_digests(now=MONDAY)

    assert receivers() == [whole.email]
    assert outcome.has_failed
    assert "The log of the server" in Digest.objects.get(person=broken).problem


# --- By SMTP ----------------------------------------------------------------------


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        yield server


def test_mails_arrive_by_smtp(server):
    person = make_busy()
    order = person.assigned_work.get()
    order.asset.name = "Pump 😀 مضخة"
    order.asset.save()

    send_digests(now=timezone.now())

    [message] = server.kept
    assert server.receivers == [person.email]
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_body(preferencelist=("plain",)).get_content()
    assert "Pump 😀 مضخة" in body
    assert message.get_body(preferencelist=("html",)) is not None


def test_a_refused_mail_stops_nobody_elses_and_is_tried_again(server, caplog):
    people = [make_busy() for _ in range(3)]
    server.refused = {people[1].email.encode()}

    first = send_digests(now=MONDAY)
    assert server.receivers == sorted([people[0].email, people[2].email])
    assert (first.sent, first.refused) == (2, 1)

    server.refused = set()
    second = send_digests(now=MONDAY + timedelta(minutes=5))
    assert (second.sent, second.refused) == (1, 0)
    assert server.receivers == sorted(person.email for person in people)


def test_a_server_that_does_not_answer_is_asked_once_and_again_at_the_next_run(
    settings, server, caplog
):
    make_busy(), make_busy()
    settings.EMAIL_PORT = 1

    outcome = send_digests(now=MONDAY)
    assert "did not answer" in outcome.in_words()
    assert Digest.objects.exclude(problem="").count() == 1

    settings.EMAIL_PORT = server.port
    send_digests(now=MONDAY)
    assert len(server.kept) == 2
