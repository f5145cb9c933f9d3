"""Filling a checklist: begun once, kept answer by answer until it is signed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from hospital_assets.foundation.errors import Conflict
from maintenance.checklists import as_json, parse_checklist
from maintenance.choices import MaintenanceType, WorkOrderType
from maintenance.models import MaintenanceLog, ProcedureVersion, WorkOrder

# What kind of log a kind of work order leads to.
LOG_TYPES = {
    WorkOrderType.PM: MaintenanceType.PREVENTIVE,
    WorkOrderType.CM: MaintenanceType.CORRECTIVE,
    WorkOrderType.INSPECTION: MaintenanceType.PREVENTIVE,
    WorkOrderType.ACCEPTANCE: MaintenanceType.ACCEPTANCE,
    WorkOrderType.CALIBRATION: MaintenanceType.CALIBRATION,
    WorkOrderType.EST: MaintenanceType.SAFETY_TEST,
    WorkOrderType.UPGRADE: MaintenanceType.SOFTWARE_UPDATE,
    WorkOrderType.RECALL: MaintenanceType.RECALL_ACTION,
    WorkOrderType.DECOMMISSION: MaintenanceType.DECOMMISSION,
}


@transaction.atomic
def begin_log(order: WorkOrder, *, by: AbstractUser) -> MaintenanceLog:
    """The log that a person fills in for an order: the one begun, or a new one."""
    require(by, "maintenance.perform_workorder", at=order.asset)
    order = locked_order(order)
    if begun := log_begun(order, by=by):
        return begun
    check_is_open(order)
    log = new_log(order, by=by)
    save(log, by=by, action="maintenance_log.begun")
    return log


def locked_order(order: WorkOrder) -> WorkOrder:
    return (
        WorkOrder.objects.select_for_update(of=("self",))
        .select_related("asset__facility", "plan", "procedure_version")
        .get(pk=order.pk)
    )


def log_begun(order: WorkOrder, *, by: AbstractUser) -> MaintenanceLog | None:
    mine = MaintenanceLog.objects.filter(work_order=order, performed_by=by.pk)
    begun = mine.filter(signed_at=None).select_related("asset__facility")
    return begun.order_by("pk").first()


def new_log(order: WorkOrder, *, by: AbstractUser) -> MaintenanceLog:
    """A log for the order that is not stored yet."""
    version = version_for(order)
    kind = LOG_TYPES.get(WorkOrderType(order.type), MaintenanceType.OTHER)
    return MaintenanceLog(  # type: ignore[misc]  # the user model stands above this app
        asset=order.asset,
        work_order=order,
        plan=order.plan,
        procedure_version=version,
        checklist=checklist_for(order, version),
        performed_by=by,
        maintenance_type=kind,
        started_at=timezone.now(),
        currency=order.asset.currency,
    )


def check_is_open(order: WorkOrder) -> None:
    """Refuse work on an order that is over, and say who was first."""
    if not order.is_open:
        raise Conflict(over(order))


def over(order: WorkOrder) -> str:
    log = (
        MaintenanceLog.objects.filter(work_order=order)
        .signed()
        .select_related("performed_by")
        .order_by("-signed_at")
        .first()
    )
    if log is None or log.signed_at is None:
        return (
            f"{order.number} is “{order.get_status_display()}”, so nothing can be "
            "recorded for it any more. Open a new work order."
        )
    at = timezone.localtime(log.signed_at)
    return (
        f"{log.performed_by} finished {order.number} at {at:%H:%M on %-d %B %Y}. "
        "Look at that record; if you found something else, open a new work order."
    )


def version_for(order: WorkOrder) -> ProcedureVersion | None:
    """What the order names, else what its plan does now."""
    if order.procedure_version is not None:
        return order.procedure_version
    procedure = order.plan.procedure if order.plan else None
    return procedure.current if procedure else None


def checklist_for(
    order: WorkOrder, version: ProcedureVersion | None
) -> list[dict[str, Any]]:
    """The items with a key each, as the record keeps them."""
    own: Any = order.plan.checklist if order.plan else []
    return as_json(parse_checklist(version.items if version else own))
