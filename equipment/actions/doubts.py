"""What speaks against handing a device out that is free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from equipment.models import Asset


@dataclass(frozen=True)
class Doubt:
    """A sentence, and whether it forbids the handover or only warns of it."""

    sentence: str
    forbids: bool = False


def doubt_about(asset: Asset) -> Doubt | None:
    """Asked of the app that `ASSET_DOUBT_ABOUT` names, as `release_of` is."""
    look: Callable[[Asset], Doubt | None] = import_string(settings.ASSET_DOUBT_ABOUT)
    return look(asset)
