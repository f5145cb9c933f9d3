"""How often a person gets a digest, and who sends the one that is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from audit.actors import SYSTEM
from maintenance.choices import DigestFrequency
from maintenance.models import Digest

PERFORM = "maintenance.perform_workorder"
FOLLOW = "maintenance.follow_late_work"
# A process that died holds a digest no longer than this.
HELD_FOR = timedelta(minutes=15)
PROBLEM_LENGTH = 300


def recipients() -> QuerySet[AbstractUser]:
    """Who can be written to and has work, or is in charge of some."""
    codenames = [permission.partition(".")[2] for permission in (PERFORM, FOLLOW)]
    people: Any = get_user_model()._default_manager
    found: QuerySet[AbstractUser] = (
        people.filter(is_active=True)
        .exclude(email="")
        .exclude(username=SYSTEM)
        .filter(
            Q(groups__permissions__codename__in=codenames) | Q(is_superuser=True),
            ~Q(digest__frequency=DigestFrequency.NEVER) | Q(digest=None),
        )
        .select_related("digest")
        .order_by("pk")
        .distinct()
    )
    return found


def has_digest(person: AbstractUser) -> bool:
    """Whether anything could ever stand in it."""
    return person.has_perm(PERFORM) or person.has_perm(FOLLOW)


def digest_of(person: AbstractUser) -> Digest:
    """As it is kept, or as it is before anything was chosen or sent."""
    kept = Digest.objects.filter(person=person.pk).first()
    return kept or Digest(person_id=person.pk)


def frequency_of(person: AbstractUser) -> DigestFrequency:
    """What the person chose; who chose nothing is told every week."""
    return effective(digest_of(person), person)


def effective(digest: Digest, person: AbstractUser) -> DigestFrequency:
    if digest.frequency == DigestFrequency.USUAL:
        return DigestFrequency.WEEKLY if has_digest(person) else DigestFrequency.NEVER
    return DigestFrequency(digest.frequency)


@transaction.atomic
def choose_frequency(frequency: str, *, by: AbstractUser) -> Digest:
    if not has_digest(by):
        raise PermissionDenied(
            "Your role has no work that a mail could tell of. "
            "Ask an administrator if it should."
        )
    if frequency not in DigestFrequency.values:
        raise ValidationError({"frequency": "Choose how often, or never."})
    digest = locked_digest(by)
    digest.frequency = frequency
    digest.save(update_fields=["frequency"])
    return digest


def is_owed(frequency: str, settled_on: date | None, *, on: date) -> bool:
    """Whether nothing was settled since the day, or the week, of `on` began."""
    if frequency == DigestFrequency.NEVER:
        return False
    since = on
    if frequency == DigestFrequency.WEEKLY:
        since = on - timedelta(days=on.weekday())
    return settled_on is None or settled_on < since


def may_be_owed(person: AbstractUser, *, on: date) -> bool:
    """By what was read with the recipient, so that most cost nothing more."""
    digest: Digest | None = getattr(person, "digest", None)
    if digest is None:
        return True
    frequency = digest.frequency
    if frequency == DigestFrequency.USUAL:
        frequency = DigestFrequency.WEEKLY
    return is_owed(frequency, digest.settled_on, on=on)


@transaction.atomic
def take_turn(
    person: AbstractUser, *, on: date, now: datetime
) -> DigestFrequency | None:
    """Hold the digest of `person`; None if none is owed or somebody else is at it."""
    digest = locked_digest(person)
    frequency = effective(digest, person)
    is_held = digest.held_until is not None and digest.held_until > now
    if is_held or not is_owed(frequency, digest.settled_on, on=on):
        return None
    digest.held_until = now + HELD_FOR
    digest.save(update_fields=["held_until"])
    return frequency


@transaction.atomic
def settle(person: AbstractUser, *, on: date, sent_at: datetime | None) -> None:
    """It was sent, or there was nothing to tell: nothing more is owed for `on`."""
    digest = locked_digest(person)
    digest.settled_on = on
    digest.sent_at = sent_at or digest.sent_at
    digest.held_until = None
    digest.problem = ""
    digest.save(update_fields=["settled_on", "sent_at", "held_until", "problem"])


@transaction.atomic
def give_back(person: AbstractUser, *, problem: str) -> None:
    """It could not be sent; the next run tries again."""
    digest = locked_digest(person)
    digest.held_until = None
    digest.problem = " ".join(problem.replace("\0", "").split())[:PROBLEM_LENGTH]
    digest.save(update_fields=["held_until", "problem"])


def locked_digest(person: AbstractUser) -> Digest:
    Digest.objects.get_or_create(person_id=person.pk)
    return Digest.objects.select_for_update().get(person=person.pk)
