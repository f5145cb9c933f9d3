"""Why a device has to wait before it is used again, and what ends that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from equipment.actions.doubts import Doubt
from equipment.actions.releases import Remedy
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from maintenance.actions.safety_tests import untested_since
from maintenance.choices import (
    PASSING,
    InspectionStatus,
    InspectionType,
    OverdueUse,
    WorkOrderType,
)
from maintenance.models import (
    Inspection,
    MaintenanceLog,
    MaintenancePlan,
    WorkOrder,
)
from maintenance.schedules import is_high_risk, policies_of, schedule_of, today_at

# A check that failed stopped it.
FAILED = (StatusReason.FAILED_INSPECTION, StatusReason.FAILED_PM)
INSPECT = "maintenance.sign_inspection"
PERFORM = "maintenance.perform_workorder"


@dataclass(frozen=True)
class Obstacle:
    sentence: str
    remedy: Remedy | None = None


def obstacle_to(
    asset: Asset, *, is_proved: bool, since: datetime, failed: datetime | None
) -> Obstacle | None:
    """The first of what speaks against using it.

    `since` is when it was stopped, `failed` when it last failed a check.
    """
    if not is_proved:
        return unproved(asset, since=since, failed=failed)
    return untested(asset) or overdue(asset)


# --- Nothing shows that it is fit -------------------------------------------------


def unproved(asset: Asset, *, since: datetime, failed: datetime | None) -> Obstacle:
    if asset.accepted_at is None:
        return Obstacle(
            "It was never accepted. Sign its acceptance inspection.",
            inspection(asset, InspectionType.ACCEPTANCE, "Accept it"),
        )
    repair = open_repair(asset)
    if failed is not None and (failed >= since or asset.status_reason in FAILED):
        return Obstacle(
            f"It failed a check on {moment(failed)}, and nothing has shown since that "
            "it is fit. Inspect it, or sign its repair.",
            recording(repair) or inspecting(asset),
        )
    if repair is not None and repair.equipment_down:
        return Obstacle(
            f"{repair} is still open: {repair.problem} Sign that repair, or inspect "
            "the device after it.",
            recording(repair),
        )
    if asset.status == AssetStatus.MAINTENANCE:
        return Obstacle(
            f"Nothing that was done at it since {moment(since)} is signed as passed "
            "or repaired. Record the work, or inspect it after the repair.",
            recording(repair) or inspecting(asset),
        )
    return Obstacle(
        f"It is out of service since {moment(since)}, and nothing has shown since that "
        "it is fit. Inspect it, or sign its repair.",
        inspecting(asset),
    )


def inspecting(asset: Asset) -> Remedy:
    is_mended = asset.status == AssetStatus.MAINTENANCE
    kind = InspectionType.POST_REPAIR if is_mended else InspectionType.AD_HOC
    return inspection(asset, kind, "Inspect it now", is_post=True)


def inspection(
    asset: Asset, kind: InspectionType, label: str, *, is_post: bool = False
) -> Remedy:
    page = "maintenance:inspection-add"
    return Remedy(label, page, asset.pk, INSPECT, is_post=is_post, kind=kind)


def recording(order: WorkOrder | None) -> Remedy | None:
    if order is None:
        return None
    page = "maintenance:check-fill"
    return Remedy(f"Record {order.number}", page, order.pk, PERFORM)


def open_repair(asset: Asset) -> WorkOrder | None:
    """The one without which it does not work, else that which waits longest."""
    repairs = WorkOrder.objects.open().filter(asset=asset, type=WorkOrderType.CM)
    return repairs.order_by("-equipment_down", "requested_at", "pk").first()


def is_broken(asset: Asset) -> bool:
    """Whether somebody said that it does not work, and nobody that it is mended."""
    repairs = WorkOrder.objects.open().filter(asset=asset, type=WorkOrderType.CM)
    return repairs.filter(equipment_down=True).exists()


def last_failure(asset: Asset) -> datetime | None:
    known = [last_failed_inspection(asset), last_failed_log(asset)]
    return max(filter(None, known), default=None)


def last_failed_inspection(asset: Asset) -> datetime | None:
    failed = Inspection.objects.valid().filter(
        asset=asset, status=InspectionStatus.FAILED
    )
    return failed.order_by("signed_at").values_list("signed_at", flat=True).last()


def last_failed_log(asset: Asset) -> datetime | None:
    logs = MaintenanceLog.objects.valid().filter(asset=asset)
    failed = logs.exclude(outcome__in=PASSING).order_by("signed_at")
    return failed.values_list("signed_at", flat=True).last()


def moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"


# --- A repair was not tested ------------------------------------------------------


def untested(asset: Asset) -> Obstacle | None:
    """Whatever opened it can have loosened its protective earth."""
    opened = untested_since(asset)
    if opened is None:
        return None
    return Obstacle(
        f"It was opened, or electrical parts of it were repaired, on {moment(opened)}. "
        "Test its electrical safety before it is used again.",
        inspection(
            asset,
            InspectionType.ELECTRICAL_SAFETY,
            "Test its electrical safety",
            is_post=True,
        ),
    )


# --- Planned work is overdue ------------------------------------------------------


def overdue(asset: Asset) -> Obstacle | None:
    """A high-risk device stays out while its planned work is past its window."""
    if not is_high_risk(asset):
        return None
    order = overdue_order(asset)
    if order is not None:
        assert order.window_end is not None
        return Obstacle(
            f"{order} should have been done by {order.window_end:%-d %B %Y}. "
            "It is a high-risk device: do that work first.",
            recording(order),
        )
    return overdue_plan(asset)


def overdue_order(asset: Asset) -> WorkOrder | None:
    past = WorkOrder.objects.open().filter(
        asset=asset, plan__isnull=False, window_end__lt=today_at(asset.facility)
    )
    return past.order_by("window_end").first()


def overdue_plan(asset: Asset) -> Obstacle | None:
    """Nothing is generated for a device that is away, though its time went by."""
    today = today_at(asset.facility)
    plans = MaintenancePlan.objects.active().filter(asset=asset, next_due_on__lt=today)
    for plan in plans.select_related("asset", "procedure").order_by("next_due_on"):
        if schedule_of(plan).window(plan.next_due_on).end < today:
            return Obstacle(
                f"“{plan.name}” was due on {plan.next_due_on:%-d %B %Y} and was not "
                "done. It is a high-risk device: do that work first.",
                Remedy(
                    f"Begin “{plan.name}”",
                    "maintenance:plan-begin",
                    plan.pk,
                    PERFORM,
                    is_post=True,
                ),
            )
    return None


def doubt_about(asset: Asset) -> Doubt | None:
    """Asked by `ASSET_DOUBT_ABOUT`; the facility says whether it forbids or warns."""
    obstacle = overdue(asset)
    if obstacle is None:
        return None
    policy = policies_of([asset.facility_id]).get(asset.facility_id)
    forbids = policy is not None and policy.overdue_high_risk == OverdueUse.BLOCK
    return Doubt(obstacle.sentence, forbids)
