"""How devices fail and how soon they work again, from repairs and times in service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from equipment.models.assets import AssetQuerySet
from maintenance import kpis
from maintenance.choices import FailureCode, WorkOrderStatus, WorkOrderType
from maintenance.lifecycle import DONE
from maintenance.models.work_orders import WorkOrderQuerySet
from maintenance.rates import PM_FAMILY
from maintenance.ratios import Mean, Ratio
from maintenance.reports.chosen import Chosen
from maintenance.spans import Span, total

# By what the numbers can be split, and where a device and an order say it.
SPLITS = {
    "category": "category",
    "model": "device_model",
    "facility": "facility",
}
# An order that nobody gave an end ends when the work on it did.
RESTORED = Coalesce("restored_at", "completed_at")


@dataclass(frozen=True)
class FailureRow:
    """A repair with what the numbers need; `key` is its part of the split."""

    pk: int
    asset: int
    key: int | None
    code: str
    served: Span | None
    failure: kpis.Failure


@dataclass
class Facts:
    """What is added up for one part of the hospital."""

    served: timedelta = timedelta()
    down: timedelta = timedelta()
    failures: list[FailureRow] = field(default_factory=list)
    repairs: list[kpis.Repair] = field(default_factory=list)
    repairs_done: int = 0
    maintenance_done: int = 0

    def __iadd__(self, other: Facts) -> Facts:
        for each in fields(self):
            mine, others = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, mine + others)
        return self


@dataclass(frozen=True)
class Reliability:
    """`failures` began in the period; `still_open` are those not yet mended."""

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
    not_reproduced: Ratio
    use_errors: Ratio


def repairs(orders: WorkOrderQuerySet, chosen: Chosen) -> WorkOrderQuerySet:
    return orders.filter(chosen.of_assets("asset__"), type=WorkOrderType.CM).exclude(
        status=WorkOrderStatus.CANCELLED
    )


def failures_of(found: WorkOrderQuerySet, period: Span) -> WorkOrderQuerySet:
    """Those that began in the period, were mended in it, or lasted through it."""
    real = found.exclude(failure_code__in=sorted(kpis.NO_FAILURES))
    return real.alias(works_at=RESTORED).filter(
        Q(works_at=None) | Q(works_at__gte=period.start) | began_in(period),
        requested_at__lt=period.end,
    )


def began_in(period: Span) -> Q:
    return Q(requested_at__gte=period.start, requested_at__lt=period.end)


def facts_by(
    orders: WorkOrderQuerySet,
    assets: AssetQuerySet,
    chosen: Chosen,
    *,
    split: str,
    now: datetime,
) -> dict[int | None, Facts]:
    """The facts of each part; adding all of them gives those of the whole."""
    period = chosen.period.span(now=now)
    by: dict[int | None, Facts] = defaultdict(Facts)
    column = SPLITS[split]
    found = repairs(orders, chosen)
    for key, served in served_by(assets.filter(chosen.of_assets()), period, column):
        by[key].served += served
    for row in failure_rows(failures_of(found, period), period, column):
        by[row.key].failures.append(row)
    for key, repair in repairs_around(found, period, column):
        by[key].repairs.append(repair)
    for key, mended, maintained in done_by(orders, chosen, period, column):
        by[key].repairs_done += mended
        by[key].maintenance_done += maintained
    for facts in by.values():
        facts.down = downtime_of(facts.failures)
    return dict(by)


def served_by(
    assets: AssetQuerySet, period: Span, column: str
) -> Iterable[tuple[int | None, timedelta]]:
    """Time in service; what was there all the while is only counted."""
    accepted = assets.order_by().filter(accepted_at__lt=period.end)
    throughout = Q(accepted_at__lte=period.start) & (
        Q(retired_at=None) | Q(retired_at__gte=period.end)
    )
    whole = accepted.filter(throughout).values_list(column).annotate(number=Count("pk"))
    for key, number in whole:
        yield key, period.duration * number
    partly = accepted.exclude(accepted_at__lte=period.start, retired_at=None).exclude(
        accepted_at__lte=period.start, retired_at__gte=period.end
    )
    for key, since, until in partly.values_list(column, "accepted_at", "retired_at"):
        yield key, total(kpis.in_service(period, accepted_at=since, retired_at=until))


def failure_rows(
    found: WorkOrderQuerySet, period: Span, column: str
) -> Iterable[FailureRow]:
    columns = (
        *("pk", "asset", f"asset__{column}", "failure_code"),
        *("asset__accepted_at", "asset__retired_at"),
        *("requested_at", "first_response_at", "started_at", "works_at"),
        "equipment_down",
    )
    rows = found.order_by().annotate(works_at=RESTORED).values_list(*columns)
    for pk, asset, key, code, accepted, retired, *told in rows:
        served = kpis.in_service(period, accepted_at=accepted, retired_at=retired)
        failure = kpis.Failure(*told)
        yield FailureRow(pk, asset, key, code, next(iter(served), None), failure)


def repairs_around(
    found: WorkOrderQuerySet, period: Span, column: str
) -> Iterable[tuple[int | None, kpis.Repair]]:
    """Those opened or done in the period, or done shortly before it."""
    near = found.filter(
        began_in(period)
        | Q(
            completed_at__gte=period.start - kpis.REPEATS_WITHIN,
            completed_at__lt=period.end,
        )
    )
    columns = (f"asset__{column}", "asset", "requested_at", "completed_at")
    for key, *repair in near.order_by().values_list(*columns):
        yield key, kpis.Repair(*repair)


def done_by(
    orders: WorkOrderQuerySet, chosen: Chosen, period: Span, column: str
) -> Iterable[tuple[int | None, int, int]]:
    done = orders.order_by().filter(
        chosen.of_assets("asset__"),
        status__in=sorted(DONE),
        completed_at__gte=period.start,
        completed_at__lt=period.end,
    )
    return done.values_list(f"asset__{column}").annotate(
        mended=Count("pk", filter=Q(type=WorkOrderType.CM)),
        maintained=Count(
            "pk", filter=Q(type__in=sorted(PM_FAMILY), plan__isnull=False)
        ),
    )


def downtime_of(rows: Iterable[FailureRow]) -> timedelta:
    """Each device for itself: two that stand still at once count twice."""
    by_asset: dict[int, list[FailureRow]] = defaultdict(list)
    for row in rows:
        if row.failure.is_down and row.served:
            by_asset[row.asset].append(row)
    return sum(
        (
            kpis.downtime(
                [row.failure for row in own],
                served=[row.served for row in own if row.served],
            )
            for own in by_asset.values()
        ),
        timedelta(),
    )


def summed(by: dict[int | None, Facts]) -> Facts:
    whole = Facts()
    for facts in by.values():
        whole += facts
    return whole


def reliability_of(facts: Facts, period: Span) -> Reliability:
    all_of_them = [row.failure for row in facts.failures]
    begun = [row for row in facts.failures if is_in(period, row.failure.reported_at)]
    failures = [row.failure for row in begun]
    return Reliability(
        failures=len(begun),
        still_open=sum(each.restored_at is None for each in all_of_them),
        unanswered=kpis.unanswered(failures),
        between=kpis.mtbf(served=facts.served, down=facts.down, failures=len(failures)),
        to_restore=kpis.mttr(all_of_them, period),
        active_repair=kpis.active_repair(all_of_them, period),
        response=kpis.response(failures),
        availability=kpis.availability(served=facts.served, down=facts.down),
        downtime=facts.down,
        repeats=kpis.repeat_failures(facts.repairs, period),
        repairs_per_pm=kpis.repairs_per_pm(
            repairs=facts.repairs_done, maintenance=facts.maintenance_done
        ),
        not_reproduced=share_of(begun, FailureCode.CND),
        use_errors=share_of(begun, FailureCode.USE),
    )


def share_of(rows: list[FailureRow], code: str) -> Ratio:
    return Ratio(sum(row.code == code for row in rows), len(rows))


def is_in(period: Span, at: datetime) -> bool:
    return period.start <= at < period.end


def rows_behind(found: WorkOrderQuerySet, period: Span, what: str) -> WorkOrderQuerySet:
    """The repairs that a number counts."""
    choose: dict[str, Any] = {
        "failures": began_in(period),
        "down": Q(equipment_down=True),
        "restored": Q(works_at__gte=period.start, works_at__lt=period.end),
        "open": Q(works_at=None),
        "unanswered": began_in(period) & Q(first_response_at=None),
        "not_reproduced": began_in(period) & Q(failure_code=FailureCode.CND),
        "use_errors": began_in(period) & Q(failure_code=FailureCode.USE),
    }
    return failures_of(found, period).alias(works_at=RESTORED).filter(choose[what])
