"""How far from its due date work still counts as done on time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from maintenance.choices import Timing, WindowKind
from maintenance.intervals import DAYS_IN_WEEK, Interval, check_date, last_day

# Wider windows of two dates that follow one another would overlap.
WIDEST_PERCENT = 50
MOST_DAYS_BEFORE = 365

# Days before and after, by months: what the Joint Commission calls quarterly,
# half-yearly and yearly, and three years or more.
TJC_DAYS = {3: 10, 6: 20, 12: 30}
TJC_LONG_FROM, TJC_LONG_DAYS = 1095, 45
TJC_OTHER_PERCENT, TJC_OTHER_MOST = 10, 30

SHORTEST_MONTH = 28

_WITH_NUMBER = re.compile(r"(percent|none_before):([0-9]{1,4})")
_HOW_TO_WRITE = (
    "Write calendar_month, tjc_ec, exact, percent:10 (percent of the interval) or "
    "none_before:7 (days before)."
)


@dataclass(frozen=True)
class Window:
    start: date
    end: date

    def __contains__(self, on: date) -> bool:
        return self.start <= on <= self.end


@dataclass(frozen=True)
class WindowPolicy:
    """`number` is the percent or the days, for the kinds that have one."""

    kind: WindowKind
    number: int = 0

    def __post_init__(self) -> None:
        if self.kind == WindowKind.PERCENT and not 1 <= self.number <= WIDEST_PERCENT:
            raise ValidationError(
                f"The window can be 1 to {WIDEST_PERCENT} percent of the interval."
            )
        if self.kind == WindowKind.NONE_BEFORE and self.number > MOST_DAYS_BEFORE:
            raise ValidationError(
                f"The window can open at most {MOST_DAYS_BEFORE} days before."
            )

    @classmethod
    def parse(cls, text: str) -> WindowPolicy:
        written = text.strip().lower()
        if match := _WITH_NUMBER.fullmatch(written):
            return cls(WindowKind(match[1]), int(match[2]))
        if written in (WindowKind.CALENDAR_MONTH, WindowKind.TJC_EC, WindowKind.EXACT):
            return cls(WindowKind(written))
        raise ValidationError(
            f"“{text[:40]}” is no rule for the window. {_HOW_TO_WRITE}"
        )

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.number}" if self._has_number else self.kind

    @property
    def words(self) -> str:
        """The rule for people."""
        if self.kind == WindowKind.PERCENT:
            return f"Within {self.number} % of the interval"
        if self.kind == WindowKind.NONE_BEFORE:
            return f"Up to {self.number} days before, never after"
        return str(self.kind.label)

    @property
    def _has_number(self) -> bool:
        return self.kind in (WindowKind.PERCENT, WindowKind.NONE_BEFORE)


def window_of(
    due: date, interval: Interval, policy: WindowPolicy, *, after: int | None = None
) -> Window:
    """`after` are the most days after the due date, where high risk allows fewer."""
    check_date(due)
    window = _window(due, interval, policy)
    if after is None:
        return window
    return Window(window.start, min(window.end, due + timedelta(days=after)))


def classify(done: date, window: Window) -> Timing:
    if done < window.start:
        return Timing.EARLY
    return Timing.ON_TIME if done in window else Timing.LATE


def _window(due: date, interval: Interval, policy: WindowPolicy) -> Window:
    days = interval.frequency_days
    match policy.kind:
        case WindowKind.CALENDAR_MONTH:
            return _calendar_month(due, interval)
        case WindowKind.TJC_EC:
            return _joint_commission(due, interval)
        case WindowKind.PERCENT:
            return _around(due, percent_of(days, policy.number))
        case WindowKind.NONE_BEFORE:
            before = min(policy.number, days // 2)
            return Window(due - timedelta(days=before), due)
        case WindowKind.EXACT:
            return Window(due, due)


def _calendar_month(due: date, interval: Interval) -> Window:
    days = interval.frequency_days
    if days < SHORTEST_MONTH:
        # A month would hold several due dates: one visit would do for them all.
        return _around(due, (days - 1) // 2)
    return Window(due.replace(day=1), due.replace(day=last_day(due.year, due.month)))


def _joint_commission(due: date, interval: Interval) -> Window:
    days = interval.frequency_days
    # A surveyor calls 90 days quarterly, in whatever unit it was typed.
    months = Interval.from_days(days).months
    if days == DAYS_IN_WEEK:
        sunday = due - timedelta(days=due.isoweekday() % DAYS_IN_WEEK)
        return Window(sunday, sunday + timedelta(days=6))
    if months == 1:
        return _calendar_month(due, interval)
    if days >= TJC_LONG_FROM:
        return _around(due, TJC_LONG_DAYS)
    other = min(TJC_OTHER_MOST, percent_of(days, TJC_OTHER_PERCENT))
    return _around(due, TJC_DAYS.get(months, other))


def percent_of(days: int, percent: int) -> int:
    """Whole days; a half goes to the even one, as in the reference vectors."""
    return round(days * percent / 100)


def _around(due: date, days: int) -> Window:
    return Window(due - timedelta(days=days), due + timedelta(days=days))
