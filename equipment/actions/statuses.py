"""What makes a device fit for use, or unfit."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from equipment.actions.assignments import end_assignment
from equipment.actions.locking import active_assignment, locked
from equipment.actions.releases import proof_of
from equipment.lifecycle import (
    HOLDS,
    AssetStatus,
    StatusReason,
    Transition,
    Way,
    reason_fits,
    refusal,
    transition,
)
from equipment.models import Asset
from hospital_assets.foundation.errors import Conflict, InvalidTransition


@dataclass(frozen=True)
class StatusChange:
    """What a change of status records.

    `reason` is of the code list that belongs to the status, `note` what happened,
    `evidence` the key of the check that releases it; empty, the latest does.
    """

    to: str
    reason: str = ""
    note: str = ""
    evidence: str = ""
    keeps_assignment: bool = False


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
    check_not_held(asset, by=by)
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
    story = [change.note]
    if how.needs_evidence:
        proof = proof_of(asset, chosen=change.evidence)
        story.append(f"Evidence: {proof.name}")
    settle_assignment(asset, change, by=by)
    asset.status = change.to
    asset.status_reason = change.reason
    said = " ".join(filter(None, story))
    save(asset, by=by, action="asset.status_changed", reason=said)
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
    if change.to == AssetStatus.AVAILABLE and asset.accepted_at is None:
        raise Conflict("It was never accepted. Record its acceptance instead.")


def check_not_held(asset: Asset, *, by: AbstractUser) -> None:
    """Only who may lift holds ends one; what held the device outlives its repair."""
    if asset.status_reason in HOLDS and not by.has_perm("equipment.release_hold"):
        reason = StatusReason(asset.status_reason).label
        raise Conflict(f"It is held: “{reason}”. Ask a manager to lift the hold.")


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
