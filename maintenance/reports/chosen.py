"""What a report is about: the months, and which part of the hospital."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from maintenance.intervals import add_months, last_day
from maintenance.spans import Span

USUAL_MONTHS = 12


@dataclass(frozen=True)
class Period:
    """Whole months, from the first day of one to the last day of another."""

    start: date
    end: date

    @classmethod
    def of_months(cls, first: date, last: date) -> Period:
        end = last.replace(day=last_day(last.year, last.month))
        return cls(first.replace(day=1), end)

    @classmethod
    def usual(cls, today: date) -> Period:
        """The last twelve whole months."""
        last = add_months(today.replace(day=1), -1)
        return cls.of_months(add_months(last, 1 - USUAL_MONTHS), last)

    @property
    def months(self) -> Iterator[date]:
        month = self.start
        while month <= self.end:
            yield month
            month = add_months(month, 1)

    def span(self, *, now: datetime) -> Span:
        """The same as moments; what has not come yet is not part of it."""
        end = min(_midnight(self.end + timedelta(days=1)), now)
        return Span(min(_midnight(self.start), end), end)


@dataclass(frozen=True)
class Chosen:
    """Empty means all of them; `technician` is whom the work was given to."""

    period: Period
    as_of: date
    facility: int | None = None
    department: int | None = None
    risk_class: str = ""
    technician: int | None = None
    category: int | None = None
    model: int | None = None
    is_life_support: bool = False
    strategy: str = ""

    @property
    def of_orders(self) -> Q:
        """By what each order kept when it was made."""
        return _all_of(
            facility=self.facility,
            department=self.department,
            risk_class=self.risk_class,
            assigned_to=self.technician,
            is_life_support=self.is_life_support,
            strategy=self.strategy,
        )

    def of_assets(self, path: str = "") -> Q:
        """By what the devices are now; `path` leads to them, as `asset__` does."""
        return _all_of(
            **{
                f"{path}facility": self.facility,
                f"{path}owner_department": self.department,
                f"{path}risk_class": self.risk_class,
                f"{path}category": self.category,
                f"{path}device_model": self.model,
            }
        )


def _all_of(**wanted: Any) -> Q:
    return Q(**{name: value for name, value in wanted.items() if value})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
