"""How devices fail and how soon they work again, from repairs and times in service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.db.models.functions import Coalesce

from equipment.models.assets import AssetQuerySet
from maintenance import kpis
from maintenance.choices import FailureCode, WorkOrderStatus, WorkOrderType
from maintenance.models.work_orders import WorkOrderQuerySet
from maintenance.ratios import Mean, Ratio
from maintenance.reports.chosen import Chosen
from maintenance.reports.repair_rows import (
    IS_MAINTENANCE,
    IS_REPAIR,
    done_in,
    happened_in,
    is_repeat,
    needed_more_visits,
    of_done,
    of_failures,
)
from maintenance.spans import Span, total

# By what the numbers can be split, and where a device and an order say it.
SPLITS = {
    "category": "category",
    "model": "device_model",
    "facility": "facility",
    "department": "owner_department",
}
# An order that nobody gave an end ends when the work on it did.
RESTORED = Coalesce("restored_at", "completed_at")


@dataclass(frozen=True)
class FailureRow:
    """A repair with what the numbers need; `served` is when its device was in use."""

    asset: int
    code: str
    served: list[Span]
    failure: kpis.Failure


@dataclass
class Facts:
    """What is found for one part of the hospital."""

    served: timedelta = timedelta()
    failures: list[FailureRow] = field(default_factory=list)
    repairs: list[kpis.Repair] = field(default_factory=list)
    repairs_done: int = 0
    maintenance_done: int = 0
    came_back: int = 0


@dataclass(frozen=True)
class Reliability:
    """`failures` began in the period; `still_open` are those not yet mended.

    Parts of the hospital are added to get the whole, since a device is in one alone.
    """

    failures: int
    still_open: int
    unanswered: int
    between: Mean
    to_restore: Mean
    active_repair: Mean
    response: Mean
    availability: Ratio
    downtime: timedelta
    repeats: Ratio
    repairs_per_pm: Ratio
    first_time_fix: Ratio
    not_reproduced: Ratio
    use_errors: Ratio

    def __add__(self, other: Reliability) -> Reliability:
        sums = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(self)
        }
        return Reliability(**sums)


@dataclass(frozen=True)
class Service:
    """Time in service by part, and of the devices that were not there all the while."""

    period: Span
    time: dict[int | None, timedelta]
    partly: dict[int, list[Span]]

    def of(self, asset: int) -> list[Span]:
        return self.partly.get(asset, [self.period])


def repairs(orders: WorkOrderQuerySet, chosen: Chosen) -> WorkOrderQuerySet:
    return orders.filter(chosen.of_assets("asset__"), type=WorkOrderType.CM).exclude(
        status=WorkOrderStatus.CANCELLED
    )


def failures_of(found: WorkOrderQuerySet, period: Span) -> WorkOrderQuerySet:
    return found.alias(works_at=RESTORED).filter(failure_in(period))


def failure_in(period: Span) -> Q:
    """What began in the period, was mended in it, or lasted through it."""
    is_real = ~Q(failure_code__in=sorted(kpis.NO_FAILURES))
    ends = Q(works_at=None) | Q(works_at__gte=period.start) | began_in(period)
    return is_real & ends & Q(requested_at__lt=period.end)


def began_in(period: Span) -> Q:
    return happened_in(period, "requested_at")


def reliability_by(
    orders: WorkOrderQuerySet,
    assets: AssetQuerySet,
    chosen: Chosen,
    *,
    split: str,
    now: datetime,
) -> dict[int | None, Reliability]:
    period = chosen.period.span(now=now)
    by: dict[int | None, Facts] = defaultdict(Facts)
    column = SPLITS[split]
    service = service_in(assets.filter(chosen.of_assets()), period, column)
    for key, served in service.time.items():
        by[key].served = served
    for key, row, repair in told_of(repairs(orders, chosen), service, column):
        if row:
            by[key].failures.append(row)
        if repair:
            by[key].repairs.append(repair)
    for key, mended, came_back, maintained in done_by(orders, chosen, period, column):
        by[key].repairs_done += mended
        by[key].came_back += came_back
        by[key].maintenance_done += maintained
    return {key: reliability_of(facts, period) for key, facts in by.items()}


def summed(by: dict[int | None, Reliability], period: Span) -> Reliability:
    return sum(by.values(), reliability_of(Facts(), period))


def service_in(assets: AssetQuerySet, period: Span, column: str) -> Service:
    """What was there all the while is only counted."""
    throughout = Q(accepted_at__lte=period.start) & (
        Q(retired_at=None) | Q(retired_at__gte=period.end)
    )
    all_of_them = assets.order_by()
    time: dict[int | None, timedelta] = defaultdict(timedelta)
    whole = all_of_them.filter(throughout).values_list(column)
    for key, number in whole.annotate(number=Count("pk")):
        time[key] += period.duration * number
    partly = {}
    told = ("pk", column, "accepted_at", "retired_at")
    # Not `exclude`, for which a comparison with nothing is neither true nor false.
    others = Q(accepted_at=None) | Q(accepted_at__gt=period.start)
    others |= Q(retired_at__lt=period.end)
    for pk, key, since, end in all_of_them.filter(others).values_list(*told):
        partly[pk] = kpis.in_service(period, accepted_at=since, retired_at=end)
        time[key] += total(partly[pk])
    return Service(period, time, partly)


def told_of(
    found: WorkOrderQuerySet, service: Service, column: str
) -> Iterable[tuple[int | None, FailureRow | None, kpis.Repair | None]]:
    """Each repair as a failure, as a possible repeat, or as both, with its part."""
    is_failure, is_near = failure_in(service.period), near(service.period)
    columns = (
        *("asset", f"asset__{column}", "failure_code", "is_failure", "is_near"),
        *("completed_at", "requested_at"),
        *("first_response_at", "started_at", "works_at", "equipment_down"),
    )
    rows = (
        found.order_by()
        .annotate(works_at=RESTORED)
        .filter(is_failure | is_near)
        .annotate(is_failure=whether(is_failure), is_near=whether(is_near))
        .values_list(*columns)
    )
    for asset, key, code, fails, is_close, completed, asked, *times in rows:
        failure = kpis.Failure(asked, *times)
        yield (
            key,
            FailureRow(asset, code, service.of(asset), failure) if fails else None,
            kpis.Repair(asset, asked, completed) if is_close else None,
        )


def whether(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, BooleanField())


def near(period: Span) -> Q:
    """Opened or done in the period, or done shortly before it."""
    since = period.start - kpis.REPEATS_WITHIN
    done = Q(completed_at__gte=since, completed_at__lt=period.end)
    return began_in(period) | done


def done_by(
    orders: WorkOrderQuerySet, chosen: Chosen, period: Span, column: str
) -> Iterable[tuple[int | None, int, int, int]]:
    done = done_in(orders, chosen, period).values_list(f"asset__{column}")
    return done.annotate(
        mended=Count("pk", filter=IS_REPAIR),
        came_back=Count("pk", filter=IS_REPAIR & needed_more_visits()),
        maintained=Count("pk", filter=IS_MAINTENANCE),
    )


def downtime_of(rows: Iterable[FailureRow]) -> timedelta:
    """Each device for itself: two that stand still at once count twice."""
    by_asset: dict[int, list[FailureRow]] = defaultdict(list)
    for row in rows:
        if row.failure.is_down:
            by_asset[row.asset].append(row)
    return sum(
        (
            kpis.downtime([row.failure for row in own], served=own[0].served)
            for own in by_asset.values()
        ),
        timedelta(),
    )


def reliability_of(facts: Facts, period: Span) -> Reliability:
    all_of_them = [row.failure for row in facts.failures]
    begun = [row for row in facts.failures if is_in(period, row.failure.reported_at)]
    failures = [row.failure for row in begun]
    down = downtime_of(facts.failures)
    return Reliability(
        failures=len(begun),
        still_open=sum(each.restored_at is None for each in all_of_them),
        unanswered=kpis.unanswered(failures),
        between=kpis.mtbf(served=facts.served, down=down, failures=len(failures)),
        to_restore=kpis.mttr(all_of_them, period),
        active_repair=kpis.active_repair(all_of_them, period),
        response=kpis.response(failures),
        availability=kpis.availability(served=facts.served, down=down),
        downtime=down,
        repeats=kpis.repeat_failures(facts.repairs, period),
        repairs_per_pm=kpis.repairs_per_pm(
            repairs=facts.repairs_done, maintenance=facts.maintenance_done
        ),
        first_time_fix=kpis.first_time_fix(
            closed=facts.repairs_done, came_back=facts.came_back
        ),
        not_reproduced=share_of(begun, FailureCode.CND),
        use_errors=share_of(begun, FailureCode.USE),
    )


def share_of(rows: list[FailureRow], code: str) -> Ratio:
    return Ratio(sum(row.code == code for row in rows), len(rows))


def is_in(period: Span, at: datetime) -> bool:
    return period.start <= at < period.end


def rows_behind(
    orders: WorkOrderQuerySet, chosen: Chosen, period: Span, what: str
) -> WorkOrderQuerySet:
    """The work orders that a number counts."""
    done = of_done(what)
    if done is not None:
        return done_in(orders, chosen, period).filter(done)
    found = repairs(orders, chosen)
    if what == "repeats":
        return found.filter(began_in(period), is_repeat())
    failures = failures_of(found, period).alias(works_at=RESTORED)
    return failures.filter(of_failures(period, what))
