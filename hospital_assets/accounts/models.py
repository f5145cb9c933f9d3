"""The people who sign in."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from audit.actors import SYSTEM


class PeopleQuerySet(models.QuerySet["User"]):
    def staff(self) -> PeopleQuerySet:
        """Everybody but the user that commands act as."""
        return self.exclude(username=SYSTEM)

    def waiting(self) -> PeopleQuerySet:
        """Who asked for an account and has no role yet."""
        return self.staff().filter(is_active=True, groups=None)

    def active_in(self, role: str) -> PeopleQuerySet:
        return self.staff().filter(is_active=True, groups__name=role)

    def search(self, text: str) -> PeopleQuerySet:
        """Whose names hold every word of `text`."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(username__icontains=word)
                | Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(email__icontains=word)
                | Q(job_title__icontains=word)
            )
        return found


class User(AbstractUser):
    """A member of staff. Nobody is deleted: who leaves is made inactive.

    What one may do comes from roles (groups), where from `StaffScope`.
    """

    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    # Named first, and so the one that Django finds people by.
    objects: ClassVar[UserManager[Self]] = UserManager()
    people = PeopleQuerySet.as_manager()

    class Meta(AbstractUser.Meta):
        permissions = [("manage_people", "Can approve people and give roles")]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_unique_username",
                violation_error_message="Somebody has this user name already.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_unique_email",
                violation_error_message="Somebody has this e-mail address already.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_absolute_url(self) -> str:
        return reverse("accounts:person-detail", args=[self.pk])
