"""How many hours of planned work each month has, by facility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

from maintenance.choices import IntervalUnit
from maintenance.intervals import Interval, add_months
from maintenance.models.plans import MaintenancePlanQuerySet

# What a check takes of which nobody wrote down how long it takes.
USUAL_MINUTES = 30
MINUTES_IN_HOUR = 60
MONTHS = 12
WEEKS = 4

Hours = dict[int, dict[date, float]]


def months_from(start: date, *, months: int = MONTHS) -> list[date]:
    return [add_months(start.replace(day=1), number) for number in range(months)]


def hours_by_facility(
    plans: MaintenancePlanQuerySet, *, start: date, months: int = MONTHS
) -> Hours:
    """The hours of each month by facilities; what is overdue is for the first month.

    Plans that are alike are added up by the database, so that the number of plans
    matters little.
    """
    end = add_months(start.replace(day=1), months)
    hours: Hours = defaultdict(lambda: defaultdict(float))
    for group in groups_of(plans, end=end):
        for on in dates_of(group, end=end):
            month = max(on, start).replace(day=1)
            hours[group["facility"]][month] += group["minutes"] / MINUTES_IN_HOUR
    return hours


def hours_by_week(
    plans: MaintenancePlanQuerySet, *, start: date, weeks: int = WEEKS
) -> dict[date, float]:
    """The hours of each week by its Monday; what is overdue is for this week."""
    monday = start - timedelta(days=start.weekday())
    hours = {monday + timedelta(weeks=number): 0.0 for number in range(weeks)}
    end = monday + timedelta(weeks=weeks)
    for group in groups_of(plans, end=end):
        for on in dates_of(group, end=end):
            day = max(on, monday)
            week = day - timedelta(days=day.weekday())
            hours[week] += group["minutes"] / MINUTES_IN_HOUR
    return hours


def groups_of(plans: MaintenancePlanQuerySet, *, end: date) -> Any:
    minutes = Coalesce("standard_minutes", "procedure__standard_minutes", USUAL_MINUTES)
    return (
        plans.active()
        .filter(next_due_on__lt=end)
        .order_by()
        .values(
            "next_due_on",
            "interval_value",
            "interval_unit",
            "anchor_day",
            "is_one_off",
            facility=F("asset__facility_id"),
        )
        .annotate(minutes=Sum(minutes), number=Count("pk"))
    )


def dates_of(group: dict[str, Any], *, end: date) -> Iterator[date]:
    due = on = group["next_due_on"]
    interval = Interval(group["interval_value"], IntervalUnit(group["interval_unit"]))
    anchor, times = group["anchor_day"] or due.day, 0
    while on < end:
        yield on
        if group["is_one_off"]:
            return
        times += 1
        on = interval.after(due, times=times, anchor_day=anchor)
