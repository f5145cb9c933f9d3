"""Which signed checks release a device, and which work has to be done before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from django.db.models import Q
from django.utils import timezone

from equipment.actions.releases import Release
from equipment.choices import RiskClass
from equipment.models import Asset
from maintenance.choices import InspectionStatus, LogOutcome
from maintenance.models import Inspection, MaintenanceLog, WorkOrder

PASSED_OUTCOMES = (LogOutcome.PASSED, LogOutcome.REPAIRED)
MOST_NAMED = 10


def release_of(asset: Asset) -> Release:
    """Asked by `ASSET_RELEASE_OF`."""
    failed = last_failure(asset)
    since = max(filter(None, [stopped_since(asset), failed]))
    checks: Iterable[Inspection | MaintenanceLog] = chain(
        passed_inspections(asset, since), passed_logs(asset, since)
    )
    latest = sorted(checks, key=lambda check: check.signed_at or since, reverse=True)
    named = tuple(name_of(check) for check in latest[:MOST_NAMED])
    unmended = "" if named or failed is None else failure_refusal(failed)
    return Release(named, unmended or overdue_refusal(asset))


def failure_refusal(failed: datetime) -> str:
    at = timezone.localtime(failed)
    return (
        f"It failed a check on {at:%-d %B %Y, %H:%M}, and nothing has shown since that "
        "it is fit. Inspect it, or sign its repair."
    )


def last_failure(asset: Asset) -> datetime | None:
    known = [last_failed_inspection(asset), last_failed_log(asset)]
    return max(filter(None, known), default=None)


def stopped_since(asset: Asset) -> datetime:
    """Since when it has its status, and for the same reason.

    What was found before says nothing about why it was stopped.
    """
    same = Q(status=asset.status, status_reason=asset.status_reason)
    history = asset.history.order_by("history_id")
    before = history.exclude(same).values_list("history_id", flat=True).last() or 0
    first = history.filter(history_id__gt=before).first()
    return first.history_date if first else asset.created_at


def last_failed_inspection(asset: Asset) -> datetime | None:
    failed = Inspection.objects.valid().filter(
        asset=asset, status=InspectionStatus.FAILED
    )
    return failed.order_by("signed_at").values_list("signed_at", flat=True).last()


def last_failed_log(asset: Asset) -> datetime | None:
    failed = (
        MaintenanceLog.objects.valid()
        .filter(asset=asset)
        .exclude(outcome__in=PASSED_OUTCOMES)
    )
    return failed.order_by("signed_at").values_list("signed_at", flat=True).last()


def passed_inspections(asset: Asset, since: datetime) -> list[Inspection]:
    passed = Inspection.objects.valid().filter(
        asset=asset, status=InspectionStatus.PASSED, signed_at__gte=since
    )
    return list(passed.select_related("inspected_by")[:MOST_NAMED])


def passed_logs(asset: Asset, since: datetime) -> list[MaintenanceLog]:
    passed = MaintenanceLog.objects.valid().filter(
        asset=asset, outcome__in=PASSED_OUTCOMES, signed_at__gte=since
    )
    return list(passed.select_related("performed_by", "work_order")[:MOST_NAMED])


def name_of(check: Inspection | MaintenanceLog) -> str:
    """As the release names it: what it was, its number, when and by whom."""
    at = timezone.localtime(check.signed_at)
    when = f"{at:%-d %B %Y, %H:%M}"
    if isinstance(check, Inspection):
        kind = f"{check.get_type_display()} inspection {check.pk}"
        return f"{kind} of {when}, {check.inspected_by}"
    order = f" for {check.work_order.number}" if check.work_order else ""
    kind = f"{check.get_maintenance_type_display()} {check.pk}{order}"
    return f"{kind} of {when}, {check.performed_by}"


def overdue_refusal(asset: Asset) -> str:
    """Why a high-risk device stays out while its planned work is past its window."""
    if asset.risk_class != RiskClass.HIGH and not asset.is_life_support:
        return ""
    overdue = (
        WorkOrder.objects.open()
        .filter(asset=asset, plan__isnull=False, window_end__lt=timezone.localdate())
        .order_by("window_end")
        .first()
    )
    if overdue is None:
        return ""
    return (
        f"{overdue} should have been done by {overdue.window_end:%-d %B %Y}. "
        "It is a high-risk device: do that work first."
    )
