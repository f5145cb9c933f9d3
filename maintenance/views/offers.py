"""What a person can do with a work order as it is now, the most likely first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils import timezone

from equipment.lifecycle import StatusReason
from maintenance.actions.attempts import OVERRIDE, searches_for
from maintenance.actions.comments import FOLLOW
from maintenance.actions.dispatching import ASSIGN, PERFORM, TAKE
from maintenance.actions.locking import may_become
from maintenance.actions.progress import DEFER, lacks_failure, may_withdraw
from maintenance.attempts import SEARCHES_UNTIL_MISSING
from maintenance.choices import WorkOrderStatus, WorkOrderType
from maintenance.lifecycle import FINAL, may_reopen
from maintenance.models import WorkOrder

_S = WorkOrderStatus

Fits = Callable[[WorkOrder, AbstractUser], bool]


@dataclass(frozen=True)
class Button:
    """`is_post` is a button that asks for nothing more."""

    url: str
    label: str
    icon: str
    is_post: bool


@dataclass(frozen=True)
class Offer:
    """What can be done: the page for it, and when and to whom it is open."""

    url_name: str
    label: str
    icon: str
    permission: str
    fits: Fits
    is_post: bool = False


def buttons_for(user: AbstractUser, order: WorkOrder) -> list[Button]:
    return [
        Button(
            reverse(f"maintenance:{offer.url_name}", args=[order.pk]),
            offer.label,
            offer.icon,
            offer.is_post,
        )
        for offer in OFFERS
        if user.has_perm(offer.permission) and offer.fits(order, user)
    ]


def is_open(order: WorkOrder, user: AbstractUser) -> bool:
    return order.is_open


def is_free(order: WorkOrder, user: AbstractUser) -> bool:
    return order.is_open and order.assigned_to_id is None


def can_begin(order: WorkOrder, user: AbstractUser) -> bool:
    is_mine = order.assigned_to_id in (None, user.pk)
    is_held = order.status == _S.ON_HOLD
    return (
        is_mine
        and not is_held
        and order.is_open
        and becomes(_S.IN_PROGRESS)(order, user)
    )


def is_held(order: WorkOrder, user: AbstractUser) -> bool:
    return order.status == _S.ON_HOLD


def becomes(status: WorkOrderStatus) -> Fits:
    def fits(order: WorkOrder, user: AbstractUser) -> bool:
        return may_become(order, status)

    return fits


def can_be_deferred(order: WorkOrder, user: AbstractUser) -> bool:
    return order.is_planned and may_become(order, _S.DEFERRED)


def may_be_missing(order: WorkOrder, user: AbstractUser) -> bool:
    is_missing = order.asset.status_reason == StatusReason.MISSING
    if not order.is_open or is_missing or not order.last_disposition:
        return False
    return searches_for(order) >= SEARCHES_UNTIL_MISSING


def waits_for_word(order: WorkOrder, user: AbstractUser) -> bool:
    is_done = order.status == _S.COMPLETED and order.confirmed_at is None
    return is_done and order.requested_by_id == user.pk


def can_be_reopened(order: WorkOrder, user: AbstractUser) -> bool:
    at = order.completed_at
    is_recent = at is not None and may_reopen(at, at=timezone.now())
    return order.status == _S.COMPLETED and is_recent


def can_be_closed(order: WorkOrder, user: AbstractUser) -> bool:
    return may_become(order, _S.CLOSED) and not lacks_failure(order)


def is_closed_by_page(order: WorkOrder, user: AbstractUser) -> bool:
    """It has to be asked first what failed."""
    return may_become(order, _S.CLOSED) and lacks_failure(order)


def had_a_failure(order: WorkOrder, user: AbstractUser) -> bool:
    return order.type == WorkOrderType.CM and order.status not in FINAL


def can_be_added_to(order: WorkOrder, user: AbstractUser) -> bool:
    return order.status not in FINAL


def can_be_cancelled(order: WorkOrder, user: AbstractUser) -> bool:
    may = user.has_perm(ASSIGN) or may_withdraw(order, user)
    return may and may_become(order, _S.CANCELLED)


OFFERS = (
    Offer(
        "work-order-confirm",
        "It works again",
        "check-badge",
        FOLLOW,
        waits_for_word,
        is_post=True,
    ),
    Offer("work-order-resume", "Go on", "play", PERFORM, is_held, is_post=True),
    Offer("work-order-begin", "Begin", "play", PERFORM, can_begin, is_post=True),
    Offer(
        "check-fill", "Record the work", "clipboard-document-check", PERFORM, is_open
    ),
    Offer("work-order-take", "Take it", "hand-raised", TAKE, is_free, is_post=True),
    Offer(
        "work-order-close",
        "Close",
        "lock-closed",
        ASSIGN,
        can_be_closed,
        is_post=True,
    ),
    Offer("work-order-close", "Close", "lock-closed", ASSIGN, is_closed_by_page),
    Offer(
        "work-order-triage", "Set priority", "adjustments-horizontal", ASSIGN, is_open
    ),
    Offer("work-order-assign", "Assign", "user-plus", ASSIGN, is_open),
    Offer("work-order-attempt", "Could not do it", "no-symbol", PERFORM, is_open),
    Offer("work-order-failure", "What failed", "tag", PERFORM, had_a_failure),
    Offer("work-order-hold", "Put on hold", "pause", PERFORM, becomes(_S.ON_HOLD)),
    Offer("work-order-instrument", "Allow an instrument", "scale", OVERRIDE, is_open),
    Offer(
        "work-order-missing",
        "Declare it missing",
        "eye-slash",
        OVERRIDE,
        may_be_missing,
    ),
    Offer("work-order-defer", "Defer", "calendar-days", DEFER, can_be_deferred),
    Offer("work-order-reopen", "Reopen", "arrow-path", ASSIGN, can_be_reopened),
    Offer("work-order-file", "Add a photo or file", "camera", FOLLOW, can_be_added_to),
    Offer("work-order-cancel", "Cancel it", "x-circle", FOLLOW, can_be_cancelled),
)
