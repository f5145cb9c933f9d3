"""The people who sign in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class User(AbstractUser):
    """A member of staff. Nobody is deleted: who leaves is made inactive.

    What one may do comes from roles (groups), where from `StaffScope`.
    """

    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)

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
