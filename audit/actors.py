"""Who acts where no person does."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser

SYSTEM = "system"


def system_user() -> AbstractUser:
    """The user that commands and periodic jobs act as; nobody can sign in as it."""
    user, _ = get_user_model().objects.get_or_create(
        username=SYSTEM,
        defaults={
            "first_name": "System",
            "is_superuser": True,
            "password": make_password(None),
        },
    )
    return user
