"""A measured value as it is typed on a phone, and what the limits say about it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError

from maintenance.choices import ItemResult, ToleranceType
from maintenance.units import factor

# What the column of a value can hold.
LARGEST = Decimal(10) ** 12
DECIMALS = 9
LONGEST_TEXT = 40

# So near to a limit, as a share of it, a value that passes is pointed out.
NEAR = Decimal("0.1")
# So much more than last time, too.
RISE = Decimal("1.5")

OVER_RANGE = frozenset(
    {"ol", "o.l", "o.l.", "∞", "inf", "infinity", "overload", "overrange"}
)
_VALUE = re.compile(
    r"(?P<bound>[<>≤≥]=?)?\s*(?P<number>[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+))"
    r"\s*(?P<unit>[^\s0-9.,+<>=-][^\s<>=]*(?: [^\s<>=]+)?)?"
)
_EXPONENT = re.compile(r"[+-]?[0-9.,]+e[+-]?[0-9]+.*", re.IGNORECASE)
# One comma and three digits behind it: a thousand here, a fraction there.
_THOUSAND = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_MINUS = str.maketrans({"−": "-", "–": "-"})  # noqa: RUF001  # what keyboards send


class Bound(StrEnum):
    """Whether the instrument showed the value, or only that it is beyond it."""

    EXACT = "exact"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Reading:
    """In the unit of the item; over range without a number there is no value."""

    value: Decimal | None
    bound: Bound = Bound.EXACT

    def __str__(self) -> str:
        if self.value is None:
            return "over range"
        sign = {Bound.EXACT: "", Bound.ABOVE: ">", Bound.BELOW: "<"}[self.bound]
        return f"{sign}{plain_number(self.value)}"


@dataclass(frozen=True)
class Limits:
    """What is allowed, both ends included; None is no limit."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def are_any(self) -> bool:
        return self.minimum is not None or self.maximum is not None


def limits_of(nominal: Decimal, tolerance: Decimal, kind: str) -> Limits:
    """The limits around a nominal value."""
    if kind == ToleranceType.NONE:
        return Limits()
    is_share = kind == ToleranceType.PERCENT
    margin = abs(nominal) * tolerance / 100 if is_share else tolerance
    return Limits(nominal - margin, nominal + margin)


# --- What was typed ---------------------------------------------------------------


def read_value(text: str, *, unit: str = "") -> Reading:
    """A number with a comma or a point, its unit or none, "OL", "∞", ">999"."""
    typed = _plain(text).removesuffix(f" {unit}")
    if not typed.isprintable() or not 0 < len(typed) <= LONGEST_TEXT:
        raise _not_a_number(text)
    if over_range := _over_range(typed, unit):
        return over_range
    if _EXPONENT.fullmatch(typed):
        raise ValidationError("Type the number in full, without “e”, such as 0.0015.")
    match = _VALUE.fullmatch(typed)
    if match is None:
        raise _not_a_number(text)
    value = _number(match["number"]) * _factor(match["unit"] or unit, unit)
    return Reading(_check_size(value), _bound(match["bound"]))


