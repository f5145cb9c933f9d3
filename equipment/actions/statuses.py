"""What makes a device fit for use, or unfit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.actions.assets import place_asset
from equipment.actions.assignments import end_assignment
from equipment.actions.locking import active_assignment, locked
from equipment.actions.releases import release_of
from equipment.lifecycle import (
    AssetStatus,
    StatusReason,
    Transition,
    Way,
    reason_fits,
    refusal,
    transition,
)
from equipment.models import Asset, Location
from hospital_assets.foundation.errors import Conflict, InvalidTransition


@dataclass(frozen=True)
class StatusChange:
    """What a change of status records.

    `reason` is of the code list that belongs to the status, `note` what happened,
    `evidence` the check that shows the device to be fit for use.
    """

    to: str
    reason: str = ""
    note: str = ""
    evidence: str = ""
    keeps_assignment: bool = False

    @property
    def story(self) -> str:
        parts = [self.note, f"Evidence: {self.evidence}" if self.evidence else ""]
        return " ".join(part for part in parts if part)


@transaction.atomic
def change_status(
    asset: Asset, change: StatusChange, *, by: AbstractUser, version: int | None = None
) -> Asset:
    """Send a device to maintenance, take it out of service, or release it.

    Raises InvalidTransition where the status may not follow, and ValidationError for
    what the transition must record and was not said.
    """
    how = transition(asset.status, change.to)
    if how is not None:
        require(by, how.permission, at=asset)
    asset = locked(asset, version=version)
    how = transition(asset.status, change.to)
    if how is None:
        raise InvalidTransition(refusal(asset.status, change.to))
    require(by, how.permission, at=asset)
    return changed(asset, change, how, by=by)


@transaction.atomic
def apply_status(asset: Asset, change: StatusChange, *, by: AbstractUser) -> Asset:
    """Change the status as a rule demands, whatever `by` may do by hand.

    Whoever calls has asked whether `by` may do what the rule follows from.
    """
    asset = locked(asset)
    how = transition(asset.status, change.to)
    if how is None:
        raise InvalidTransition(refusal(asset.status, change.to))
    return changed(asset, change, how, by=by)


@transaction.atomic
def apply_reason(asset: Asset, reason: str, *, by: AbstractUser, note: str) -> Asset:
    """Say for what other reason a device has the status that it has."""
    asset = locked(asset)
    if not reason_fits(asset.status, reason):
        raise ValidationError({"reason": "This reason does not fit the status."})
    asset.status_reason = reason
    save(asset, by=by, action="asset.status_changed", reason=note)
    return asset


def changed(
    asset: Asset, change: StatusChange, how: Transition, *, by: AbstractUser
) -> Asset:
    check_recorded(asset, change, how)
    settle_assignment(asset, change, by=by)
    asset.status = change.to
    asset.status_reason = change.reason
    save(asset, by=by, action="asset.status_changed", reason=change.story)
    return asset


@transaction.atomic
def mark_clean(
    asset: Asset, *, by: AbstractUser, note: str = "", version: int | None = None
) -> Asset:
    """Say that a device that came back dirty is clean, and so free again."""
    require(by, "equipment.return_asset", at=asset)
    asset = locked(asset, version=version)
    if asset.status_reason != StatusReason.NEEDS_CLEANING:
        raise Conflict("It is not waiting to be cleaned.")
    asset.status_reason = StatusReason.READY
    save(asset, by=by, action="asset.cleaned", reason=note)
    return asset


@transaction.atomic
def accept_asset(
    asset: Asset,
    *,
    evidence: str,
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
    if not evidence.strip():
        raise ValidationError(
            {"evidence": "Name the acceptance inspection that it passed."}
        )
    if accepted_at and accepted_at > timezone.now():
        raise ValidationError({"accepted_at": "It cannot be accepted in the future."})
    if at is not None:
        require(by, "equipment.release_asset", at=at)
        place_asset(asset, at=at)
    if asset.current_location_id is None and not asset.location_text:
        raise ValidationError({"location": "Say where it stands."})
    asset.accepted_at = accepted_at or timezone.now()
    asset.status, asset.status_reason = AssetStatus.AVAILABLE, StatusReason.READY
    save(asset, by=by, action="asset.accepted", reason=f"Evidence: {evidence}")
    return asset


def check_recorded(asset: Asset, change: StatusChange, how: Transition) -> None:
    """Refuse a change that does not say what it must record (DOMAIN 7.3)."""
    if how.way != Way.CHANGE:
        raise Conflict(
            f"To make it “{AssetStatus(change.to).label}”, {Way(how.way).label}."
        )
    if not reason_fits(change.to, change.reason):
        raise ValidationError({"reason": "This reason does not fit the status."})
    if change.to in (AssetStatus.MAINTENANCE, AssetStatus.OUT_OF_SERVICE):
        if not change.reason:
            raise ValidationError({"reason": "Choose why."})
        if not change.note.strip():
            raise ValidationError({"note": "Say what is wrong or what is to be done."})
    if how.needs_evidence:
        check_released(asset, change)
    if change.to == AssetStatus.AVAILABLE and asset.accepted_at is None:
        raise Conflict("It was never accepted. Record its acceptance instead.")


def check_released(asset: Asset, change: StatusChange) -> None:
    if not change.evidence.strip():
        raise ValidationError(
            {"evidence": "Name the check that shows it is fit for use."}
        )
    if why_not := release_of(asset).refusal:
        raise Conflict(why_not)


def settle_assignment(asset: Asset, change: StatusChange, *, by: AbstractUser) -> None:
    """End the assignment, or make sure that there is one, as the new status asks."""
    assignment = active_assignment(asset)
    match change.to:
        case AssetStatus.IN_USE if assignment is None:
            raise Conflict("Nobody has it any more. Release it to “Available”.")
        case AssetStatus.AVAILABLE if assignment is not None:
            raise Conflict(
                f"{assignment.holder} still has it. Release it to “In use”, "
                "or return it."
            )
        case AssetStatus.MAINTENANCE if change.keeps_assignment:
            return
        case AssetStatus.MAINTENANCE | AssetStatus.OUT_OF_SERVICE if assignment:
            end_assignment(assignment, by=by, note=change.note)
