"""Ratios and means that keep what they were computed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

NOT_APPLICABLE = "n/a"

_HUNDRED = Decimal(100)
_HOUR = timedelta(hours=1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Ratio:
    """A share of a whole; of nothing there is none.

    Ratios of parts of a fleet are pooled by adding them, never by averaging percents.
    """

    numerator: int | Decimal
    denominator: int | Decimal

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(
            self.numerator + other.numerator, self.denominator + other.denominator
        )

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, by the numbers and not by what is shown."""
        return self.denominator > 0 and self.numerator >= self.denominator

    @property
    def value(self) -> Decimal | None:
        if self.denominator <= 0:
            return None
        return Decimal(self.numerator) / Decimal(self.denominator)

    def percent(self, *, places: int = 1) -> Decimal | None:
        """Rounded half up; 1999 of 2000 are never 100 %."""
        if self.value is None:
            return None
        step = _step(places)
        rounded = (self.value * _HUNDRED).quantize(step, ROUND_HALF_UP)
        if rounded == _HUNDRED and not self.is_whole:
            return rounded - step
        return rounded

    def percent_text(self, *, places: int = 1) -> str:
        percent = self.percent(places=places)
        return NOT_APPLICABLE if percent is None else f"{percent} %"

    def quotient_text(self, *, places: int = 2) -> str:
        if self.value is None:
            return NOT_APPLICABLE
        return str(self.value.quantize(_step(places), ROUND_HALF_UP))


@dataclass(frozen=True)
class Mean:
    """A time on average; the mean of nothing is none."""

    total: timedelta
    count: int

    def __add__(self, other: Mean) -> Mean:
        return Mean(self.total + other.total, self.count + other.count)

    @property
    def mean(self) -> timedelta | None:
        return self.total / self.count if self.count else None

    def hours_text(self, *, places: int = 1) -> str:
        if self.mean is None:
            return NOT_APPLICABLE
        return f"{hours_of(self.mean, places=places)} h"


def pooled(ratios: Iterable[Ratio]) -> Ratio:
    return sum(ratios, Ratio(0, 0))


def time_ratio(part: timedelta, whole: timedelta) -> Ratio:
    return Ratio(part // _MICROSECOND, whole // _MICROSECOND)


def hours_of(duration: timedelta, *, places: int = 1) -> Decimal:
    exact = Decimal(duration // _MICROSECOND) / (_HOUR // _MICROSECOND)
    return exact.quantize(_step(places), ROUND_HALF_UP)


def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)
