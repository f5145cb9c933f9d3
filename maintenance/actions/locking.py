"""Take a work order for a change: nobody else's in between, nobody's overwritten."""

from __future__ import annotations

from audit.last_change import sentence_about_last_change
from hospital_assets.foundation.errors import InvalidTransition, Stale
from maintenance.choices import WorkOrderStatus
from maintenance.lifecycle import PLANNED_WORK_ORDER, WORK_ORDER, may_follow, refusal
from maintenance.models import WorkOrder


def locked_order(order: WorkOrder, *, version: int | None = None) -> WorkOrder:
    """The order as it is now, held until the transaction ends.

    `version` is that of the form in which somebody saw it; a newer one is refused.
    """
    now = (
        WorkOrder.objects.select_for_update(of=("self",), no_key=True)
        .select_related("asset", "facility", "assigned_to")
        .get(pk=order.pk)
    )
    if version is not None and version != now.version:
        raise Stale(
            f"{sentence_about_last_change(now)} "
            "Look at it again; nothing of yours was saved."
        )
    return now


def may_become(order: WorkOrder, status: WorkOrderStatus) -> bool:
    return may_follow(transitions_of(order), order.status, status)


def move_on(order: WorkOrder, status: WorkOrderStatus) -> None:
    """Give `order` its next status, and forget what belonged to the last one alone."""
    if not may_become(order, status):
        raise InvalidTransition(refusal(transitions_of(order), order.status, status))
    order.status = status
    order.hold_reason = ""
    order.deferred_until = None


def transitions_of(
    order: WorkOrder,
) -> dict[WorkOrderStatus, frozenset[WorkOrderStatus]]:
    return PLANNED_WORK_ORDER if order.is_planned else WORK_ORDER
