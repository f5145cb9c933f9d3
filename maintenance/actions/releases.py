"""Which signed checks release a device, and whether it has to wait all the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from django.db.models import Q
from django.utils import timezone

from equipment.actions.releases import Proof, Release
from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from maintenance.actions.obstacles import is_broken, last_failure, obstacle_to
from maintenance.choices import PASSING, InspectionStatus, InspectionType
from maintenance.models import Inspection, MaintenanceLog

MOST_NAMED = 10

# Which inspections show by themselves that a device in maintenance is mended.
AFTER_MAINTENANCE = Q(type=InspectionType.POST_REPAIR)


def release_of(asset: Asset) -> Release:
    """Asked by `ASSET_RELEASE_OF`: what passed since it was stopped, or failed last.

    A device that was never accepted needs its acceptance inspection, one that comes
    from maintenance what was done there, and any other one check that it has passed.
    """
    stopped, failed = stopped_since(asset), last_failure(asset)
    since = max(filter(None, [stopped, failed]))
    checks: Iterable[Inspection | MaintenanceLog] = chain(
        passed_inspections(asset, since), passed_logs(asset, since)
    )
    latest = sorted(checks, key=lambda check: check.signed_at or since, reverse=True)
    proofs = tuple(Proof(key_of(each), name_of(each)) for each in latest[:MOST_NAMED])
    obstacle = obstacle_to(asset, is_proved=bool(proofs), since=stopped, failed=failed)
    if obstacle is None:
        return Release(proofs)
    return Release(proofs, obstacle.sentence, obstacle.remedy)


def stopped_since(asset: Asset) -> datetime:
    """Since when it has its status, and for the same reason.

    What was found before says nothing about why it was stopped.
    """
    same = Q(status=asset.status, status_reason=asset.status_reason)
    history = asset.history.order_by("history_id")
    before = history.exclude(same).values_list("history_id", flat=True).last() or 0
    first = history.filter(history_id__gt=before).first()
    return first.history_date if first else asset.created_at


def passed_inspections(asset: Asset, since: datetime) -> list[Inspection]:
    """Those made since then: one corrected later tells what was seen earlier."""
    passed = Inspection.objects.valid().filter(
        fitting_inspections(asset),
        asset=asset,
        status=InspectionStatus.PASSED,
        inspected_at__gte=since,
    )
    return list(passed.select_related("inspected_by")[:MOST_NAMED])


def fitting_inspections(asset: Asset) -> Q:
    if asset.accepted_at is None:
        return Q(type=InspectionType.ACCEPTANCE)
    is_mended = asset.status == AssetStatus.MAINTENANCE
    return AFTER_MAINTENANCE if is_mended else Q()


def passed_logs(asset: Asset, since: datetime) -> list[MaintenanceLog]:
    if asset.accepted_at is None or is_broken(asset):
        # What passed at a check of something else does not mend it.
        return []
    passed = MaintenanceLog.objects.valid().filter(
        asset=asset, outcome__in=PASSING, performed_at__gte=since
    )
    return list(passed.select_related("performed_by", "work_order")[:MOST_NAMED])


def key_of(check: Inspection | MaintenanceLog) -> str:
    return f"{check._meta.model_name}-{check.pk}"


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
