"""Handing devices over: to whom, back, and on to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.actions.assets import check_takes_assets, place_asset
from equipment.actions.doubts import doubt_about
from equipment.actions.locking import active_assignment, locked
from equipment.choices import AssignmentStatus, Condition
from equipment.lifecycle import AssetStatus, StatusReason, Way, refusal, transition
from equipment.models import Asset, Assignment, Department, Location
from hospital_assets.foundation.errors import Conflict, InvalidTransition


@dataclass(frozen=True)
class Handover:
    """To whom a device goes: at least one of person, department, place or their names.

    `started_at` is now unless said, and never later than now.
    """

    person: AbstractUser | None = None
    department: Department | None = None
    department_name: str = ""
    location: Location | None = None
    room_label: str = ""
    purpose: str = ""
    usage_notes: str = ""
    expected_return_at: datetime | None = None
    started_at: datetime | None = None
    condition: str = ""
    is_fixed: bool = False


@transaction.atomic
def assign_asset(
    asset: Asset, *, to: Handover, by: AbstractUser, version: int | None = None
) -> Assignment:
    """Give an available device to somebody; the second who tries learns who has it."""
    require(by, "equipment.assign_asset", at=asset)
    asset = locked(asset, version=version)
    if asset.status == AssetStatus.IN_USE:
        raise Conflict(taken(asset))
    how = transition(asset.status, AssetStatus.IN_USE)
    if how is None or how.way != Way.ASSIGN:
        raise InvalidTransition(refusal(asset.status, AssetStatus.IN_USE))
    if asset.status_reason == StatusReason.NEEDS_CLEANING:
        raise Conflict("It needs cleaning first. Mark it as clean when it is.")
    doubt = doubt_about(asset)
    if doubt and doubt.forbids:
        raise Conflict(doubt.sentence)
    assignment = start_assignment(asset, to=to, by=by)
    asset.status = AssetStatus.IN_USE
    asset.status_reason = StatusReason.FIXED if to.is_fixed else StatusReason.DEPLOYED
    said = f"To {assignment.holder}" + (f". {doubt.sentence}" if doubt else "")
    save(asset, by=by, action="asset.assigned", reason=said)
    return assignment


@transaction.atomic
def return_asset(
    asset: Asset,
    *,
    condition: str,
    by: AbstractUser,
    to: Location | None = None,
    note: str = "",
    version: int | None = None,
) -> Assignment:
    """Take a device back; what it can be used for next follows from its condition."""
    require(by, "equipment.return_asset", at=asset)
    asset = locked(asset, version=version)
    assignment = active_assignment(asset)
    if assignment is None:
        raise Conflict("Nobody has it: it was returned already.")
    if condition not in Condition:
        raise ValidationError({"condition": "Say in which condition it comes back."})
    end_assignment(assignment, by=by, condition=condition, note=note)
    if to is not None:
        require(by, "equipment.return_asset", at=to)
        place_asset(asset, at=to)
    if asset.status == AssetStatus.IN_USE:
        asset.status, asset.status_reason = after_return(condition)
    save(asset, by=by, action="asset.returned", reason=note)
    return assignment


@transaction.atomic
def transfer_asset(
    asset: Asset, *, to: Handover, by: AbstractUser, version: int | None = None
) -> Assignment:
    """Hand a device on without it being free in between."""
    require(by, "equipment.assign_asset", at=asset)
    asset = locked(asset, version=version)
    previous = active_assignment(asset)
    if previous is None:
        raise Conflict("Nobody has it, so it cannot be handed on. Assign it instead.")
    previous.status = AssignmentStatus.TRANSFERRED
    previous.ended_at = timezone.now()
    save(previous, by=by, action="assignment.transferred")
    assignment = start_assignment(asset, to=to, by=by, follows=previous)
    if is_same(assignment, previous):
        raise Conflict(f"{previous.holder} has it already.")
    save(
        asset,
        by=by,
        action="asset.transferred",
        reason=f"From {previous.holder} to {assignment.holder}",
        even_unchanged=True,
    )
    return assignment


def is_same(one: Assignment, other: Assignment) -> bool:
    """Whether nothing would change for anybody: holder, purpose and return."""
    return (one.holder, one.purpose, one.expected_return_at) == (
        other.holder,
        other.purpose,
        other.expected_return_at,
    )


def taken(asset: Asset) -> str:
    """The sentence for whoever comes second."""
    assignment = active_assignment(asset)
    if assignment is None:
        return "It is in use already. Return it first."
    since = timezone.localtime(assignment.started_at)
    giver = f", given by {assignment.assigned_by}" if assignment.assigned_by else ""
    return (
        f"{assignment.holder} has it since {since:%H:%M on %-d %B %Y}{giver}. "
        "Return or transfer it first."
    )


def start_assignment(
    asset: Asset,
    *,
    to: Handover,
    by: AbstractUser,
    follows: Assignment | None = None,
) -> Assignment:
    now = timezone.now()
    if to.started_at and to.started_at > now:
        raise ValidationError(
            {"started_at": "It cannot have been given in the future."}
        )
    check_takes_assets(asset.facility)
    if to.location is not None:
        require(by, "equipment.assign_asset", at=to.location)
        place_asset(asset, at=to.location)
    check_can_hold(asset, to)
    assignment = Assignment(  # type: ignore[misc]  # the user model stands above this app
        asset=asset,
        assigned_to=to.person,
        department=to.department,
        department_name=to.department_name or name_of(to.department),
        location=to.location,
        room_label=to.room_label,
        purpose=to.purpose,
        usage_notes=to.usage_notes,
        expected_return_at=to.expected_return_at,
        started_at=to.started_at or now,
        checkout_condition=to.condition,
        assigned_by=by,
        transferred_from=follows,
    )
    save(assignment, by=by, action="assignment.started")
    return assignment


def check_can_hold(asset: Asset, to: Handover) -> None:
    if to.person is not None and not to.person.is_active:
        raise ValidationError(
            {"person": f"{to.person} does not work here any more. Name somebody else."}
        )
    if to.department is not None and to.department.facility_id != asset.facility_id:
        raise ValidationError(
            {
                "department": (
                    f"{to.department} is in another facility. "
                    "Name the place there that it goes to as well."
                )
            }
        )


def name_of(department: Department | None) -> str:
    return department.name if department else ""


def end_assignment(
    assignment: Assignment, *, by: AbstractUser, condition: str = "", note: str = ""
) -> None:
    assignment.status = AssignmentStatus.COMPLETED
    assignment.ended_at = timezone.now()
    assignment.return_condition = condition
    save(assignment, by=by, action="assignment.ended", reason=note)


def after_return(condition: str) -> tuple[AssetStatus, StatusReason]:
    match Condition(condition):
        case Condition.OK:
            return AssetStatus.AVAILABLE, StatusReason.READY
        case Condition.DIRTY:
            return AssetStatus.AVAILABLE, StatusReason.NEEDS_CLEANING
        case Condition.DAMAGED:
            return AssetStatus.OUT_OF_SERVICE, StatusReason.DAMAGED
