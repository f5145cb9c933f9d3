"""What the result of a check does to the device, whatever the person may do by hand."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser

from equipment.actions.locking import active_assignment, locked
from equipment.actions.releases import release_of
from equipment.actions.statuses import StatusChange, apply_reason, apply_status
from equipment.choices import RiskClass
from equipment.lifecycle import HOLDS, AssetStatus, StatusReason
from equipment.models import Asset
from maintenance.actions.events import record_event
from maintenance.actions.work_orders import Wanted, open_work_order
from maintenance.choices import EventSeverity, Priority
from maintenance.models import WorkOrder

# Reasons that a failed check says more about; a hold outlives it.
REPLACED_BY_FAILURE = frozenset(
    {
        StatusReason.PROBLEM_REPORTED,
        StatusReason.AWAITING_DECISION,
        StatusReason.FAILED_INSPECTION,
        StatusReason.FAILED_PM,
        StatusReason.STORAGE,
        StatusReason.DAMAGED,
    }
)


def is_grave(asset: Asset) -> bool:
    return asset.is_life_support or asset.risk_class == RiskClass.HIGH


def severity_for(asset: Asset) -> EventSeverity:
    if asset.is_life_support:
        return EventSeverity.CRITICAL
    return EventSeverity.HIGH if is_grave(asset) else EventSeverity.MEDIUM


def priority_for(asset: Asset) -> Priority:
    return Priority.URGENT if is_grave(asset) else Priority.ROUTINE


def stop_device(
    asset: Asset, *, reason: StatusReason, note: str, by: AbstractUser
) -> None:
    """Take it out of service; whoever has it has it no more."""
    asset = locked(asset)
    if asset.status == AssetStatus.RETIRED:
        return
    if asset.status != AssetStatus.OUT_OF_SERVICE:
        change = StatusChange(AssetStatus.OUT_OF_SERVICE, reason, note)
        apply_status(asset, change, by=by)
    elif asset.status_reason in REPLACED_BY_FAILURE:
        apply_reason(asset, reason, by=by, note=note)


def send_to_vendor(asset: Asset, *, note: str, by: AbstractUser) -> None:
    """It waits for somebody from outside; who had it gets it back afterwards or not."""
    asset = locked(asset)
    if asset.accepted_at is None or asset.status == AssetStatus.RETIRED:
        return
    if asset.status_reason in HOLDS:
        # It stays where nobody touches it, whoever may repair it later.
        return
    if asset.status == AssetStatus.MAINTENANCE:
        apply_reason(asset, StatusReason.AT_VENDOR, by=by, note=note)
        return
    change = StatusChange(AssetStatus.MAINTENANCE, StatusReason.AT_VENDOR, note)
    apply_status(asset, change, by=by)


def release_device(asset: Asset, *, by: AbstractUser) -> str:
    """Give a device that was in maintenance its former status back.

    The latest check that it has passed is the evidence.

    Returns the sentence that says why it has to stay, or none.
    """
    asset = locked(asset)
    if asset.status != AssetStatus.MAINTENANCE:
        return ""
    if why_not := release_of(asset).refusal:
        return why_not
    is_held = active_assignment(asset) is not None
    status = AssetStatus.IN_USE if is_held else AssetStatus.AVAILABLE
    change = StatusChange(status, reason_before(asset, status))
    apply_status(asset, change, by=by)
    return ""


def reason_before(asset: Asset, status: AssetStatus) -> str:
    if status == AssetStatus.AVAILABLE:
        return StatusReason.READY
    then = asset.history.filter(status=status).order_by("-history_id").first()
    return str(then.status_reason) if then else StatusReason.DEPLOYED


def open_repair(
    asset: Asset, *, after: WorkOrder | None, problem: str, by: AbstractUser
) -> WorkOrder:
    """The work that a failed check asks for; it follows the one that found it."""
    wanted = Wanted(
        problem=problem,
        priority=priority_for(asset),
        follows=after,
        equipment_down=locked(asset).status == AssetStatus.OUT_OF_SERVICE,
    )
    return open_work_order(asset, wanted=wanted, by=by)


def record_failure(
    asset: Asset,
    *,
    kind: str,
    summary: str,
    by: AbstractUser,
    work_order: WorkOrder | None,
) -> None:
    record_event(
        asset,
        kind=kind,
        severity=severity_for(asset),
        summary=summary,
        by=by,
        work_order=work_order,
    )
