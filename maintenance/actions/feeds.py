"""Addresses for calendar programs: made, renewed, revoked, and found again."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.models import Facility
from maintenance.actions.dispatching import PERFORM
from maintenance.models import CalendarFeed

VIEW = "maintenance.view_workorder"
# 256 bits: nobody guesses one, so that a hash without salt is enough to keep it.
TOKEN_BYTES = 32


@transaction.atomic
def make_feed(
    *, facility: Facility | None, by: AbstractUser
) -> tuple[CalendarFeed, str]:
    """Give `by` a new address; one for the same calendar works no more.

    The token is returned this once and cannot be found out again.
    """
    check_may_read(facility, by)
    same = CalendarFeed.objects.visible_to(by).in_use().filter(facility=facility)
    for feed in same.select_for_update(of=("self",)).order_by("pk"):
        end(feed, by=by)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed(owner_id=by.pk, facility=facility, token_hash=hash_of(token))
    save(feed, by=by, action="calendarfeed.made")
    return feed, token


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, by: AbstractUser) -> CalendarFeed:
    """Let the address lead nowhere, from now on."""
    if feed.owner_id != by.pk:
        raise PermissionDenied("This address belongs to somebody else.")
    feed = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if feed.revoked_at is None:
        end(feed, by=by)
    return feed


def end(feed: CalendarFeed, *, by: AbstractUser) -> None:
    feed.revoked_at = timezone.now()
    save(feed, by=by, action="calendarfeed.revoked")


def check_may_read(facility: Facility | None, by: AbstractUser) -> None:
    """Own work is for who does work; a facility's for who may know of it."""
    require(by, VIEW if facility else PERFORM, at=None)
    if facility and facility not in Facility.objects.visible_to(by):
        raise PermissionDenied(f"You do not work at {facility}.")


def feed_with(token: str) -> CalendarFeed | None:
    """The feed that an address is of, unless it was revoked."""
    feeds = CalendarFeed.objects.in_use().select_related("owner", "facility")
    return feeds.filter(token_hash=hash_of(token)).first()


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
