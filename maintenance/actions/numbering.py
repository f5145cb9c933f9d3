"""The numbers of work orders: WO-YYYY-NNNNNN, each given out once."""

from __future__ import annotations

from django.db import transaction

from maintenance.models import WorkOrderCount


@transaction.atomic
def next_numbers(year: int, count: int) -> list[str]:
    """The next `count` numbers of `year`.

    They come from a row for each year, which stays locked until the transaction ends:
    nobody gets a number twice, and a transaction that fails gives its numbers back.
    Ask for them last, when all else that the transaction needs is locked, so that no
    two wait for each other.
    """
    WorkOrderCount.objects.get_or_create(year=year)
    counter = WorkOrderCount.objects.select_for_update(no_key=True).get(year=year)
    first = counter.last + 1
    counter.last += count
    counter.save()
    return [f"WO-{year}-{number:06}" for number in range(first, first + count)]
