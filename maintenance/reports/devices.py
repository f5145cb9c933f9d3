"""The devices behind the numbers of age, use and cost, and what is said of each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DateField, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from equipment.models import Asset, Assignment, DeviceCategory, DeviceModel
from equipment.models.assets import AssetQuerySet
from maintenance import kpis
from maintenance.models.records import MaintenanceLogQuerySet
from maintenance.ratios import Ratio, hours_of
from maintenance.reports.chosen import Chosen
from maintenance.reports.fleet import LIFE, days_of, present_in, spent_of
from maintenance.spans import Span, overlap, total

OLD_SINCE = Coalesce(
    TruncDate("accepted_at"),
    "manufactured_on",
    "purchase_date",
    output_field=DateField(),
)
ORDER = ("asset_tag",)

Told = dict[int, Sequence[str]]


# --- Which devices ----------------------------------------------------------------


def of_age(
    assets: AssetQuerySet, chosen: Chosen, what: str, *, today: date
) -> AssetQuerySet:
    found = assets.on_inventory().filter(chosen.of_assets())
    dated = found.alias(old_since=OLD_SINCE, life=LIFE)
    is_unknown = Q(old_since=None) | Q(life=None) | Q(life=0)
    choose = {"dated": Q(old_since__isnull=False), "unknown": is_unknown}
    if what == "past":
        return dated.filter(is_past_life(today=today))
    return dated.filter(choose[what]) if what in choose else found


def is_past_life(*, today: date) -> Q:
    """By each expected life that there is, as `kpis.life_used` tells it.

    Both databases compare days with a day; they differ in how they count years.
    """
    found = Q(pk__in=[])
    for life in expected_lives(most=today.year - 1):
        days = math.floor(life * kpis.DAYS_OF_AGE) + 1
        found |= Q(life=life, old_since__lte=today - timedelta(days=days))
    return found


def expected_lives(*, most: int) -> set[int]:
    models: tuple[Any, ...] = (DeviceModel, DeviceCategory)
    return {
        life
        for model in models
        for life in model.objects.order_by()
        .filter(expected_life_years__range=(1, most))
        .values_list("expected_life_years", flat=True)
        .distinct()
    }


def in_service_in(assets: AssetQuerySet, chosen: Chosen, period: Span) -> AssetQuerySet:
    return present_in(assets, chosen, period).filter(accepted_at__lt=period.end)


def of_cost(
    assets: AssetQuerySet, chosen: Chosen, period: Span, *, what: str, currency: str
) -> AssetQuerySet:
    """Those whose price is known, or those that are left out because it is not."""
    found = present_in(assets, chosen, period).filter(currency=currency)
    is_priced = Q(purchase_cost__gt=0)
    choose = {"priced": is_priced, "unpriced": ~is_priced | Q(purchase_cost=None)}
    return found.filter(choose[what]) if what in choose else found


# --- What is said of each ---------------------------------------------------------


def ages_of(assets: Iterable[Asset], *, today: date) -> Told:
    """Since when, how old, what was expected, and how much of that is used."""
    pks = [asset.pk for asset in assets]
    rows = Asset.objects.filter(pk__in=pks).values_list("pk", OLD_SINCE, LIFE)
    return {pk: age_words(since, life, today=today) for pk, since, life in rows}


def age_words(since: date | None, life: int | None, *, today: date) -> Sequence[str]:
    age = kpis.age_years(today, dates=[since])
    used = kpis.life_used(age, Decimal(life) if life else None)
    return (
        f"{since:%-d %b %Y}" if since else "",
        "" if age is None else f"{age:.1f} years",
        f"{life} years" if life else "",
        used.percent_text(),
    )


def uses_of(
    assets: Sequence[Asset], assignments: QuerySet[Assignment], period: Span
) -> Told:
    """Hours given out, hours in service, and the share."""
    held: dict[int, list[Span]] = defaultdict(list)
    given = assignments.filter(
        Q(ended_at=None) | Q(ended_at__gt=period.start),
        asset__in=[asset.pk for asset in assets],
        started_at__lt=period.end,
    )
    times = given.order_by().values_list("asset", "started_at", "ended_at")
    for asset, start, end in times:
        held[asset].append(Span(start, end or period.end))
    return {each.pk: use_words(each, held[each.pk], period) for each in assets}


def use_words(asset: Asset, held: list[Span], period: Span) -> Sequence[str]:
    since: datetime | None = asset.accepted_at
    served = kpis.in_service(period, accepted_at=since, retired_at=asset.retired_at)
    in_use, whole = total(overlap(served, held)), total(served)
    share = kpis.utilisation(in_use=in_use, served=whole)
    return f"{hours_of(in_use):,} h", f"{hours_of(whole):,} h", share.percent_text()


def costs_of(
    assets: Sequence[Asset], logs: MaintenanceLogQuerySet, period: Span
) -> Told:
    """The price, what service cost in the period, and the share a year."""
    pks = [asset.pk for asset in assets]
    spent = spent_of(logs.filter(asset__in=pks), period)
    return {
        each.pk: cost_words(each, spent.get((each.pk, each.currency)), period)
        for each in assets
    }


def cost_words(asset: Asset, spent: Decimal | None, period: Span) -> Sequence[str]:
    price, cost = asset.purchase_cost, spent or Decimal(0)
    a_year = Ratio(cost * kpis.DAYS_IN_YEAR, (price or 0) * days_of(period))
    return (
        f"{price:,.2f} {asset.currency}" if price else "",
        f"{cost:,.2f} {asset.currency}",
        a_year.percent_text(),
    )
