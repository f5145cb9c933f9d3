"""Reliability, availability, cost and backlog: the numbers of clinical engineering.

Each takes what it needs as plain numbers, so that a report may add up in the database.
What is n/a is a `Ratio` or a `Mean` of nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from maintenance.choices import FailureCode
from maintenance.ratios import Mean, Ratio, hours_of, pooled, time_ratio
from maintenance.spans import Span, overlap, total, union, until, without

# Somebody asked for something; nothing had failed.
NO_FAILURES = frozenset({FailureCode.REQ})
# Failures that say nothing about the device itself.
NOT_INHERENT = frozenset(
    {
        FailureCode.CND,
        FailureCode.USE,
        FailureCode.DMG,
        FailureCode.ACC,
        FailureCode.UTIL,
        FailureCode.NET,
    }
)

REPEATS_WITHIN = timedelta(days=30)
DAYS_IN_YEAR = 365
# A year as it is on average, for ages.
DAYS_OF_AGE = Decimal("365.25")

BACKLOG_AGES = ((7, "0–7 days"), (30, "8–30 days"), (90, "31–90 days"))  # noqa: RUF001  # as printed
OLDEST_BACKLOG = "over 90 days"


# --- Failures and time ------------------------------------------------------------


@dataclass(frozen=True)
class Failure:
    """A repair order of a real failure; `is_down` says that the device stood still.

    `downtime` is what somebody typed; it counts only where the end is not known.
    """

    reported_at: datetime
    responded_at: datetime | None = None
    started_at: datetime | None = None
    restored_at: datetime | None = None
    is_down: bool = True
    downtime: timedelta | None = None


def is_failure(code: str, *, inherent_only: bool = False) -> bool:
    """An order without a code is a failure until somebody says what it was."""
    return code not in NO_FAILURES and not (inherent_only and code in NOT_INHERENT)


def in_service(
    period: Span,
    *,
    accepted_at: datetime | None,
    retired_at: datetime | None = None,
    away: Iterable[Span] = (),
) -> list[Span]:
    """When in the period it was there to be used; `away` is in storage or missing."""
    if accepted_at is None:
        return []
    life = until(accepted_at, retired_at, now=period.end)
    return without(overlap([period], [life]), away)


def downtime(failures: Iterable[Failure], *, served: Iterable[Span]) -> timedelta:
    """The time in service that it stood still, overlaps once; open ones go on."""
    periods = union(served)
    if not periods:
        return timedelta()
    down = [
        _stood_still(each, now=periods[-1].end) for each in failures if each.is_down
    ]
    return total(overlap(down, periods))


def _stood_still(failure: Failure, *, now: datetime) -> Span:
    if failure.restored_at is None and failure.downtime is not None:
        return Span(failure.reported_at, failure.reported_at + failure.downtime)
    return until(failure.reported_at, failure.restored_at, now=now)


def mtbf(*, served: timedelta, down: timedelta, failures: int) -> Mean:
    """Mean time between failures; failures still open count."""
    return Mean(served - down, failures)


def mtbf_text(between: Mean) -> str:
    """Without a failure it is only known to be longer than the time looked at."""
    if between.count or not between.total:
        return between.hours_text()
    return f"> {hours_of(between.total, places=0)} h, 0 failures"


def mttr(failures: Iterable[Failure], period: Span) -> Mean:
    """Mean time to restore, of those restored in the period."""
    return _mean(
        each.restored_at - each.reported_at
        for each in failures
        if each.restored_at and _is_in(period, each.restored_at)
    )


def active_repair(failures: Iterable[Failure], period: Span) -> Mean:
    """The part of it in which somebody worked."""
    return _mean(
        each.restored_at - each.started_at
        for each in failures
        if each.restored_at and each.started_at and _is_in(period, each.restored_at)
    )


def response(failures: Iterable[Failure]) -> Mean:
    return _mean(
        each.responded_at - each.reported_at for each in failures if each.responded_at
    )


def unanswered(failures: Iterable[Failure]) -> int:
    return sum(each.responded_at is None for each in failures)


def availability(*, served: timedelta, down: timedelta) -> Ratio:
    """`down` is unscheduled; with the scheduled as well it is the operational one."""
    return time_ratio(served - down, served)


def inherent_availability(between: Mean, to_restore: Mean) -> Ratio:
    if between.mean is None or to_restore.mean is None:
        return Ratio(0, 0)
    return time_ratio(between.mean, between.mean + to_restore.mean)


def utilisation(*, in_use: timedelta, served: timedelta) -> Ratio:
    return time_ratio(in_use, served)


def _mean(durations: Iterable[timedelta]) -> Mean:
    listed = list(durations)
    return Mean(sum(listed, timedelta()), len(listed))


def _is_in(period: Span, at: datetime) -> bool:
    return period.start <= at < period.end


# --- Repairs ----------------------------------------------------------------------


@dataclass(frozen=True)
class Repair:
    asset: Hashable
    opened_at: datetime
    closed_at: datetime | None = None


def repeat_failures(
    repairs: Iterable[Repair], period: Span, *, within: timedelta = REPEATS_WITHIN
) -> Ratio:
    """Repairs opened in the period soon after one of the same asset was closed."""
    by_asset: dict[Hashable, list[Repair]] = defaultdict(list)
    for repair in repairs:
        by_asset[repair.asset].append(repair)
    repeats = closed = 0
    for own in by_asset.values():
        closed += sum(bool(r.closed_at and _is_in(period, r.closed_at)) for r in own)
        repeats += sum(
            _is_in(period, repair.opened_at) and _is_repeat(repair, own, within)
            for repair in own
        )
    return Ratio(repeats, closed)


def _is_repeat(repair: Repair, others: list[Repair], within: timedelta) -> bool:
    return any(
        other is not repair
        and other.closed_at is not None
        and timedelta() <= repair.opened_at - other.closed_at <= within
        for other in others
    )


def first_time_fix(*, closed: int, came_back: int) -> Ratio:
    """`came_back`: more than one visit, or reopened."""
    return Ratio(closed - came_back, closed)


def repairs_per_pm(*, repairs: int, maintenance: int) -> Ratio:
    return Ratio(repairs, maintenance)


def pm_yield(*, with_findings: int, done: int) -> Ratio:
    """Of the maintenance done, the share that found something to mend."""
    return Ratio(with_findings, done)


# --- Cost -------------------------------------------------------------------------


@dataclass(frozen=True)
class ServiceCost:
    """What service of an asset cost, and what the asset had cost."""

    spent: Decimal
    acquisition: Decimal | None


@dataclass(frozen=True)
class CostOfService:
    """`coverage` is the share of assets whose price is known; others are left out."""

    ratio: Ratio
    coverage: Ratio


def cost_of_service(costs: Iterable[ServiceCost], *, days: int) -> CostOfService:
    """Service cost of a year as a share of what the same assets had cost."""
    listed = list(costs)
    priced = [each for each in listed if each.acquisition]
    a_year = Decimal(DAYS_IN_YEAR) / days
    return CostOfService(
        pooled(Ratio(c.spent * a_year, c.acquisition or 0) for c in priced),
        Ratio(len(priced), len(listed)),
    )


# --- Backlog and age --------------------------------------------------------------


def backlog_age(opened_on: date, *, on: date) -> str:
    days = (on - opened_on).days
    return next((label for most, label in BACKLOG_AGES if days <= most), OLDEST_BACKLOG)


def backlog(opened: Iterable[date], *, on: date) -> dict[str, int]:
    """How many are open by age; every age is there."""
    ages = Counter(backlog_age(each, on=on) for each in opened)
    return {label: ages[label] for label in backlog_labels()}


def backlog_labels() -> list[str]:
    return [*(label for _, label in BACKLOG_AGES), OLDEST_BACKLOG]


def backlog_weeks(*, hours: Decimal, weekly_capacity: Decimal) -> Ratio:
    return Ratio(hours, weekly_capacity)


def age_years(on: date, *, dates: Iterable[date | None]) -> Decimal | None:
    """By the first date known of: accepted, manufactured, purchased."""
    start = next((each for each in dates if each is not None), None)
    if start is None:
        return None
    return Decimal(max((on - start).days, 0)) / DAYS_OF_AGE


def life_used(age: Decimal | None, expected_years: Decimal | None) -> Ratio:
    """Age against expected life; n/a where either is not known."""
    if age is None or expected_years is None:
        return Ratio(0, 0)
    return Ratio(age, expected_years)
