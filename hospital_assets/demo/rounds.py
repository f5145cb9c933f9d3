"""What came round at a device of the demo hospital: its plans and their occurrences.

Of every hundred occurrences about 92 are done on time and four late; three times the
device could not be found, and one is missed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from audit.bulk import Deed
from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.demo.answers import Found, failed, mended, passed
from hospital_assets.demo.lives import told_as
from hospital_assets.demo.programme import WORK, Line, recurring_fields
from hospital_assets.demo.repairs import Trouble, repair_stopped
from hospital_assets.demo.work import Visit, Work, local_date
from maintenance.attempts import after_working_days
from maintenance.choices import (
    ChecklistVerdict,
    Disposition,
    EventSeverity,
    EventType,
    IntervalUnit,
    LogOutcome,
    MaintenanceType,
    PlanStatus,
    ScheduleMode,
    WorkOrderStatus,
)
from maintenance.intervals import Interval
from maintenance.models import MaintenancePlan, WorkOrder, WorkOrderAttempt
from maintenance.scheduling import Schedule
from maintenance.windows import Window, WindowPolicy

LATE, NOT_FOUND, MISSED = 0.04, 0.03, 0.02
IN_USE, MENDED, FAILED = 0.06, 0.03, 0.02
AHEAD = timedelta(days=30)
AT_NIGHT = time(9, tzinfo=UTC)
# On the 29th and later some months would have another day.
LAST_DAY = 28
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)

TYPES = {
    "pm": MaintenanceType.PREVENTIVE,
    "est": MaintenanceType.SAFETY_TEST,
    "calibration": MaintenanceType.CALIBRATION,
    "battery": MaintenanceType.PREVENTIVE,
}
MISSED_REASON = "It was not done before the next one took over."
SEARCHED = "Store, corridors, neighbouring units, workshop"
RETIRED_REASON = "The device is retired."


@dataclass
class Round:
    """One plan of a device, and how far its dates have come."""

    work: Work
    line: Line
    schedule: Schedule
    first: date
    made_at: datetime
    plan: MaintenancePlan = field(default_factory=MaintenancePlan)
    free_at: datetime = BEFORE_ALL
    due: date = date.min

    @property
    def end(self) -> datetime:
        """Until when there was work at the device at all."""
        retired = self.work.past.retired
        return retired.start if retired else self.work.now

    @property
    def is_high_risk(self) -> bool:
        kind = self.work.device.kind
        return kind.life_support or kind.risk_class == RiskClass.HIGH

    def play(self) -> None:
        times = 0
        self.due = self.first
        while self.occur():
            times += 1
            self.due = self.schedule.following(self.first, times=times)
        self.tell_plan()

    # --- The plan -----------------------------------------------------------------

    def tell_plan(self) -> None:
        """As it stands at the end: that it moved on is told by its orders."""
        work, line = self.work, self.line
        by = work.technician if self.made_at > work.world.since else work.manager
        fields = {
            **recurring_fields(line),
            "asset": work.life.asset,
            "procedure": line.version.procedure,
            "template": line.template,
            "team": work.team,
            "next_due_on": self.due,
            "frequency_days": self.schedule.interval.frequency_days,
        }
        made = work.deed(by, "maintenance_plan.added", self.made_at)
        work.tell(self.plan, made, fields)
        if work.past.retired is None:
            work.next_due = min(work.next_due or self.due, self.due)
            return
        ended = told_as(
            work.past.retired.deed, "maintenance_plan.ended", RETIRED_REASON
        )
        over = {"status": PlanStatus.COMPLETED, "ended_reason": RETIRED_REASON}
        work.tell(self.plan, ended, over)

    # --- One due date -------------------------------------------------------------

    def occur(self) -> bool:
        """Tell of the work for this date; return whether the next one came after it."""
        made_at = self.time_made()
        if made_at is None or made_at >= self.end:
            return False
        window = self.schedule.window(self.due)
        order = self.make(made_at, window)
        chance = self.work.rng.random()
        if chance < NOT_FOUND:
            return self.search(order, made_at, window)
        if chance < NOT_FOUND + LATE:
            return self.finish(order, self.late(window))
        if chance < NOT_FOUND + LATE + MISSED and not self.is_high_risk:
            return self.miss(order)
        on_time = self.on_time(made_at, window)
        if self.work.rng.random() < IN_USE:
            self.find_in_use(order, made_at, window=window, until=on_time)
        return self.finish(order, on_time)

    def time_made(self) -> datetime | None:
        made_at = datetime.combine(self.due - AHEAD, AT_NIGHT)
        made_at = max(made_at, self.free_at, self.made_at + timedelta(hours=1))
        if away := self.work.past.away_at(made_at):
            return away.end + timedelta(hours=1) if away.end else None
        return made_at

    def make(self, at: datetime, window: Window) -> WorkOrder:
        work, line, order = self.work, self.line, WorkOrder()
        work.tell(
            order,
            work.job("work_order.generated", at),
            {
                **work.counted(),
                "plan": self.plan,
                "type": WORK[line.type],
                "status": WorkOrderStatus.ASSIGNED,
                "requested_at": at,
                "team": work.team,
                "estimated_minutes": line.minutes,
                "due_on": self.due,
                "window_start": window.start,
                "window_end": window.end,
                "strategy": line.template.strategy,
                "procedure_version": line.version,
            },
        )
        return order

    def on_time(self, made_at: datetime, window: Window) -> datetime:
        first = max(window.start, made_at.date() + timedelta(days=1))
        on = first + (max(window.end, first) - first) * self.work.rng.random()
        if on.weekday() > 4 and on - timedelta(days=2) >= first:
            on -= timedelta(days=2)
        return self.by_day(on)

    def late(self, window: Window) -> datetime:
        following = self.schedule.window(self.schedule.following(self.due))
        most = (following.start - window.end).days - 2
        days = self.work.rng.randint(1, max(1, min(45, most)))
        return self.by_day(window.end + timedelta(days=days))

    def by_day(self, on: date) -> datetime:
        rng = self.work.rng
        return datetime(
            on.year,
            on.month,
            on.day,
            rng.randint(15, 21),
            rng.randrange(60),
            tzinfo=UTC,
        )

    # --- How it went --------------------------------------------------------------

    def finish(self, order: WorkOrder, at: datetime) -> bool:
        away = self.work.past.away_at(at)
        if away is not None and away.end is not None:
            at = away.end + timedelta(hours=2)
        if (away is not None and away.end is None) or at >= self.end:
            return self.leave_open(order)
        Doing(self, order, at).tell()
        self.free_at = at + timedelta(hours=1)
        return True

    def leave_open(self, order: WorkOrder) -> bool:
        retired = self.work.past.retired
        if retired is not None:
            deed = told_as(retired.deed, "work_order.cancelled", RETIRED_REASON)
            over = {
                "status": WorkOrderStatus.CANCELLED,
                "ended_reason": RETIRED_REASON,
                "next_attempt_on": None,
            }
            self.work.tell(order, deed, over)
        return False

    def miss(self, order: WorkOrder) -> bool:
        following = self.schedule.window(self.schedule.following(self.due))
        at = datetime.combine(following.start, AT_NIGHT)
        if at >= self.end:
            return self.leave_open(order)
        deed = self.work.job("work_order.missed", at, MISSED_REASON)
        over = {
            "status": WorkOrderStatus.MISSED,
            "ended_reason": MISSED_REASON,
            "missed_on": at.date(),
        }
        self.work.tell(order, deed, over)
        said = {
            "event_type": EventType.MISSED_PM,
            "severity": EventSeverity.MEDIUM,
            "summary": f"The work due on {self.due} was missed.",
            "details": {"due_on": str(self.due)},
            "work_order": order,
        }
        days = timedelta(days=self.work.rng.randint(5, 40), hours=8)
        self.work.event(deed, said, closed_at=at + days)
        self.free_at = at
        return True

    def search(self, order: WorkOrder, made_at: datetime, window: Window) -> bool:
        """Look for it in vain; it turns up after the window, most of the time."""
        found_at, at = self.late(window), self.on_time(made_at, window)
        for _ in range(2):
            if at < min(found_at, self.end):
                self.attempt(order, at, Disposition.COULD_NOT_LOCATE, window=window)
            at += timedelta(days=9)
        return self.finish(order, found_at)

    def find_in_use(
        self, order: WorkOrder, made_at: datetime, *, window: Window, until: datetime
    ) -> None:
        at = self.on_time(made_at, window)
        if at + timedelta(hours=4) < min(until, self.end):
            self.attempt(order, at, Disposition.IN_USE, window=window)

    def attempt(
        self, order: WorkOrder, at: datetime, how: Disposition, *, window: Window
    ) -> None:
        work = self.work
        again = after_working_days(local_date(at), 5)
        deed = work.deed(work.technician, "work_order.attempted", at)
        is_search = how == Disposition.COULD_NOT_LOCATE
        said = {
            "work_order": order,
            "attempted_at": at,
            "attempted_by": work.technician,
            "disposition": how,
            "places_searched": SEARCHED if is_search else "",
            "contacted_person": "Charge nurse",
            "next_attempt_on": again,
        }
        work.tell(WorkOrderAttempt(), deed, said)
        followed = {"last_disposition": how, "next_attempt_on": again}
        if local_date(at) in window:
            followed["was_attempted_in_window"] = True
        work.tell(order, told_as(deed, "work_order.followed_up"), followed)


@dataclass
class Doing:
    """The work of one occurrence, done at `at`."""

    round: Round
    order: WorkOrder
    at: datetime

    def tell(self) -> None:
        round_, work, rng = self.round, self.round.work, self.round.work.rng
        minutes = max(5, round(round_.line.minutes * rng.uniform(0.7, 1.3)))
        visit = Visit(self.order, work.technician, self.at, minutes)
        trouble = self.trouble()
        found = self.found(trouble)
        self.complete(visit, found)
        if trouble is not None:
            repair_stopped(work, self.order, trouble)

    def trouble(self) -> Trouble | None:
        """What makes it fail, where it is free and can be repaired in peace."""
        rng = self.round.work.rng
        if rng.random() >= FAILED:
            return None
        until = self.at + timedelta(days=rng.randint(1, 5))
        stay = self.round.work.past.quiet_stay(self.at, until + timedelta(hours=1))
        if (
            stay is None
            or stay.status != AssetStatus.AVAILABLE
            or until > self.round.end
        ):
            return None
        note = f"Failed: {self.round.line.name.lower()}, value outside of its limits."
        return Trouble(self.at, until, StatusReason.FAILED_PM, note)

    def found(self, trouble: Trouble | None) -> Found:
        line, rng = self.round.line, self.round.work.rng
        how = passed
        if trouble is not None:
            how = failed
        elif rng.random() < MENDED:
            how = mended
        return how(line.probes, at=self.at, by=self.round.work.technician.pk, rng=rng)

    def complete(self, visit: Visit, found: Found) -> None:
        round_, work = self.round, self.round.work
        done = SUMMARIES[found.verdict].format(work=round_.line.name)
        over = {
            "status": WorkOrderStatus.COMPLETED,
            "assigned_to": visit.by,
            "first_response_at": visit.began_at,
            "started_at": visit.began_at,
            "completed_at": self.at,
            "completed_on": local_date(self.at),
            "resolution": done,
            "next_attempt_on": None,
        }
        deed: Deed = work.deed(visit.by, "work_order.completed", self.at)
        log = work.log(visit, self.said(found, done))
        work.use_instrument(round_.line.needs, self.at, log=log)
        work.tell(self.order, deed, over)

    def said(self, found: Found, done: str) -> dict[str, Any]:
        round_ = self.round
        return {
            "plan": round_.plan,
            "procedure_version": round_.line.version,
            "checklist": round_.line.checklist,
            "results": found.results,
            "verdict": found.verdict,
            "maintenance_type": TYPES[round_.line.type],
            "summary": done,
            "outcome": OUTCOMES[found.verdict],
            "next_due_on": round_.schedule.following(round_.due),
        }


OUTCOMES = {
    ChecklistVerdict.PASSED: LogOutcome.PASSED,
    ChecklistVerdict.REPAIRED: LogOutcome.REPAIRED,
    ChecklistVerdict.FAILED: LogOutcome.FAILED,
}
SUMMARIES = {
    ChecklistVerdict.PASSED: "{work}: all in order.",
    ChecklistVerdict.REPAIRED: "{work}: adjusted, then in order.",
    ChecklistVerdict.FAILED: "{work}: failed.",
}


def play_rounds(work: Work) -> None:
    """Tell the plans of a device that was accepted, and all that came of them."""
    since, accepted_at = work.world.since, work.device.accepted_at
    policy = WindowPolicy.parse(work.programme.policies[work.device.code].window_policy)
    for line in work.programme.lines[work.device.kind.key]:
        interval = Interval(line.months, IntervalUnit.MONTH)
        schedule = Schedule(interval, ScheduleMode.FIXED, policy)
        if accepted_at > since:
            first, made_at = interval.after(accepted_at.date()), accepted_at
        else:
            days = 20 + round(interval.frequency_days * work.rng.random())
            first, made_at = since.date() + timedelta(days=days), since
        first = first.replace(day=min(first.day, LAST_DAY))
        Round(work, line, schedule, first, made_at + timedelta(minutes=30)).play()
