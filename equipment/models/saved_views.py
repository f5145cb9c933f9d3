"""Filters that a person keeps by name."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models.functions import Lower

from audit.models import AuditedModel
from equipment.models.fields import LineField


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> SavedViewQuerySet:
        return self.filter(user_id=user.pk) if user.pk else self.none()


class SavedView(AuditedModel):
    """`query` is the part of a list's address behind the question mark."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    page = LineField(max_length=40, blank=False)
    name = LineField(max_length=60, blank=False)
    query = models.CharField(max_length=2000, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "user",
                "page",
                Lower("name"),
                name="saved_view_unique_name",
                violation_error_message="You have a view of that name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
