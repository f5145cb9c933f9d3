"""Send the digests that are owed, each once, whoever else is sending them too."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from equipment.access import time_zone_of
from maintenance.actions.digests import (
    give_back,
    has_digest,
    may_be_owed,
    recipients,
    settle,
    take_turn,
)
from maintenance.choices import DigestFrequency
from maintenance.digests.contents import sections_for
from maintenance.digests.mail import mail_of

logger = logging.getLogger(__name__)


class MailServerError(ConnectionError):
    """The mail server does not answer, so that it makes no sense to go on."""


@dataclass
class Outcome:
    sent: int = 0
    empty: int = 0
    refused: int = 0
    is_unreachable: bool = False

    @property
    def has_failed(self) -> bool:
        return self.is_unreachable or self.refused > 0

    def in_words(self) -> str:
        said = f"{self.sent} digests were sent, {self.empty} had nothing to tell."
        if self.refused:
            said += f" {self.refused} could not be sent; the next run tries again."
        if self.is_unreachable:
            said += " The mail server did not answer; the next run tries again."
        return said


def send_digests(*, now: datetime, from_hour: int = 0) -> Outcome:
    """`from_hour` is the one on a person's clock before which nothing is sent.

    A process that dies between sending a mail and noting so leads to a second one.
    """
    outcome, connection = Outcome(), get_connection()
    try:
        for person in list(recipients()):
            local = now.astimezone(ZoneInfo(time_zone_of(person)))
            if local.hour >= from_hour and may_be_owed(person, on=local.date()):
                send_to(person, outcome, connection, on=local.date(), now=now)
    except MailServerError:
        outcome.is_unreachable = True
    finally:
        connection.close()
    return outcome


def send_to(
    person: AbstractUser,
    outcome: Outcome,
    connection: BaseEmailBackend,
    *,
    on: date,
    now: datetime,
) -> None:
    frequency = take_turn(person, on=on, now=now)
    if frequency is None:
        return
    try:
        was_sent = write_to(person.pk, frequency, connection, on=on)
    except MailServerError as problem:
        give_back(person, problem=str(problem))
        raise
    except Exception as problem:  # the others get theirs all the same
        logger.exception("The digest of person %s was not sent.", person.pk)
        give_back(person, problem=said_by(problem))
        outcome.refused += 1
        # What the server said last may have left it in the middle of something.
        connection.close()
        return
    settle(person, on=on, sent_at=now if was_sent else None)
    outcome.sent += was_sent
    outcome.empty += not was_sent


def said_by(problem: Exception) -> str:
    """What the person may read; a mistake of ours is for the log alone."""
    if isinstance(problem, SMTPException | OSError):
        return str(problem)
    return "It could not be made. The log of the server tells why."


def write_to(
    pk: int, frequency: DigestFrequency, connection: BaseEmailBackend, *, on: date
) -> bool:
    """Whether there was something to tell; the person is read anew, as things are."""
    people = get_user_model()._default_manager
    person = people.filter(pk=pk, is_active=True).exclude(email="").first()
    if person is None or not has_digest(person):
        return False
    sections = sections_for(person, frequency, on=on)
    if not sections:
        return False
    mail = mail_of(person, sections, frequency, on=on, connection=connection)
    # It refuses a line end in a header before anything is sent.
    mail.message()
    reach(connection)
    mail.send()
    return True


def reach(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (SMTPException, OSError) as problem:
        logger.warning("The mail server did not answer: %s", problem)
        raise MailServerError(str(problem)) from problem
