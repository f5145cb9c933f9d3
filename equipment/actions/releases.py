"""What shows that a device is fit for use again, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

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
