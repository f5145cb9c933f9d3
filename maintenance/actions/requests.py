"""Reporting what is wrong with a device, and asking for work by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from equipment.access import require
from equipment.actions.locking import locked
from equipment.actions.statuses import StatusChange, change_status
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.comments import write_comment
from maintenance.actions.dispatching import ASSIGN, PERFORM, Worker, check_worker
from maintenance.actions.locking import locked_order
from maintenance.actions.work_orders import Wanted, check_due_later, open_work_order
from maintenance.choices import Priority, WorkOrderType
from maintenance.models import WorkOrder

REQUEST = "maintenance.request_workorder"
# So many open reports of one device can come from people who have not signed in.
MOST_UNNAMED = 3
STOPPED = frozenset({AssetStatus.OUT_OF_SERVICE, AssetStatus.RETIRED})


@dataclass(frozen=True)
class Report:
    """What somebody beside the device says; `is_another` that it is not the known."""

    problem: str
    must_not_be_used: bool = False
    contact: str = ""
    patient_involved: bool = False
    is_another: bool = False


class AlreadyReported(Conflict):
    """There is an open request for the device: `order`."""

    def __init__(self, order: WorkOrder) -> None:
        super().__init__(
            f"A problem was reported already, as {order.number}. "
            "Add to it, or say that this is another problem.",
            code="already_reported",
        )
        self.order = order


@transaction.atomic
def report_problem(asset: Asset, report: Report, *, by: AbstractUser) -> WorkOrder:
    """Ask for a repair, and take the device out of service if nobody may use it.

    Raises AlreadyReported where there is an open request, so that it can be shown.
    """
    require(by, REQUEST, at=asset)
    asset = locked(asset)
    if asset.status == AssetStatus.RETIRED:
        raise Conflict("It is retired, so nobody repairs it.")
    check_said(report.problem)
    known = open_request_for(asset)
    if known and not report.is_another:
        raise AlreadyReported(known)
    wanted = Wanted(
        type=WorkOrderType.CM,
        problem=report.problem,
        priority=priority_of(asset, report),
        equipment_down=report.must_not_be_used or asset.status in STOPPED,
        contact=report.contact,
        patient_involved=report.patient_involved,
    )
    order = open_work_order(asset, wanted=wanted, by=by)
    if report.must_not_be_used:
        stop(asset, report, by=by)
    return order


def asset_on_label(tag: str) -> Asset | None:
    """For who has not signed in, and is shown nothing but its name."""
    return Asset.objects.tagged(tag).first()


@transaction.atomic
def report_without_sign_in(asset: Asset, report: Report) -> WorkOrder:
    """Ask for a repair in nobody's name: no device is stopped, nothing is shown.

    What is known already is not told to strangers, so that each report is an order.
    """
    if not settings.REPORT_WITHOUT_SIGN_IN:
        raise PermissionDenied("Sign in to report a problem.")
    asset = locked(asset)
    if asset.status == AssetStatus.RETIRED:
        raise Conflict("It is retired, so nobody repairs it.")
    check_said(report.problem)
    unnamed = WorkOrder.objects.open().filter(asset=asset, plan=None, requested_by=None)
    if unnamed.filter(type=WorkOrderType.CM).count() >= MOST_UNNAMED:
        raise Conflict("It was reported several times already. Call the workshop.")
    wanted = Wanted(
        problem=report.problem,
        priority=priority_of(asset, report),
        contact=report.contact,
    )
    return open_work_order(asset, wanted=wanted, by=None)


@transaction.atomic
def add_to_report(order: WorkOrder, report: Report, *, by: AbstractUser) -> WorkOrder:
    """Say more of a problem that is known already."""
    require(by, REQUEST, at=order.asset)
    asset = locked(order.asset)
    check_said(report.problem)
    order = locked_order(order)
    write_comment(order, text=report.problem, by=by)
    if report.must_not_be_used:
        stop(asset, report, by=by)
    return order


@transaction.atomic
def add_work_order(asset: Asset, *, wanted: Wanted, by: AbstractUser) -> WorkOrder:
    """Write down work of any kind by hand; who may not give work can only take it."""
    require(by, PERFORM, at=asset)
    asset = locked(asset)
    if asset.status == AssetStatus.RETIRED:
        raise Conflict("It is retired, so there is no work on it.")
    check_said(wanted.problem)
    check_due_later(asset, wanted.due_on)
    if wanted.team or wanted.assigned_to not in (None, by):
        require(by, ASSIGN, at=asset)
    order = open_work_order(asset, wanted=wanted, by=by)
    if wanted.team or wanted.assigned_to:
        check_worker(order, Worker(wanted.assigned_to, wanted.team))
    return order


def open_request_for(asset: Asset) -> WorkOrder | None:
    """The newest repair of the device that somebody still has to do."""
    repairs = WorkOrder.objects.open().filter(asset=asset, plan=None)
    return repairs.filter(type=WorkOrderType.CM).select_related("requested_by").first()


def priority_of(asset: Asset, report: Report) -> Priority:
    """A proposal, until somebody of the workshop looks at it."""
    if report.patient_involved:
        return Priority.EMERGENCY
    if not report.must_not_be_used:
        return Priority.ROUTINE
    return Priority.EMERGENCY if asset.is_life_support else Priority.URGENT


def check_said(problem: str) -> None:
    if not problem.strip():
        raise ValidationError({"problem": "Say in a few words what is wrong."})


def stop(asset: Asset, report: Report, *, by: AbstractUser) -> None:
    """Take the device out of service, unless it is."""
    if asset.status in STOPPED:
        return
    change = StatusChange(
        to=AssetStatus.OUT_OF_SERVICE,
        reason=StatusReason.PROBLEM_REPORTED,
        note=report.problem,
    )
    change_status(asset, change, by=by)