def plain_number(value: Decimal) -> str:
    """Without trailing zeros and never with an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(text: str) -> str:
    """Digits of every script as 0 to 9, one kind of minus and of space."""
    digits = (
        str(unicodedata.decimal(each, each)) if not each.isascii() else each
        for each in text[: LONGEST_TEXT * 2].translate(_MINUS)
    )
    return " ".join("".join(digits).split())


def _over_range(typed: str, unit: str) -> Reading | None:
    word, _, typed_unit = typed.lstrip("+>").strip().partition(" ")
    if word.lower() not in OVER_RANGE:
        return None
    _factor(typed_unit or unit, unit)
    return Reading(None, Bound.ABOVE)


def _number(text: str) -> Decimal:
    if _THOUSAND.fullmatch(text):
        meant, fraction = text.replace(",", ""), text.replace(",", ".").rstrip("0")
        raise ValidationError(
            f"“{text}” can mean {meant} or {fraction.rstrip('.')}. Type it with a "
            "point, or without the comma."
        )
    return Decimal(text.replace(",", "."))


def _factor(typed: str, unit: str) -> Decimal:
    by = factor(typed, unit)
    if by is not None:
        return by
    if not unit:
        raise ValidationError(f"“{typed}” does not belong here. Type the number alone.")
    raise ValidationError(
        f"This is measured in {unit}, not in “{typed}”. Type the number in {unit}."
    )


def _check_size(value: Decimal) -> Decimal:
    if abs(value) >= LARGEST:
        raise ValidationError("This number is too large. Check it and type it again.")
    if value != round(value, DECIMALS):
        raise ValidationError(f"Type the number with at most {DECIMALS} decimals.")
    return value


def _bound(sign: str | None) -> Bound:
    if not sign:
        return Bound.EXACT
    return Bound.ABOVE if sign[0] in ">≥" else Bound.BELOW


def _not_a_number(text: str) -> ValidationError:
    shown = "".join(each for each in text[:20] if each.isprintable())
    return ValidationError(
        f"“{shown}” is not a number. Type it with digits, such as 1.5 or 1,5."
    )


# --- What the limits say ----------------------------------------------------------


def verdict(reading: Reading, limits: Limits, *, unit: str = "") -> ItemResult:
    """Whether it passes; a value equal to a limit does.

    Over range is enough where only a lower limit is set, as for insulation. Where the
    reading does not say on which side of a limit the value lies, it is refused.
    """
    lowest, highest = _lowest(reading), _highest(reading)
    if _is_beyond(lowest, limits.maximum) or _is_beyond(limits.minimum, highest):
        return ItemResult.FAIL
    is_over_range = reading.value is None
    is_high_enough = is_over_range or _is_at_least(lowest, limits.minimum)
    is_low_enough = limits.maximum is None or _is_at_most(highest, limits.maximum)
    if is_high_enough and is_low_enough:
        return ItemResult.PASS
    raise ValidationError(
        f"“{reading}” does not say whether it is {words_of(limits, unit=unit)}. "
        "Measure in another range and type the value, or mark the item as failed."
    )


def words_of(limits: Limits, *, unit: str = "") -> str:
    """The limits for people: "at most 500 uA"."""
    low, high = limits.minimum, limits.maximum
    end = f" {unit}" if unit else ""
    if low is not None and high is not None:
        return f"from {plain_number(low)} to {plain_number(high)}{end}"
    if low is not None:
        return f"at least {plain_number(low)}{end}"
    return (
        f"at most {plain_number(high)}{end}" if high is not None else "without limits"
    )


def warnings(
    reading: Reading, limits: Limits, *, previous: Decimal | None = None
) -> list[str]:
    """What to look at although it passes: near to a limit, or risen since last time."""
    value = reading.value
    if value is None or reading.bound != Bound.EXACT:
        return []
    found = ["Near the limit."] if _is_near(value, limits) else []
    if limits.maximum is not None and previous and value > previous * RISE > 0:
        rise = round((value / previous - 1) * 100)
        found.append(f"{rise} % more than last time ({plain_number(previous)}).")
    return found


def _is_near(value: Decimal, limits: Limits) -> bool:
    # The zero below a leakage current is where the scale begins, and no limit.
    low, high = limits.minimum or None, limits.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return False
    margin = NEAR * (
        high - low
        if low is not None and high is not None
        else abs(high if high is not None else low or Decimal(0))
    )
    is_near_low = low is not None and value < low + margin
    return is_near_low or (high is not None and value > high - margin)


def _lowest(reading: Reading) -> Decimal | None:
    """The value is at least this; what is too small to show is not negative."""
    if reading.bound == Bound.BELOW and reading.value is not None:
        return Decimal(0) if reading.value >= 0 else None
    return reading.value


def _highest(reading: Reading) -> Decimal | None:
    return None if reading.bound == Bound.ABOVE else reading.value


def _is_beyond(value: Decimal | None, limit: Decimal | None) -> bool:
    return value is not None and limit is not None and value > limit


def _is_at_least(value: Decimal | None, limit: Decimal | None) -> bool:
    return limit is None or (value is not None and value >= limit)


def _is_at_most(value: Decimal | None, limit: Decimal) -> bool:
    return value is not None and value <= limit
