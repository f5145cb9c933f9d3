"""Addresses by which calendar programs read a person's work without signing in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q

from audit.models import AuditedModel
from equipment.models import Facility


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> CalendarFeedQuerySet:
        """The own ones alone."""
        return self.filter(owner_id=user.pk) if user.pk else self.none()

    def in_use(self) -> CalendarFeedQuerySet:
        return self.filter(revoked_at=None)


class CalendarFeed(AuditedModel):
    """That a person's calendar program may read: the own work, or that of a facility.

    It shows what its owner may see when it is read. Whoever has the address can read
    it, so only a hash of the address is kept, and it can be revoked.
    """

    # A secret's hash tells nobody anything.
    UNRECORDED_FIELDS = ("token_hash",)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="calendar_feeds",
    )
    facility = models.ForeignKey(
        Facility,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty means what was given to the person or the person's teams.",
    )
    token_hash = models.CharField(max_length=64, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"],
                name="feed_unique_token",
                violation_error_message="Make the address once more.",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(facility=None, revoked_at=None),
                name="feed_once_a_person",
                violation_error_message="You have an address for this calendar.",
            ),
            models.UniqueConstraint(
                fields=["owner", "facility"],
                condition=Q(revoked_at=None),
                name="feed_once_a_facility",
                violation_error_message="You have an address for this calendar.",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.facility or self.owner}"
