"""What the asset page answers at first sight: may it be used, and what can I do now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from equipment.lifecycle import (
    TRANSITIONS,
    AssetStatus,
    StatusReason,
    Transition,
    Way,
    next_by_change,
)
from equipment.models import Asset, Assignment
from equipment.panels import Button
from equipment.templatetags.display import DAY, MOMENT


@dataclass(frozen=True)
class Verdict:
    may_be_used: bool
    reason: str


@dataclass(frozen=True)
class Offer:
    """What can be done: the page for it, and when and to whom it is open."""

    url_name: str
    label: str
    icon: str
    permission: str
    fits: Callable[[Asset, Assignment | None], bool]


def verdict_on(asset: Asset, assignment: Assignment | None) -> Verdict:
    return Verdict(asset.may_be_used, reason_why(asset, assignment))


def reason_why(asset: Asset, assignment: Assignment | None) -> str:
    why = asset.get_status_reason_display()
    words = AssetStatus(asset.status).label
    sentence = f"{words}: {why}." if why else f"{words}."
    match asset.status:
        case AssetStatus.IN_USE if assignment:
            since = at(assignment.started_at)
            sentence = f"{assignment.holder} has it since {since}."
        case AssetStatus.AVAILABLE if asset.may_be_used:
            sentence = "It is ready and nobody has it."
        case AssetStatus.AVAILABLE:
            sentence = "It came back dirty and has to be cleaned first."
        case AssetStatus.OUT_OF_SERVICE if asset.accepted_at is None:
            sentence = "Its acceptance inspection was not recorded yet."
    return sentence


def at(moment: object) -> str:
    return format_date(timezone.localtime(moment), MOMENT)  # type: ignore[arg-type]  # a moment


def warnings_about(asset: Asset, assignment: Assignment | None) -> list[str]:
    """What is not in order though it may be in use, each in a sentence."""
    today = timezone.localdate()
    found = [
        sentence.format(format_date(on, DAY))
        for on, sentence in (
            (asset.next_service_due, "Its service is overdue since {}."),
            (asset.expires_on, "It expired on {}."),
            (asset.return_due_on, "It was to go back to its owner on {}."),
            (end_of_support(asset), "The manufacturer's support ended on {}."),
        )
        if on and on < today and asset.status != AssetStatus.RETIRED
    ]
    if assignment and is_overdue(assignment):
        due = at(assignment.expected_return_at)
        found.insert(0, f"{assignment.holder} was to return it by {due}.")
    return found


def is_overdue(assignment: Assignment) -> bool:
    due = assignment.expected_return_at
    return assignment.ended_at is None and due is not None and due < timezone.now()


def end_of_support(asset: Asset) -> date | None:
    return asset.device_model.end_of_support_on if asset.device_model else None


def buttons_for(
    user: AbstractUser, asset: Asset, assignment: Assignment | None
) -> list[Button]:
    """What the person may do with the asset as it is now, the most likely first."""
    return [
        Button(
            reverse(f"equipment:{offer.url_name}", args=[asset.pk]),
            offer.label,
            offer.icon,
        )
        for offer in OFFERS
        if user.has_perm(offer.permission) and offer.fits(asset, assignment)
    ]


def by_way(way: Way) -> Callable[[Asset, Assignment | None], bool]:
    def fits(asset: Asset, assignment: Assignment | None) -> bool:
        return any(how.way == way for how in following(asset).values())

    return fits


def following(asset: Asset) -> dict[AssetStatus, Transition]:
    return TRANSITIONS[AssetStatus(asset.status)]


def is_dirty(asset: Asset, assignment: Assignment | None) -> bool:
    return asset.status_reason == StatusReason.NEEDS_CLEANING


def can_be_assigned(asset: Asset, assignment: Assignment | None) -> bool:
    return by_way(Way.ASSIGN)(asset, assignment) and not is_dirty(asset, assignment)


def is_with_somebody(asset: Asset, assignment: Assignment | None) -> bool:
    return assignment is not None


def can_change(asset: Asset, assignment: Assignment | None) -> bool:
    return bool(next_by_change(asset.status)) and asset.accepted_at is not None


def is_here(asset: Asset, assignment: Assignment | None) -> bool:
    return asset.status != AssetStatus.RETIRED


def always(asset: Asset, assignment: Assignment | None) -> bool:
    return True


OFFERS = (
    Offer(
        "asset-return",
        "Return",
        "arrow-uturn-left",
        "equipment.return_asset",
        is_with_somebody,
    ),
    Offer(
        "asset-clean", "Mark as clean", "sparkles", "equipment.return_asset", is_dirty
    ),
    Offer(
        "asset-assign",
        "Assign",
        "arrow-right-circle",
        "equipment.assign_asset",
        can_be_assigned,
    ),
    Offer(
        "asset-reinstate",
        "Reinstate",
        "arrow-path",
        "equipment.reinstate_asset",
        by_way(Way.REINSTATE),
    ),
    Offer("asset-move", "Move", "map-pin", "equipment.move_asset", is_here),
    Offer(
        "asset-transfer",
        "Hand on",
        "arrows-right-left",
        "equipment.assign_asset",
        is_with_somebody,
    ),
    Offer(
        "asset-status",
        "Change status",
        "wrench-screwdriver",
        "equipment.change_asset_status",
        can_change,
    ),
    Offer("asset-edit", "Edit", "pencil-square", "equipment.change_asset", always),
    Offer(
        "asset-retire",
        "Retire",
        "archive-box",
        "equipment.retire_asset",
        by_way(Way.RETIRE),
    ),
)
