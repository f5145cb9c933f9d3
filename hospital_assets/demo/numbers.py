"""The numbers of the demo's work orders, in the order in which they were made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audit.past import Step
from hospital_assets.demo.work import local_date
from maintenance.actions.numbering import next_numbers
from maintenance.models import WorkOrder


def number_orders(steps: Iterable[Step]) -> None:
    """Number the orders that begin among `steps`, which are in the order of time."""
    by_year: defaultdict[int, list[WorkOrder]] = defaultdict(list)
    for step in steps:
        # Only the step that makes an order says when it was asked for.
        if isinstance(step.entity, WorkOrder) and "requested_at" in step.changes:
            year = local_date(step.changes["requested_at"]).year
            by_year[year].append(step.entity)
    for year, orders in by_year.items():
        numbers = next_numbers(year, len(orders))
        for order, number in zip(orders, numbers, strict=True):
            order.number = number
