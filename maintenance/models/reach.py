"""Whose work one may know of: that on the assets and at the facilities one may see."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models

from equipment.models import Asset, Facility
from equipment.models.staff import reach_of

Rows = TypeVar("Rows", bound=models.QuerySet[models.Model])


def on_visible_assets(
    rows: Rows, user: AbstractUser | AnonymousUser, permission: str
) -> Rows:
    """Those of `rows`, which have an `asset`, that `user` may know of."""
    if not user.has_perm(permission):
        return rows.none()
    if reach_of(user).is_everywhere:
        return rows
    assets = Asset.objects.visible_to(user).order_by()
    return rows.filter(asset__in=assets.values("pk"))


def at_visible_facilities(
    rows: Rows, user: AbstractUser | AnonymousUser, permission: str
) -> Rows:
    """Those of `rows`, which have a `facility`, that `user` may know of."""
    if not user.has_perm(permission):
        return rows.none()
    return rows.filter(facility__in=Facility.objects.visible_to(user).values("pk"))
