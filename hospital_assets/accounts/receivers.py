"""Record who signed up, in and out, who failed to, and who set a password."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import (
    password_changed,
    password_reset,
    password_set,
    user_signed_up,
)
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.db import transaction
from django.db.models import Q

from audit.recording import record

NAME_LENGTH = 150


def connect() -> None:
    user_logged_in.connect(record_sign_in)
    user_logged_out.connect(record_sign_out)
    user_login_failed.connect(record_failed_sign_in)
    user_signed_up.connect(record_sign_up)
    for changed in (password_changed, password_reset, password_set):
        changed.connect(record_new_password)


@transaction.atomic
def record_sign_in(sender: Any, user: AbstractUser, **kwargs: Any) -> None:
    record("person.signed_in", entity=user, by=user)


@transaction.atomic
def record_sign_out(sender: Any, user: AbstractUser | None, **kwargs: Any) -> None:
    if user is not None:
        record("person.signed_out", entity=user, by=user)


@transaction.atomic
def record_failed_sign_in(
    sender: Any, credentials: dict[str, Any], **kwargs: Any
) -> None:
    typed = str(credentials.get("username") or credentials.get("email") or "")
    name = typed.replace("\0", "")[:NAME_LENGTH]
    people = get_user_model().objects
    known = people.filter(Q(username__iexact=name) | Q(email__iexact=name)).first()
    record(
        "person.sign_in_failed",
        entity=known or get_user_model()(username=name),
        by=None,
        payload={"typed": name},
    )


@transaction.atomic
def record_sign_up(sender: Any, user: AbstractUser, **kwargs: Any) -> None:
    record("person.signed_up", entity=user, by=user)


@transaction.atomic
def record_new_password(sender: Any, user: AbstractUser, **kwargs: Any) -> None:
    record("person.password_changed", entity=user, by=user)
