"""Signing what was done at a device, and what follows from how it ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.actions.locking import locked
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from equipment.models.fields import EARLIEST
from maintenance.actions.checks import check_is_open, locked_record
from maintenance.actions.consequences import (
    open_repair,
    record_failure,
    release_device,
    send_to_vendor,
    stop_device,
)
from maintenance.actions.failures import Failure, name_failure
from maintenance.actions.instruments import use_instruments
from maintenance.actions.locking import locked_order
from maintenance.actions.occurrences import is_early, record_done
from maintenance.actions.safety_tests import asks_for_test, untested_since
from maintenance.actions.signing import (
    begin_correction,
    check_may_be_corrected,
    correction_begun,
    forget_answers,
    freeze,
)
from maintenance.actions.work_orders import complete_work_order, local_date
from maintenance.choices import (
    PASSING,
    ChecklistVerdict,
    EventType,
    LogOutcome,
    LogStatus,
    WorkOrderType,
)
from maintenance.models import MaintenanceLog, TestInstrument, WorkOrder

# How work may have ended, by what its checklist came to.
OUTCOMES: dict[str, tuple[LogOutcome, ...]] = {
    ChecklistVerdict.PASSED: (
        LogOutcome.PASSED,
        LogOutcome.REPAIRED,
        LogOutcome.ESCALATED,
        LogOutcome.FAILED,
    ),
    ChecklistVerdict.REPAIRED: (LogOutcome.REPAIRED, LogOutcome.ESCALATED),
    ChecklistVerdict.FAILED: (LogOutcome.FAILED, LogOutcome.ESCALATED),
}
MOST_MINUTES = 60_000
MOST_PARTS = 50


@dataclass(frozen=True)
class Part:
    name: str
    number: str = ""
    quantity: int = 1
    cost: Decimal | None = None

    def as_json(self) -> dict[str, object]:
        known = {name: value for name, value in asdict(self).items() if value}
        return known | ({"cost": str(self.cost)} if self.cost is not None else {})


@dataclass(frozen=True)
class Signing:
    """What a person says when signing; `performed_at` is now unless said."""

    outcome: str
    summary: str
    performed_at: datetime | None = None
    findings: str = ""
    as_found_condition: str = ""
    labor_minutes: int | None = None
    travel_minutes: int | None = None
    downtime_minutes: int | None = None
    parts: tuple[Part, ...] = ()
    vendor: str = ""
    vendor_report_number: str = ""
    vendor_cost: Decimal | None = None
    instruments: tuple[TestInstrument, ...] = field(default=())
    override_reason: str = ""
    counts_early: bool = False
    # Unless said, what `asks_for_test` takes the work for.
    was_opened: bool | None = None
    failure: Failure | None = None

    @property
    def parts_cost(self) -> Decimal | None:
        costs = [each.cost * each.quantity for each in self.parts if each.cost]
        return sum(costs, Decimal(0)) if costs else None


@dataclass(frozen=True)
class Signed:
    """The record, and what the person should know of what followed."""

    log: MaintenanceLog
    news: tuple[str, ...] = ()


@transaction.atomic
def sign_log(log: MaintenanceLog, *, wanted: Signing, by: AbstractUser) -> Signed:
    """Sign what was done: from now on it never changes, and the device follows it."""
    require(by, "maintenance.sign_maintenancelog", at=log.asset)
    # The device first, as where it is retired with its plans and orders.
    locked(log.asset)
    order = locked_order(log.work_order) if log.work_order else None
    log = locked_record(log, by=by)
    if order is not None and log.supersedes_id is None:
        check_is_open(order)
    at = wanted.performed_at or performed_before(log) or timezone.now()
    check_said(log, wanted, at, by=by)
    verdict = freeze(log)
    check_outcome(verdict, wanted.outcome)
    write_down(log, wanted, at)
    on = local_date(at, log.asset)
    use_instruments(
        log,
        wanted.instruments,
        on=on,
        override_reason=wanted.override_reason,
        by=by,
    )
    log.signed_at = timezone.now()
    reason = log.correction_reason
    save(log, by=by, action="maintenance_log.signed", reason=reason)
    forget_answers(log)
    if order is not None and wanted.failure is not None:
        name_failure(order, wanted.failure, by=by)
    return Signed(log, follow(log, order, counts_early=wanted.counts_early, by=by))


@transaction.atomic
def correct_log(
    log: MaintenanceLog, *, reason: str, by: AbstractUser
) -> MaintenanceLog:
    """Begin a record that takes the place of a signed one when it is signed itself."""
    require(by, "maintenance.sign_maintenancelog", at=log.asset)
    log = MaintenanceLog.objects.select_for_update(of=("self",)).get(pk=log.pk)
    if begun := correction_begun(log, by=by):
        return begun
    if not reason.strip():
        raise ValidationError({"reason": "Say what is wrong in the record."})
    check_may_be_corrected(log)
    new = MaintenanceLog(  # type: ignore[misc]  # the user model stands above this app
        asset=log.asset,
        work_order=log.work_order,
        plan=log.plan,
        performed_by=by,
        maintenance_type=log.maintenance_type,
        started_at=log.started_at,
        currency=log.currency,
        supersedes=log,
        correction_reason=reason.strip(),
    )
    return begin_correction(log, new, by=by)


def performed_before(log: MaintenanceLog) -> datetime | None:
    """A correction tells of the same work, which was not done later."""
    before = log.supersedes
    return before.performed_at if isinstance(before, MaintenanceLog) else None


# --- What is written down ---------------------------------------------------------


def check_said(
    log: MaintenanceLog, wanted: Signing, at: datetime, *, by: AbstractUser
) -> None:
    if not wanted.summary.strip():
        raise ValidationError({"summary": "Say in a sentence what was done."})
    if at > timezone.now():
        raise ValidationError({"performed_at": "It cannot be done in the future."})
    if at.year < EARLIEST.year:
        sentence = f"The year {at.year} cannot be right. Say when it was done."
        raise ValidationError({"performed_at": sentence})
    if len(wanted.parts) > MOST_PARTS:
        raise ValidationError({"parts": f"Name at most {MOST_PARTS} parts."})
    if wanted.counts_early:
        require(by, "maintenance.defer_workorder", at=log.asset)


def check_outcome(verdict: str, outcome: str) -> None:
    allowed = OUTCOMES[verdict]
    if outcome not in allowed:
        words = ", ".join(f"“{each.label}”" for each in allowed)
        said = ChecklistVerdict(verdict).label.lower()
        raise ValidationError(
            {"outcome": f"The checklist came to “{said}”, so choose {words}."}
        )


def write_down(log: MaintenanceLog, wanted: Signing, at: datetime) -> None:
    log.status = LogStatus.COMPLETED
    log.completed_at = log.performed_at = at
    # Who writes it down in the evening began when the work did.
    if log.started_at > at:
        log.started_at = at - timedelta(minutes=wanted.labor_minutes or 0)
    log.outcome, log.summary = wanted.outcome, wanted.summary.strip()
    log.findings = wanted.findings
    log.as_found_condition = wanted.as_found_condition
    log.labor_minutes = wanted.labor_minutes
    log.travel_minutes = wanted.travel_minutes
    log.downtime_minutes = wanted.downtime_minutes
    log.parts_used = [each.as_json() for each in wanted.parts]
    log.parts_cost = wanted.parts_cost
    log.vendor, log.vendor_cost = wanted.vendor, wanted.vendor_cost
    log.vendor_report_number = wanted.vendor_report_number
    is_said = wanted.was_opened is not None
    log.was_opened = bool(wanted.was_opened) if is_said else asks_for_test(log)


# --- What follows -----------------------------------------------------------------


def follow(
    log: MaintenanceLog,
    order: WorkOrder | None,
    *,
    counts_early: bool,
    by: AbstractUser,
) -> tuple[str, ...]:
    """Do what DOMAIN 7.4 says, and tell the person what that was."""
    if isinstance(log.supersedes, MaintenanceLog):
        # What followed from the first record stays; a failure found later counts.
        is_news = log.outcome not in {*PASSING, log.supersedes.outcome}
        return act_on(log, order, by=by) if is_news else ()
    told = finish_order(log, order, counts_early=counts_early, by=by) if order else ()
    return (*told, *act_on(log, order, by=by))


def finish_order(
    log: MaintenanceLog, order: WorkOrder, *, counts_early: bool, by: AbstractUser
) -> tuple[str, ...]:
    """Complete the order; planned work moves its plan on, however it ended."""
    if order.type == WorkOrderType.CM and log.outcome not in PASSING:
        return (f"{order.number} stays open until the device is repaired.",)
    at = log.completed_at
    assert at is not None
    done_on = local_date(at, log.asset)
    if order.plan_id and is_early(order, done_on=done_on) and not counts_early:
        return (
            f"It was done before {order.window_start:%-d %B %Y}, so {order.number} "
            "stays open. A manager can count it for this time.",
        )
    order = complete_work_order(order, at=at, by=by, resolution=log.summary)
    if order.plan_id is None:
        return (f"{order.number} is completed.",)
    plan = record_done(order, done_on=done_on, by=by, counts_early=counts_early)
    return (f"{order.number} is completed; due next on {plan.next_due_on:%-d %B %Y}.",)


def act_on(
    log: MaintenanceLog, order: WorkOrder | None, *, by: AbstractUser
) -> tuple[str, ...]:
    match log.outcome:
        case LogOutcome.FAILED:
            return fail(log, order, by=by)
        case LogOutcome.ESCALATED:
            return escalate(log, order, by=by)
    if why_not := release_device(log.asset, by=by):
        return (f"The device stays in maintenance. {why_not}",)
    return (*said_of_release(log.asset), *said_of_test(log))


def fail(
    log: MaintenanceLog, order: WorkOrder | None, *, by: AbstractUser
) -> tuple[str, ...]:
    note = f"Failed: {log.summary}"
    stop_device(log.asset, reason=StatusReason.FAILED_PM, note=note, by=by)
    repair = repair_after(log, order, by=by)
    record_failure(
        log.asset,
        kind=EventType.FAILED_PM,
        summary=note,
        by=by,
        work_order=repair or order,
    )
    opened = (f"{repair.number} was opened for its repair.",) if repair else ()
    return (*said_of_status(log.asset), *opened)


def escalate(
    log: MaintenanceLog, order: WorkOrder | None, *, by: AbstractUser
) -> tuple[str, ...]:
    send_to_vendor(log.asset, note=log.summary, by=by)
    repair = repair_after(log, order, by=by)
    opened = (f"{repair.number} was opened for the vendor.",) if repair else ()
    return (*said_of_status(log.asset), *opened)


def repair_after(
    log: MaintenanceLog, order: WorkOrder | None, *, by: AbstractUser
) -> WorkOrder | None:
    """A repair that did not succeed goes on under its own number."""
    if order is not None and order.type == WorkOrderType.CM:
        return None
    return open_repair(log.asset, after=order, problem=problem_in(log), by=by)


def problem_in(log: MaintenanceLog) -> str:
    return "\n".join(filter(None, (log.summary, log.findings)))


def said_of_release(asset: Asset) -> tuple[str, ...]:
    """A device that was stopped is released by a person, not by the record alone."""
    [told] = said_of_status(asset)
    now = Asset.objects.filter(pk=asset.pk, status=AssetStatus.OUT_OF_SERVICE)
    hint = " Release it on its page; this record is the evidence."
    return (told + hint if now.exists() else told,)


def said_of_test(log: MaintenanceLog) -> tuple[str, ...]:
    """What was repaired where it stands is used on, so somebody has to think of it."""
    if not log.was_opened or untested_since(log.asset) is None:
        return ()
    return ("Test its electrical safety before it is used again.",)


def said_of_status(asset: Asset) -> tuple[str, ...]:
    status = Asset.objects.filter(pk=asset.pk).values_list("status", flat=True).get()
    return (f"{asset} is “{AssetStatus(status).label}” now.",)
