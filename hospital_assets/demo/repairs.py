"""What broke at a device of the demo hospital, who said so, and how it was repaired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from audit.bulk import Deed
from equipment.choices import RiskClass, ServiceProvider
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.accounts.models import User
from hospital_assets.demo.catalogue import CURRENCY
from hospital_assets.demo.defects import DEFECTS, Defect, repairs_a_year
from hospital_assets.demo.devices import by_day
from hospital_assets.demo.stays import Stay
from hospital_assets.demo.work import Visit, Work, local_date
from maintenance.choices import (
    ActionCode,
    ChecklistVerdict,
    EventSeverity,
    EventType,
    HoldReason,
    LogOutcome,
    MaintenanceType,
    Priority,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.models import WorkOrder

S, R = AssetStatus, StatusReason

SHARE_OF_VENDORS = 0.12
SHARE_OF_DOWN = 0.6
SHARE_OF_CONFIRMED = 0.4
ASKED_AND_UNANSWERED = 0.012
CLOSED_AFTER = timedelta(days=14)
LONGEST_LOG = 480

# For which work a device is kept from use, by the reason that its status has.
TYPES = {
    R.REPAIR: WorkOrderType.CM,
    R.AWAITING_PARTS: WorkOrderType.CM,
    R.AT_VENDOR: WorkOrderType.CM,
    R.PROBLEM_REPORTED: WorkOrderType.CM,
    R.FAILED_PM: WorkOrderType.CM,
    R.FAILED_INSPECTION: WorkOrderType.CM,
    R.DAMAGED: WorkOrderType.CM,
    R.AWAITING_DECISION: WorkOrderType.CM,
    R.PM: WorkOrderType.PM,
    R.CALIBRATION: WorkOrderType.CALIBRATION,
    R.UPGRADE: WorkOrderType.UPGRADE,
    R.RECALL_HOLD: WorkOrderType.RECALL,
    R.INCIDENT_HOLD: WorkOrderType.INCIDENT,
}
LOG_TYPES = {
    WorkOrderType.CM: MaintenanceType.CORRECTIVE,
    WorkOrderType.PM: MaintenanceType.PREVENTIVE,
    WorkOrderType.CALIBRATION: MaintenanceType.CALIBRATION,
    WorkOrderType.UPGRADE: MaintenanceType.SOFTWARE_UPDATE,
    WorkOrderType.RECALL: MaintenanceType.RECALL_ACTION,
}
HOLDS = {
    R.AWAITING_PARTS: HoldReason.AWAITING_PARTS,
    R.AT_VENDOR: HoldReason.VENDOR,
    R.AWAITING_DECISION: HoldReason.USER,
}
EVENTS = {
    R.FAILED_PM: EventType.FAILED_PM,
    R.FAILED_INSPECTION: EventType.FAILED_INSPECTION,
    R.RECALL_HOLD: EventType.RECALL_NOTICE,
    R.INCIDENT_HOLD: EventType.INCIDENT,
}


@dataclass(frozen=True)
class Trouble:
    """Why a device could not be used, from when and until when."""

    start: datetime
    end: datetime | None
    reason: str
    note: str


@dataclass
class Repair:
    """An order without a plan. `end` is empty while it is open."""

    work: Work
    requester: User
    start: datetime
    end: datetime | None
    defect: Defect
    type: WorkOrderType = WorkOrderType.CM
    problem: str = ""
    is_down: bool = True
    follows: WorkOrder | None = None
    hold: HoldReason | None = None

    def tell(self) -> WorkOrder:
        order = WorkOrder()
        self.open(order)
        answered_at = self.time_of_answer()
        if answered_at < self.work.now:
            self.begin(order, answered_at)
            if self.hold and self.end is None:
                deed = self.by_technician("held", answered_at)
                waiting = {"status": WorkOrderStatus.ON_HOLD, "hold_reason": self.hold}
                self.work.tell(order, deed, waiting)
        if self.end is not None:
            self.complete(order, answered_at, self.end)
        return order

    def by_technician(self, verb: str, at: datetime) -> Deed:
        return self.work.deed(self.work.technician, f"work_order.{verb}", at)

    def time_of_answer(self) -> datetime:
        """Emergencies within minutes, all else within hours; before the end anyway."""
        minutes = self.work.rng.expovariate(1 / (40 if self.is_down else 240)) + 2
        answered_at = self.start + timedelta(minutes=minutes)
        if self.end is None:
            return answered_at
        return min(answered_at, self.start + (self.end - self.start) / 2)

    def open(self, order: WorkOrder) -> None:
        kind = self.work.device.kind
        is_grave = kind.life_support or kind.risk_class == RiskClass.HIGH
        priority = Priority.URGENT if self.is_down and is_grave else Priority.ROUTINE
        self.work.tell(
            order,
            self.work.deed(self.requester, "work_order.opened", self.start),
            {
                **self.work.counted(),
                "type": self.type,
                "priority": priority,
                "status": WorkOrderStatus.REQUESTED,
                "problem": self.problem or self.defect.problem,
                "requested_by": self.requester,
                "requested_at": self.start,
                "equipment_down": self.is_down,
                "follows": self.follows,
            },
        )

    def begin(self, order: WorkOrder, at: datetime) -> None:
        self.work.tell(
            order,
            self.by_technician("begun", at),
            {
                "status": WorkOrderStatus.IN_PROGRESS,
                "assigned_to": self.work.technician,
                "team": self.work.team,
                "first_response_at": at,
                "started_at": at,
            },
        )

    def complete(self, order: WorkOrder, began_at: datetime, at: datetime) -> None:
        minutes = max(1, min(LONGEST_LOG, int((at - began_at).total_seconds() // 60)))
        visit = Visit(order, self.work.technician, at, minutes)
        self.work.log(visit, self.said())
        over = {
            "status": WorkOrderStatus.COMPLETED,
            "restored_at": at if self.is_down else None,
            "completed_at": at,
            "completed_on": local_date(at),
            "resolution": self.defect.done,
        }
        codes = {
            "failure_code": self.defect.failure,
            "cause_code": self.defect.cause,
            "action_code": self.action,
        }
        is_repair = self.type == WorkOrderType.CM
        self.work.tell(
            order,
            self.by_technician("completed", at),
            over | (codes if is_repair else {}),
        )
        self.settle(order, at)

    def settle(self, order: WorkOrder, at: datetime) -> None:
        """Who asked for it says that it works; the manager closes what is old."""
        work, rng = self.work, self.work.rng
        confirmed_at = at + timedelta(hours=rng.randint(1, 48))
        is_nurse = self.requester not in (work.technician, work.manager)
        if is_nurse and confirmed_at < work.now and rng.random() < SHARE_OF_CONFIRMED:
            deed = work.deed(self.requester, "work_order.confirmed", confirmed_at)
            work.tell(order, deed, {"confirmed_at": confirmed_at})
        closed_at = at + CLOSED_AFTER
        if closed_at < work.now:
            deed = work.deed(work.manager, "work_order.closed", closed_at)
            over = {"status": WorkOrderStatus.CLOSED, "closed_at": closed_at}
            work.tell(order, deed, over)

    @property
    def is_by_vendor(self) -> bool:
        return self.action == ActionCode.VENDOR_REPAIR

    @property
    def action(self) -> ActionCode:
        """Who comes to what is under contract is the vendor."""
        is_slow = self.end is not None and self.end - self.start > timedelta(hours=20)
        is_bought = self.work.device.fields["service_provider"] == ServiceProvider.OEM
        needs_vendor = is_slow and (is_bought or self.hold == HoldReason.VENDOR)
        return ActionCode.VENDOR_REPAIR if needs_vendor else self.defect.action

    def said(self) -> dict[str, Any]:
        rng, part = self.work.rng, self.defect.part
        said: dict[str, Any] = {
            "verdict": ChecklistVerdict.PASSED,
            "maintenance_type": LOG_TYPES.get(self.type, MaintenanceType.OTHER),
            "summary": self.defect.done,
            "outcome": LogOutcome.REPAIRED,
            "travel_minutes": rng.choice((None, 5, 10, 15)),
        }
        if part and self.type == WorkOrderType.CM:
            name, price = part
            cost = Decimal(price)
            used = {"name": name, "quantity": 1, "cost": str(cost)}
            said |= {"parts_used": [used], "parts_cost": cost, "currency": CURRENCY}
        if self.is_by_vendor:
            said |= {
                "vendor": self.work.device.fields["manufacturer_name"],
                "vendor_report_number": f"FSR-{rng.randrange(10**6):06}",
                "vendor_cost": Decimal(rng.randint(6, 60) * 100),
            }
        return said


# --- What the life of the device tells already ------------------------------------


def play_troubles(work: Work) -> None:
    """The orders for which it was kept from use, open where it still is."""
    for stay in work.past.stays:
        kind = TYPES.get(StatusReason(stay.reason)) if stay.reason else None
        is_planned = kind in (WorkOrderType.PM, WorkOrderType.CALIBRATION)
        # Planned work that is over is told by the orders of its plan.
        if stay.is_trouble and kind and not (is_planned and stay.end):
            play_trouble(work, stay, kind)


def play_trouble(work: Work, stay: Stay, kind: WorkOrderType) -> None:
    reason = StatusReason(stay.reason)
    end = stay.end
    if end is not None:
        end -= min(timedelta(minutes=5), (end - stay.start) / 10)
    assert stay.deed.by is not None
    order = Repair(
        work,
        stay.deed.by,  # type: ignore[arg-type]  # the project's own user
        stay.start,
        end,
        work.rng.choice(DEFECTS),
        type=kind,
        problem=stay.deed.reason,
        hold=HOLDS.get(reason),
    ).tell()
    tell_event(work, order, reason=reason, deed=stay.deed, end=end)


def tell_event(
    work: Work,
    order: WorkOrder,
    *,
    reason: StatusReason,
    deed: Deed,
    end: datetime | None,
) -> None:
    if reason not in EVENTS:
        return
    severity = EventSeverity.MEDIUM
    if work.device.kind.risk_class == RiskClass.HIGH:
        severity = EventSeverity.HIGH
    said = {
        "event_type": EVENTS[reason],
        "severity": severity,
        "summary": deed.reason,
        "work_order": order,
    }
    closed_at = end + timedelta(days=work.rng.randint(1, 20)) if end else None
    work.event(deed, said, closed_at=closed_at)


def repair_stopped(work: Work, after: WorkOrder, trouble: Trouble) -> None:
    """Take it out of service where a check failed, and repair it."""
    end = trouble.end
    assert end is not None
    deed = work.deed(
        work.technician, "asset.status_changed", trouble.start, trouble.note
    )
    stopped = {"status": S.OUT_OF_SERVICE, "status_reason": trouble.reason}
    work.tell(work.life.asset, deed, stopped)
    repair = Repair(work, work.technician, trouble.start, end, work.rng.choice(DEFECTS))
    repair.problem, repair.follows = trouble.note, after
    order = repair.tell()
    reason = StatusReason(trouble.reason)
    tell_event(work, order, reason=reason, deed=deed, end=end)
    released_at = end + timedelta(minutes=10)
    free = {"status": S.AVAILABLE, "status_reason": R.READY}
    release(work, released_at, repair.defect, back_to=free)
    work.past.add(trouble.start, released_at)


def release(
    work: Work, at: datetime, defect: Defect, *, back_to: dict[str, Any]
) -> None:
    number = f"PS-{work.rng.randrange(100_000):05}"
    story = f"{defect.done} Evidence: Check report {number}"
    deed = work.deed(work.technician, "asset.status_changed", at, story)
    work.tell(work.life.asset, deed, back_to)


# --- What breaks besides ----------------------------------------------------------


def play_repairs(work: Work) -> None:
    """Repairs as often as devices of the kind need them, each without another."""
    start = max(work.device.accepted_at, work.world.since) + timedelta(days=1)
    retired = work.past.retired
    end = retired.start if retired else work.now
    rate = repairs_a_year(work.device.kind) / (365 * 86_400)
    at = start
    while True:
        at += timedelta(seconds=work.rng.expovariate(rate))
        reported_at = max(by_day(at, work.rng), start)
        at = reported_at + time_to_repair(work)
        if at + timedelta(hours=1) > end:
            return
        play_repair(work, reported_at, at)


def time_to_repair(work: Work) -> timedelta:
    """Hours in the own workshop, days where the vendor comes."""
    rng = work.rng
    is_bought = work.device.fields["service_provider"] == ServiceProvider.OEM
    if rng.random() < (0.5 if is_bought else SHARE_OF_VENDORS):
        return timedelta(hours=rng.uniform(24, 120))
    return timedelta(hours=rng.uniform(2, 8))


def play_repair(work: Work, start: datetime, end: datetime) -> None:
    released_at = end + timedelta(minutes=10)
    begun_at = start + timedelta(minutes=1)
    stay = work.past.quiet_stay(start, released_at)
    is_down = stay is not None and work.rng.random() < SHARE_OF_DOWN
    defect = work.rng.choice(DEFECTS)
    Repair(work, work.life.nurse(), start, end, defect, is_down=is_down).tell()
    if stay is None or not is_down:
        return
    deed = work.deed(work.technician, "asset.status_changed", begun_at, defect.problem)
    stopped = {"status": S.MAINTENANCE, "status_reason": R.REPAIR}
    work.tell(work.life.asset, deed, stopped)
    back = {"status": stay.status, "status_reason": stay.reason}
    release(work, released_at, defect, back_to=back)
    work.past.add(start, released_at)


def ask_now(work: Work) -> None:
    """Somebody has asked, and nobody has answered yet."""
    stay = work.past.stays[-1]
    if stay.is_trouble or work.past.retired:
        return
    if work.rng.random() < ASKED_AND_UNANSWERED:
        start = work.now - timedelta(minutes=work.rng.randint(10, 2_800))
        if start > stay.start:
            ask = Repair(work, work.life.nurse(), start, None, work.rng.choice(DEFECTS))
            ask.is_down = False
            ask.open(WorkOrder())
