"""What shows that a device is fit for use again, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.module_loading import import_string

from audit.saving import save
from equipment.actions.locking import locked
from equipment.models import Asset


@dataclass(frozen=True)
class Release:
    """`evidence` names the checks that it passed; `refusal` is why it must wait."""

    evidence: tuple[str, ...] = ()
    refusal: str = ""


def release_of(asset: Asset) -> Release:
    """Asked of the app that `ASSET_RELEASE_OF` names, which this one may not import."""
    look: Callable[[Asset], Release] = import_string(settings.ASSET_RELEASE_OF)
    return look(asset)


@transaction.atomic
def note_inspection(asset: Asset, *, at: datetime, by: AbstractUser) -> Asset:
    """Keep when the device was last found fit; what is older than known says nothing.

    Whoever calls has asked whether `by` may inspect.
    """
    asset = locked(asset)
    if asset.last_inspection_at is None or at > asset.last_inspection_at:
        asset.last_inspection_at = at
        save(asset, by=by, action="asset.inspected")
    return asset
