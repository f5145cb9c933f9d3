"""How a device leaves the inventory, and how one comes back."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.actions.assignments import end_assignment
from equipment.actions.locking import active_assignment, locked
from equipment.choices import DisposalMethod
from equipment.lifecycle import (
    AssetStatus,
    StatusReason,
    reason_fits,
    refusal,
    transition,
)
from equipment.models import Asset, Disposal
from equipment.signals import asset_retired
from hospital_assets.foundation.errors import Conflict, InvalidTransition

# Nobody can wipe what is not there any more.
GONE = (DisposalMethod.LOST, DisposalMethod.STOLEN)
REINSTATEMENT_REASON_LENGTH = 15


@transaction.atomic
def retire_asset(
    asset: Asset,
    *,
    reason: str,
    disposal: Disposal,
    by: AbstractUser,
    note: str = "",
    version: int | None = None,
) -> Asset:
    """Take a device off the inventory, with how it left and who stood for it."""
    require(by, "equipment.retire_asset", at=asset)
    asset = locked(asset, version=version)
    if transition(asset.status, AssetStatus.RETIRED) is None:
        raise InvalidTransition(refusal(asset.status, AssetStatus.RETIRED))
    if not reason or not reason_fits(AssetStatus.RETIRED, reason):
        raise ValidationError({"reason": "Say why it leaves."})
    if assignment := active_assignment(asset):
        end_assignment(assignment, by=by, note="Retired")
    record_disposal(disposal, of=asset, by=by)
    asset.status, asset.status_reason = AssetStatus.RETIRED, StatusReason(reason)
    asset.retired_at = timezone.now()
    asset.current_location = None
    asset.location_text = disposal.recipient
    save(asset, by=by, action="asset.retired", reason=note)
    asset_retired.send(sender=Asset, asset=asset, by=by)
    return asset


@transaction.atomic
def reinstate_asset(
    asset: Asset, *, reason: str, by: AbstractUser, version: int | None = None
) -> Asset:
    """Bring a retired device back; it needs its acceptance again."""
    require(by, "equipment.reinstate_asset", at=asset)
    asset = locked(asset, version=version)
    if asset.status != AssetStatus.RETIRED:
        raise Conflict("Only a retired asset can be reinstated.")
    if len(reason.strip()) < REINSTATEMENT_REASON_LENGTH:
        raise ValidationError(
            {"reason": "Say in a sentence why it comes back (15 letters or more)."}
        )
    asset.status = AssetStatus.OUT_OF_SERVICE
    asset.status_reason = StatusReason.PENDING_ACCEPTANCE
    asset.retired_at = asset.accepted_at = None
    save(asset, by=by, action="asset.reinstated", reason=reason)
    return asset


def record_disposal(disposal: Disposal, *, of: Asset, by: AbstractUser) -> None:
    if disposal.disposed_on and disposal.disposed_on > timezone.localdate():
        raise ValidationError({"disposed_on": "It cannot have left in the future."})
    if of.stores_patient_data and not disposal.is_wiped and disposal.method not in GONE:
        raise ValidationError(
            {
                "data_wiped_by": (
                    "It stores patient data: say who wiped it, when and how."
                )
            }
        )
    disposal.asset = of
    save(disposal, by=by, action="disposal.recorded")
