"""Registering devices, correcting what is written about them, and moving them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from equipment.actions.locking import locked
from equipment.field_groups import GUARDS, LIFECYCLE_FIELDS, RISK_FIELDS
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Facility, Location
from equipment.risk import suggested_criticality
from hospital_assets.foundation.errors import Conflict

# What a device has from its model unless it was said, and how it is when it was not.
FILLED_FROM_MODEL = {
    each.name: each.get_default()
    for each in Asset._meta.concrete_fields
    if each.name
    in {
        "is_life_support",
        "is_mission_critical",
        "risk_class",
        "is_networked",
        "stores_patient_data",
        "protection_class",
        "applied_part",
        "power_requirement",
    }
}


@transaction.atomic
def register_asset(asset: Asset, *, by: AbstractUser) -> Asset:
    """Put a new device on the register; it waits for its acceptance."""
    require(by, "equipment.add_asset", at=asset.facility)
    check_takes_assets(asset.facility)
    if asset.status != AssetStatus.OUT_OF_SERVICE:
        raise ValidationError(
            {"status": "A new asset is out of service until it is accepted."}
        )
    if not asset.status_reason:
        asset.status_reason = StatusReason.PENDING_ACCEPTANCE
    if asset.current_location is not None:
        check_is_in_use(asset.current_location)
    fill_from_catalogue(asset)
    check_criticality(asset)
    save(asset, by=by, action="asset.registered")
    return asset


@transaction.atomic
def edit_asset(
    asset: Asset,
    *,
    changes: Mapping[str, Any],
    by: AbstractUser,
    version: int | None = None,
    reason: str = "",
) -> Asset:
    """Correct what is written about an asset; `changes` maps fields to new values.

    Raises PermissionDenied for fields that the role may not touch, and Stale if the
    asset is newer than `version`.
    """
    require(by, "equipment.change_asset", at=asset)
    asset = locked(asset, version=version)
    check_may_edit(changes, of=asset, by=by)
    for name, value in changes.items():
        setattr(asset, name, value)
    check_parent(asset)
    if RISK_FIELDS & changes.keys():
        check_criticality(asset)
    save(asset, by=by, action="asset.edited", reason=reason)
    return asset


@transaction.atomic
def move_asset(
    asset: Asset,
    *,
    to: Location,
    by: AbstractUser,
    reason: str = "",
    version: int | None = None,
) -> Asset:
    """Say that a device stands at `to` now. An assignment stays as it is."""
    require(by, "equipment.move_asset", at=asset)
    require(by, "equipment.move_asset", at=to)
    asset = locked(asset, version=version)
    if asset.status == AssetStatus.RETIRED:
        raise Conflict("A retired asset cannot be moved. Reinstate it first.")
    place_asset(asset, at=to)
    save(asset, by=by, action="asset.moved", reason=reason)
    return asset


def place_asset(asset: Asset, *, at: Location) -> None:
    """Set where `asset` is, without writing it."""
    check_is_in_use(at)
    if at.facility_id != asset.facility_id:
        check_takes_assets(at.facility)
        asset.facility = at.facility
    asset.current_location = at
    asset.location_text = ""


def check_is_in_use(location: Location) -> None:
    if not location.is_active:
        raise ValidationError(
            {"location": f"{location} is not in use any more. Choose another place."}
        )


def check_takes_assets(facility: Facility) -> None:
    if not facility.is_operational:
        raise ValidationError(
            {"facility": f"{facility} is not operational and takes no assets."}
        )


def fill_from_catalogue(asset: Asset) -> None:
    """Take from the model and the category what was not said."""
    if model := asset.device_model:
        asset.manufacturer = asset.manufacturer or model.manufacturer
        asset.model_name = asset.model_name or model.name
    source = model or asset.category
    for name, unsaid in FILLED_FROM_MODEL.items():
        if getattr(asset, name) == unsaid and hasattr(source, name):
            setattr(asset, name, getattr(source, name))
    if asset.manufacturer and not asset.manufacturer_name:
        asset.manufacturer_name = asset.manufacturer.name
    if not asset.name:
        asset.name = f"{asset.manufacturer_name} {asset.model_name}".strip()
    if not asset.criticality:
        asset.criticality = suggestion_for(asset)


def suggestion_for(asset: Asset) -> str:
    return suggested_criticality(
        is_life_support=asset.is_life_support,
        risk_class=asset.risk_class,
        is_mission_critical=asset.is_mission_critical,
        em_number=asset.device_model.em_number if asset.device_model else None,
    )


def check_criticality(asset: Asset) -> None:
    suggested = suggestion_for(asset)
    if asset.criticality == suggested:
        asset.criticality_reason = ""
    elif not asset.criticality_reason:
        raise ValidationError(
            {
                "criticality_reason": (
                    f"The risk suggests “{suggested}”. "
                    "Say why this device is different."
                )
            }
        )


def check_may_edit(changes: Mapping[str, Any], *, of: Asset, by: AbstractUser) -> None:
    changed = {name for name, value in changes.items() if getattr(of, name) != value}
    if fixed := changed & LIFECYCLE_FIELDS:
        raise ValidationError(
            f"{', '.join(sorted(fixed))} cannot be edited: "
            "move, assign or change the status instead."
        )
    for guard in GUARDS:
        guarded = changed & guard.fields
        if guarded and not by.has_perm(guard.permission):
            raise PermissionDenied(
                f"Your role may not change {guard.words} of an asset: "
                f"{', '.join(sorted(guarded))}."
            )


def check_parent(asset: Asset) -> None:
    """Refuse a system that would be a part of itself, however far down."""
    seen, parent = {asset.pk}, asset.parent_asset
    while parent is not None:
        if parent.pk in seen:
            raise ValidationError(
                {"parent_asset": "An asset cannot be a part of itself."}
            )
        seen.add(parent.pk)
        parent = parent.parent_asset
