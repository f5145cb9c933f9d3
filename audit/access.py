"""Whose entries somebody may read, asked of the apps above, which know facilities."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import QuerySet
from django.utils.module_loading import import_string

Person = AbstractUser | AnonymousUser


def facilities_of(user: Person) -> frozenset[int] | None:
    """The ids of the facilities whose entries `user` may read, or None for all."""
    ask: Any = import_string(settings.AUDIT_FACILITIES_OF)
    facilities: frozenset[int] | None = ask(user)
    return facilities


def facility_names_for(user: Person) -> dict[int, str]:
    ask: Any = import_string(settings.AUDIT_FACILITY_NAMES_FOR)
    names: dict[int, str] = ask(user)
    return names


def things_at_place(user: Person, text: str) -> dict[str, QuerySet[Any]]:
    """The records that are at places called so, by kind of record."""
    ask: Any = import_string(settings.AUDIT_THINGS_AT_PLACE)
    things: dict[str, QuerySet[Any]] = ask(user, text)
    return things
