"""In which states a device of the demo has been, and when nothing happened to it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.bulk import Deed
from audit.past import Step
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset

S, R = AssetStatus, StatusReason

# Between two of these states it can be repaired and come back as if nothing had been.
QUIET = {(S.AVAILABLE, R.READY), (S.IN_USE, R.DEPLOYED), (S.IN_USE, R.FIXED)}
AWAY = {R.STORAGE, R.MISSING}


@dataclass(frozen=True)
class Stay:
    """`deed` began it, `end` is empty while it lasts."""

    status: str
    reason: str
    deed: Deed
    end: datetime | None = None

    @property
    def start(self) -> datetime:
        return self.deed.occurred_at

    @property
    def is_trouble(self) -> bool:
        return self.status in (S.MAINTENANCE, S.OUT_OF_SERVICE)

    @property
    def is_away(self) -> bool:
        return self.status == S.OUT_OF_SERVICE and self.reason in AWAY

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


class Past:
    """The states of one device in the order of time."""

    def __init__(self, steps: Sequence[Step]) -> None:
        steps = sorted(steps, key=lambda step: step.deed.occurred_at)
        self.times = [step.deed.occurred_at for step in steps]
        self.stays = stays_in(steps)
        self.retired: Stay | None = next(
            (stay for stay in self.stays if stay.status == S.RETIRED), None
        )

    def quiet_stay(self, start: datetime, end: datetime) -> Stay | None:
        """The state in which nothing at all happened to it in between."""
        if bisect_left(self.times, start) != bisect_left(self.times, end):
            return None
        stay = next((stay for stay in self.stays if stay.holds(start)), None)
        is_quiet = stay is not None and (stay.status, stay.reason) in QUIET
        return stay if is_quiet else None

    def away_at(self, at: datetime) -> Stay | None:
        return next((s for s in self.stays if s.is_away and s.holds(at)), None)

    def add(self, *moments: datetime) -> None:
        """Note that something more happened, so that nothing else does meanwhile."""
        self.times = sorted([*self.times, *moments])


def stays_in(steps: Sequence[Step]) -> list[Stay]:
    told = [
        step
        for step in steps
        if isinstance(step.entity, Asset) and "status_reason" in step.changes
    ]
    stays: list[Stay] = []
    status = ""
    for number, step in enumerate(told, start=1):
        # What was cleaned has another reason for the same status.
        status = step.changes.get("status", status)
        end = told[number].deed.occurred_at if number < len(told) else None
        stays.append(Stay(status, step.changes["status_reason"], step.deed, end))
    return stays
