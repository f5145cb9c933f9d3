"""The tree of places level by level, as far as a person may see it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Exists, OuterRef, Q

from equipment.models import Asset, Facility, Location
from equipment.models.places import PATH_SEPARATOR, LocationQuerySet
from equipment.models.staff import reach_of
from equipment.reports import scope_of
from hospital_assets.foundation.reuse import reused

DIGITS = re.compile(r"(\d+)")
MOST_WORDS = 8


@dataclass
class Branch:
    """A place, and below it what is unfolded of it."""

    place: Location
    has_more: bool
    branches: list[Branch] = field(default_factory=list)
    is_open: bool = False


def levels_of(
    user: AbstractUser, *, opened: Location | None, facility: Facility | None = None
) -> dict[int, list[Branch]]:
    """The outermost places by facility, unfolded down to `opened` and what is in it."""
    unfolded = {*opened.ancestor_ids(), opened.pk} if opened else set()
    places = with_more(user).filter(outermost(user) | Q(parent__in=unfolded))
    if facility is not None:
        places = places.filter(facility=facility)
    branches = {branch.place.pk: branch for branch in branches_of(places)}
    outer: dict[int, list[Branch]] = {}
    for branch in branches.values():
        place = branch.place
        branch.is_open = place.pk in unfolded
        if around := branches.get(place.parent_id or 0):
            around.branches.append(branch)
        else:
            outer.setdefault(place.facility_id, []).append(branch)
    return outer


def level_below(user: AbstractUser, place: Location) -> list[Branch]:
    return branches_of(with_more(user).filter(parent=place))


def branches_of(places: Iterable[Location]) -> list[Branch]:
    """In the order in which people count: floor 2 before floor 10."""
    return [
        Branch(place, has_more=place.has_more)  # type: ignore[attr-defined]  # annotated
        for place in sorted(places, key=lambda place: counting_order(place.name))
    ]


def counting_order(name: str) -> list[tuple[bool, int, str]]:
    parts = DIGITS.split(name.casefold())
    return [
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts
    ]


def with_more(user: AbstractUser) -> LocationQuerySet:
    """The places that `user` may see, each with whether others are below it."""
    seen = Location.objects.visible_to(user).order_by()
    more = seen.filter(parent=OuterRef("pk"))
    annotated: LocationQuerySet = seen.annotate(has_more=Exists(more))
    return annotated


def outermost(user: AbstractUser) -> Q:
    """Places without one around them that `user` may see."""
    if not reach_of(user).departments:
        return Q(parent=None)
    seen = Location.objects.visible_to(user).order_by()
    return Q(parent=None) | ~Q(parent__in=seen.values("pk"))


def found_by(user: AbstractUser, text: str) -> LocationQuerySet:
    """The places whose path or code holds every word."""
    found = Location.objects.visible_to(user).select_related("facility")
    for word in text.split()[:MOST_WORDS]:
        found = found.filter(Q(full_path__icontains=word) | Q(code__icontains=word))
    return found


@dataclass(frozen=True)
class Crumb:
    name: str
    place: Location | None


def breadcrumbs(user: AbstractUser, place: Location) -> list[Crumb]:
    """What is around `place`, outermost first; a link where `user` may see it."""
    ids = place.ancestor_ids()
    seen = Location.objects.visible_to(user).in_bulk(ids) if ids else {}
    names = place.full_path.split(PATH_SEPARATOR)
    return [Crumb(name, seen.get(pk)) for name, pk in zip(names, ids, strict=False)]


def numbers_below(user: AbstractUser, place: Location) -> Counter[int]:
    """How many assets stand in each place directly below `place`, and further down."""
    return reused(
        "below", place.pk, scope_of(user), find=lambda: count_below(user, place)
    ).value


def count_below(user: AbstractUser, place: Location) -> Counter[int]:
    standing = (
        Asset.objects.visible_to(user)
        .on_inventory()
        .at_or_below(place)
        .order_by()
        .values_list("current_location")
        .annotate(number=Count("pk"))
    )
    paths = dict(Location.objects.at_or_below(place).values_list("pk", "path"))
    numbers: Counter[int] = Counter()
    for pk, number in standing:
        if further := paths[pk].removeprefix(place.path):
            numbers[int(further.partition("/")[0])] += number
    return numbers
