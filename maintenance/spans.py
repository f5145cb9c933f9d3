"""Stretches of time: what they cover together, and what of it lies in others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class Span:
    """From `start` up to, but not including, `end`; empty where it ends before."""

    start: datetime
    end: datetime

    @property
    def duration(self) -> timedelta:
        return max(self.end - self.start, timedelta())


def until(start: datetime, end: datetime | None, *, now: datetime) -> Span:
    """What has no end yet lasts until now."""
    return Span(start, end or now)


def union(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, in order."""
    joined: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def overlap(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time that lies in both."""
    ours, theirs = union(spans), union(others)
    found: list[Span] = []
    while ours and theirs:
        common = Span(
            max(ours[0].start, theirs[0].start), min(ours[0].end, theirs[0].end)
        )
        if common.start < common.end:
            found.append(common)
        first_to_end = ours if ours[0].end <= theirs[0].end else theirs
        first_to_end.pop(0)
    return found


def without(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time of `spans` that lies in none of the others."""
    kept = union(spans)
    for other in union(others):
        kept = [part for span in kept for part in _around(span, other) if part.duration]
    return kept


def total(spans: Iterable[Span]) -> timedelta:
    return sum((span.duration for span in union(spans)), timedelta())


def most_at_once(spans: Iterable[Span]) -> int:
    """How many of them overlap at the busiest moment."""
    real = [span for span in spans if span.start < span.end]
    # One that ends makes room before another begins at the same moment.
    steps = sorted(
        [(span.start, 1) for span in real] + [(span.end, -1) for span in real]
    )
    level = most = 0
    for _, step in steps:
        level += step
        most = max(most, level)
    return most


def _around(span: Span, other: Span) -> tuple[Span, Span]:
    return (
        Span(span.start, min(span.end, other.start)),
        Span(max(span.start, other.end), span.end),
    )
