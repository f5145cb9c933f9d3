"""What people of the demo hospital find when they go through a checklist."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from maintenance.checklists import Item
from maintenance.choices import ChecklistVerdict, ItemResult, ItemType
from maintenance.measuring import plain_number

NEAR_THE_LIMIT = 0.03
DONE_ON_THE_SPOT = "Adjusted and measured again."
NOT_MENDED = "Not mended here."


@dataclass(frozen=True)
class Probe:
    """An item with what is measured at it: around `centre`, between the limits."""

    key: str
    frame: Mapping[str, str]
    is_measured: bool
    low: float | None
    high: float | None
    centre: float
    decimals: int

    @property
    def can_fail(self) -> bool:
        return not self.is_measured or self.high is not None or bool(self.low)

    @property
    def span(self) -> float:
        low = self.low or 0.0
        return (self.high - low) if self.high is not None else abs(low) or 100.0

    def good(self, rng: Random) -> str:
        if self.high is None:
            value = self.centre * (1 + rng.random())
        elif rng.random() < NEAR_THE_LIMIT:
            value = self.high - self.span * 0.04 * rng.random()
        elif self.low:
            value = rng.gauss(self.centre, self.span / 10)
        else:
            value = self.centre + self.high * math.exp(rng.gauss(-1.5, 0.4))
        return self.written(self.clamped(value))

    def bad(self, rng: Random) -> str:
        beyond = self.span * (0.1 + 0.3 * rng.random())
        if self.high is not None:
            return self.written(self.high + beyond)
        return self.written((self.low or 0.0) - beyond)

    def clamped(self, value: float) -> float:
        value = value if self.high is None else min(value, self.high)
        return value if self.low is None else max(value, self.low)

    def written(self, value: float) -> str:
        text = f"{value:.{self.decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text


@dataclass(frozen=True)
class Found:
    results: list[dict[str, Any]]
    verdict: ChecklistVerdict
    # At which item something was wrong.
    where: str = ""


def probe(item: Item) -> Probe:
    limits = item.limits
    low, high = limits.minimum, limits.maximum
    named = {"limit_min": low, "limit_max": high}
    frame = {"unit": item.unit} if item.unit else {}
    frame |= {name: str(value) for name, value in named.items() if value is not None}
    return Probe(
        key=item.key,
        frame=frame,
        is_measured=item.type == ItemType.NUMERIC,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        centre=centre(item.nominal, low, high),
        decimals=decimals(low, high),
    )


def centre(nominal: Decimal | None, low: Decimal | None, high: Decimal | None) -> float:
    if nominal is not None:
        return float(nominal)
    if high is None:
        return float(low or 100) * 1.1
    return float(low + high) / 2 if low else 0.0


def decimals(low: Decimal | None, high: Decimal | None) -> int:
    """Enough to tell values between the limits apart, and the limits themselves."""
    span = float(high if high is not None else low or 100) - float(low or 0)
    fine = next((n for n, most in ((3, 0.5), (2, 5), (1, 50)) if abs(span) <= most), 0)
    places = [
        len(plain_number(limit).partition(".")[2]) for limit in (low, high) if limit
    ]
    return max([fine, *places])


# --- Going through it -------------------------------------------------------------


def passed(
    probes: Sequence[Probe], *, at: datetime, by: int | None, rng: Random
) -> Found:
    said = {"by": by, "at": at.isoformat(timespec="seconds")}
    results = []
    for each in probes:
        result: dict[str, Any] = {"key": each.key, "result": ItemResult.PASS.value}
        if each.is_measured:
            result["value"] = each.good(rng)
            result |= each.frame
        results.append(result | said)
    return Found(results, ChecklistVerdict.PASSED)


def mended(
    probes: Sequence[Probe], *, at: datetime, by: int | None, rng: Random
) -> Found:
    """One item was wrong, and was put right on the spot."""
    found = passed(probes, at=at, by=by, rng=rng)
    where, result = chosen(probes, found, rng)
    result["as_found"] = where.bad(rng) if where.is_measured else ItemResult.FAIL.value
    result["as_left"] = result.get("value", ItemResult.PASS.value)
    result["note"] = DONE_ON_THE_SPOT
    return Found(found.results, ChecklistVerdict.REPAIRED, where.key)


def failed(
    probes: Sequence[Probe], *, at: datetime, by: int | None, rng: Random
) -> Found:
    """One item was wrong, and stays so."""
    found = passed(probes, at=at, by=by, rng=rng)
    where, result = chosen(probes, found, rng)
    result["result"] = ItemResult.FAIL.value
    if where.is_measured:
        result["value"] = where.bad(rng)
    result["note"] = NOT_MENDED
    return Found(found.results, ChecklistVerdict.FAILED, where.key)


def chosen(
    probes: Sequence[Probe], found: Found, rng: Random
) -> tuple[Probe, dict[str, Any]]:
    able = [number for number, each in enumerate(probes) if each.can_fail]
    number = rng.choice(able)
    return probes[number], found.results[number]
