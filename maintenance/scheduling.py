"""When work is due again, which dates were skipped, and where a new plan begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.core.exceptions import ValidationError

from maintenance.choices import ScheduleMode, Timing
from maintenance.intervals import Interval, add_months, check_date
from maintenance.windows import Window, WindowPolicy, classify, window_of


@dataclass(frozen=True)
class Schedule:
    """All of a plan that decides upon its dates."""

    interval: Interval
    mode: ScheduleMode
    policy: WindowPolicy
    anchor_day: int | None = None
    days_after: int | None = None

    def window(self, due: date) -> Window:
        return window_of(due, self.interval, self.policy, after=self.days_after)

    def following(self, due: date, *, times: int = 1) -> date:
        """The due date so many intervals on, on the day of the month it is tied to."""
        return self.interval.after(
            due, times=times, anchor_day=self.anchor_day or due.day
        )


@dataclass(frozen=True)
class NextDue:
    """What follows from work done; `skipped` are the dates that it came too late for.

    Work that was early and is not counted leaves the due date as it is.
    """

    timing: Timing
    due: date
    skipped: tuple[date, ...] = ()


def next_due(
    schedule: Schedule, *, due: date, done: date, counts_early: bool = False
) -> NextDue:
    check_date(done)
    timing = classify(done, schedule.window(due))
    if timing == Timing.EARLY:
        if not counts_early:
            return NextDue(timing, due)
        check_early(schedule, due=due, done=done)
    if schedule.mode == ScheduleMode.FLOATING:
        return NextDue(timing, schedule.interval.after(done))
    times = next(
        times
        for times in count(1)
        if schedule.window(schedule.following(due, times=times)).end > done
    )
    dates = [schedule.following(due, times=each) for each in range(1, times + 1)]
    return NextDue(timing, dates[-1], tuple(dates[:-1]))


def check_early(schedule: Schedule, *, due: date, done: date) -> None:
    """Refuse to count work that was done before the interval had even begun."""
    if schedule.interval.after(done) <= due:
        raise ValidationError(
            f"It was done on {done.isoformat()}, a whole interval before it is due on "
            f"{due.isoformat()}. It can be recorded, but not counted for this date."
        )


def is_missed(schedule: Schedule, due: date, *, on: date, is_high_risk: bool) -> bool:
    """Whether the next date has taken over; high risk stays open until it is done."""
    following = schedule.following(due)
    return not is_high_risk and schedule.window(following).start <= on


def levelled(
    due: date,
    interval: Interval,
    *,
    hours_by_month: Mapping[date, float],
    earliest: date,
    latest: date | None = None,
) -> date:
    """The first due date of a new plan, moved to the month with the least work.

    `hours_by_month` is keyed by the first of each month. At most half an interval
    away, in whole months, nearest and then earliest first.
    """
    reach = interval.months // 2
    shifts = sorted(range(-reach, reach + 1), key=lambda months: (abs(months), months))
    dates = (add_months(due, months, anchor_day=due.day) for months in shifts)
    allowed = [on for on in dates if earliest <= on <= (latest or on)]
    return min(
        allowed, key=lambda on: hours_by_month.get(on.replace(day=1), 0), default=due
    )
