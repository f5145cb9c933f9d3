"""How often work is due: months that keep their day, and days counted exactly."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from maintenance.choices import IntervalUnit

SHORTEST, LONGEST = 1, 3650

# Outside of these years a date is a slip of the finger.
EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)

DAYS_IN_WEEK = 7
MONTHS_IN_YEAR = 12
DAYS_IN_YEAR = 365

# What people mean who count months in days; the first is what we write ourselves.
DAYS_OF_MONTHS: dict[int, tuple[int, ...]] = {
    1: (30, 31),
    2: (60, 61),
    3: (90, 91, 92),
    4: (120, 122),
    6: (182, 180, 183),
    9: (273, 270, 274),
    12: (365, 366),
    18: (548, 545),
    24: (730, 731),
    36: (1095, 1096),
    60: (1825, 1826),
}
_MONTHS_BY_DAYS = {
    days: months for months, spellings in DAYS_OF_MONTHS.items() for days in spellings
}


@dataclass(frozen=True)
class Interval:
    value: int
    unit: IntervalUnit

    def __post_init__(self) -> None:
        if self.value < 1 or self.frequency_days > LONGEST:
            raise ValidationError(_OUT_OF_RANGE)

    @classmethod
    def from_days(cls, days: int) -> Interval:
        """What is meant by so many days: 90 are three months, 45 are 45 days."""
        check_frequency(days)
        if months := _MONTHS_BY_DAYS.get(days):
            return cls(months, IntervalUnit.MONTH)
        if days == DAYS_IN_WEEK:
            return cls(1, IntervalUnit.WEEK)
        return cls(days, IntervalUnit.DAY)

    @property
    def months(self) -> int:
        """Of an interval in months or years how many months, else none."""
        if self.unit == IntervalUnit.YEAR:
            return self.value * MONTHS_IN_YEAR
        return self.value if self.unit == IntervalUnit.MONTH else 0

    @property
    def frequency_days(self) -> int:
        """About how many days it has; exactly, for days and weeks."""
        if self.unit == IntervalUnit.DAY:
            return self.value
        if self.unit == IntervalUnit.WEEK:
            return self.value * DAYS_IN_WEEK
        if self.months in DAYS_OF_MONTHS:
            return DAYS_OF_MONTHS[self.months][0]
        return round(self.months * DAYS_IN_YEAR / MONTHS_IN_YEAR)

    def after(
        self, start: date, *, times: int = 1, anchor_day: int | None = None
    ) -> date:
        """The date so many intervals after `start`."""
        check_date(start)
        if self.months:
            return add_months(start, self.months * times, anchor_day=anchor_day)
        if self.frequency_days * times > (LATEST - start).days:
            raise ValidationError(_BEYOND_THE_CALENDAR)
        return start + timedelta(days=self.frequency_days * times)

    def __str__(self) -> str:
        unit = self.unit.label.lower()
        return unit.removesuffix("s") if self.value == 1 else f"{self.value} {unit}"


def add_months(start: date, months: int, *, anchor_day: int | None = None) -> date:
    """`months` on, on the anchor day, or on the last of a month that is too short."""
    years, month = divmod(start.year * MONTHS_IN_YEAR + start.month - 1 + months, 12)
    if not EARLIEST.year <= years <= LATEST.year:
        raise ValidationError(_BEYOND_THE_CALENDAR)
    day = min(anchor_day or start.day, last_day(years, month + 1))
    return date(years, month + 1, day)


def last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def check_frequency(days: int) -> None:
    if not SHORTEST <= days <= LONGEST:
        raise ValidationError(_OUT_OF_RANGE)


def check_anchor_day(day: int) -> None:
    if not 1 <= day <= 31:
        raise ValidationError("The day of the month is a number from 1 to 31.")


def check_date(on: date) -> None:
    if not EARLIEST <= on <= LATEST:
        raise ValidationError(
            f"{on.isoformat()} cannot be right. Give a date from {EARLIEST.year} to "
            f"{LATEST.year}."
        )


_OUT_OF_RANGE = (
    f"The interval must be from {SHORTEST} to {LONGEST} days, which is ten years."
)
_BEYOND_THE_CALENDAR = (
    f"The next date would lie outside of {EARLIEST.year} to {LATEST.year}. "
    "Check the date and the interval."
)
