"""How a new device comes into service."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.actions.assets import place_asset
from equipment.actions.locking import locked
from equipment.actions.releases import proof_of
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Location
from hospital_assets.foundation.errors import Conflict


@transaction.atomic
def accept_asset(
    asset: Asset,
    *,
    by: AbstractUser,
    at: Location | None = None,
    accepted_at: datetime | None = None,
    version: int | None = None,
) -> Asset:
    """Put a new device into service: its acceptance inspection was passed."""
    require(by, "equipment.release_asset", at=asset)
    asset = locked(asset, version=version)
    if asset.accepted_at or asset.status != AssetStatus.OUT_OF_SERVICE:
        raise Conflict("It was accepted already.")
    proof = proof_of(asset)
    if accepted_at and accepted_at > timezone.now():
        raise ValidationError({"accepted_at": "It cannot be accepted in the future."})
    if at is not None:
        require(by, "equipment.release_asset", at=at)
        place_asset(asset, at=at)
    if asset.current_location_id is None and not asset.location_text:
        raise ValidationError({"location": "Say where it stands."})
    asset.accepted_at = accepted_at or timezone.now()
    asset.status, asset.status_reason = AssetStatus.AVAILABLE, StatusReason.READY
    save(asset, by=by, action="asset.accepted", reason=f"Evidence: {proof.name}")
    return asset
