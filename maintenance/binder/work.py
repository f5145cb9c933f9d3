"""The sections of a binder about work: planned, overdue, and failures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from maintenance.binder.cells import (
    MOST_ROWS,
    day,
    moment_day,
    place_words,
    risk_words,
)
from maintenance.binder.layout import (
    Column,
    Row,
    Section,
    listing_of,
    listing_of_table,
)
from maintenance.binder.rows import Binder
from maintenance.choices import Disposition, FailureCode, WorkOrderType
from maintenance.kpis import mtbf_text
from maintenance.models import WorkOrder
from maintenance.rate_words import how_rates_are_computed
from maintenance.reports.reliability import (
    RESTORED,
    reliability_by,
    summed,
)
from maintenance.reports.tables import Table


def completion(binder: Binder, planned: Sequence[Table]) -> Section:
    as_of = binder.chosen.as_of
    return Section(
        "Completion of planned work",
        [
            f"Maintenance, safety tests, calibrations and inspections of plans whose "
            f"window ends from {binder.period}, as things stood on {day(as_of)}. These "
            "are the numbers of the report of planned work.",
        ],
        [listing_of_table(table, first=41, width=33) for table in planned],
        how_rates_are_computed(as_of),
    )


def overdue(binder: Binder) -> Section:
    orders = binder.overdue().select_related("facility", "asset__current_location")
    return Section(
        "Overdue work, with attempts",
        [
            f"Open on {day(binder.today)} and past the end of its window, or past the "
            "due date where there is no window; high risk first."
        ],
        [
            listing_of(
                orders.prefetch_related("attempts"),
                lambda order: overdue_row(order, on=binder.today),
                (
                    Column("Number", 27),
                    Column("Device", 55),
                    Column("Place", 48, lines=3),
                    Column("Risk", 22),
                    Column("Work", 32),
                    Column("Due", 29),
                    Column("Attempts", 60, lines=6),
                ),
                caption="Overdue work",
                file="overdue.csv",
                most=MOST_ROWS,
            )
        ],
    )


def overdue_row(order: WorkOrder, *, on: date) -> Row:
    location = order.asset.current_location
    path = location.full_path if location else ""
    attempts = [
        f"{moment_day(each.attempted_at)} {Disposition(each.disposition).label}"
        + (f", again on {day(each.next_attempt_on)}" if each.next_attempt_on else "")
        for each in order.attempts.all()
    ]
    return (
        order.number,
        f"{order.asset.asset_tag} {order.asset.name}",
        place_words(order.facility.code, path, order.asset.location_text),
        risk_words(order.risk_class, is_vital=order.is_life_support),
        WorkOrderType(order.type).label,
        due_words(order, on=on),
        "; ".join(attempts) or "No attempt",
    )


def due_words(order: WorkOrder, *, on: date) -> str:
    last = order.window_end or order.due_on
    if last is None:
        return ""
    late = (
        f"{(on - last).days:,} days past its {'window' if order.window_end else 'day'}"
    )
    return f"{day(order.due_on or last)}, {late}"


def failures(binder: Binder) -> Section:
    return Section(
        "Failures",
        [f"Repairs asked for from {binder.period}.", reliability_words(binder)],
        [
            listing_of(
                binder.failures()
                .annotate(works_at=RESTORED)
                .values_list(
                    *("number", "asset__asset_tag", "asset__name"),
                    *("requested_at", "problem", "failure_code"),
                    *("works_at", "resolution"),
                ),
                failure_row,
                (
                    Column("Number", 27),
                    Column("Device", 52),
                    Column("Reported", 24),
                    Column("Problem", 60),
                    Column("Failure", 34),
                    Column("Works again", 24),
                    Column("Resolution", 52),
                ),
                caption="Failures",
                file="failures.csv",
                most=MOST_ROWS,
            )
        ],
    )


def reliability_words(binder: Binder) -> str:
    by = reliability_by(
        binder.orders, binder.assets, binder.chosen, split="facility", now=binder.now
    )
    found = summed(by, binder.span)
    return (
        f"Failures {found.failures:,}, mean time between failures "
        f"{mtbf_text(found.between)}, mean time to restore "
        f"{found.to_restore.hours_text()}, availability "
        f"{found.availability.percent_text(places=2)}: the numbers of the report of "
        "reliability, which counts everything that served in the period."
    )


def failure_row(row: Any) -> Row:
    number, tag, name, asked, problem, code, restored, resolution = row
    return (
        number,
        f"{tag} {name}",
        moment_day(asked),
        problem,
        FailureCode(code).label if code else "",
        moment_day(restored) or "Not yet",
        resolution,
    )
