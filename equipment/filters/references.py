"""What a filter names by id: looked up together, in one query, as far as one may see.

A page that looked up its facilities, departments, places and models one by one would
spend half of its queries on its filter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from equipment.models import (
    Department,
    DeviceCategory,
    DeviceModel,
    Facility,
    Location,
    Manufacturer,
)
from equipment.models.places import PATH_SEPARATOR
from hospital_assets.foundation.text import match_key

Person = AbstractUser | AnonymousUser

# The most ids that one filter takes; nobody ticks more.
MOST_IDS = 50
MOST_SUGGESTIONS = 20
MOST_WORDS = 8

# How people write the path of a place on a keyboard.
SEPARATOR = re.compile(r"\s*[›>]\s*|\s+[/|]\s+")


@dataclass(frozen=True)
class Reference:
    """A kind of thing that a filter names.

    `more` is what else is needed of one: the path of a place, the facility of a
    department.
    """

    noun: str
    visible_to: Callable[[Person], QuerySet[Any]]
    label: str | Combinable
    more: str | Combinable
    # The fields by which people call one.
    called: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """One thing that a filter can name, in words."""

    pk: int
    label: str
    more: str = ""


NOTHING = Value("")

REFERENCES = {
    "facility": Reference(
        "facility",
        lambda person: Facility.objects.visible_to(person),
        "name",
        "code",
        called=("name", "code"),
    ),
    "owner_department": Reference(
        "department",
        lambda person: Department.objects.visible_to(person),
        "name",
        Cast("facility_id", TextField()),
        called=("name", "code"),
    ),
    "current_location": Reference(
        "place",
        lambda person: Location.objects.visible_to(person),
        "full_path",
        "path",
        called=("full_path", "code", "name"),
    ),
    "category": Reference(
        "category",
        lambda person: DeviceCategory.objects.all(),
        "name",
        NOTHING,
        called=("name", "code"),
    ),
    "manufacturer": Reference(
        "manufacturer",
        lambda person: Manufacturer.objects.all(),
        "name",
        NOTHING,
        called=("name",),
    ),
    "device_model": Reference(
        "model",
        lambda person: DeviceModel.objects.all(),
        Concat("manufacturer__name", Value(" "), "name", output_field=TextField()),
        NOTHING,
        called=("label", "name", "number"),
    ),
}


def look_up(
    person: Person,
    wanted: Mapping[str, Collection[int]],
    *,
    choices_of: Collection[str] = (),
) -> dict[str, list[Named]]:
    """The things that `wanted` names by id, and all that `choices_of` could name.

    What does not exist, or not for `person`, is missing from the answer.
    """
    parts = [
        rows_of(name, person).filter(pk__in=ids)
        for name, ids in wanted.items()
        if ids and name not in choices_of
    ]
    parts += [rows_of(name, person) for name in choices_of]
    found: dict[str, list[Named]] = {name: [] for name in REFERENCES}
    if parts:
        for name, *named in parts[0].union(*parts[1:], all=True):
            found[name].append(Named(*named))
    for things in found.values():
        things.sort(key=lambda thing: match_key(thing.label))
    return found


def rows_of(name: str, person: Person) -> QuerySet[Any]:
    reference = REFERENCES[name]
    return (
        reference.visible_to(person)
        .order_by()
        .values_list(Value(name), "pk", reference.label, reference.more)
    )


def labelled(
    name: str, person: Person, facilities: Collection[str] = ()
) -> QuerySet[Any]:
    """The things with their labels; places only of `facilities`, if any are named."""
    reference = REFERENCES[name]
    label, more = (
        F(part) if isinstance(part, str) else part
        for part in (reference.label, reference.more)
    )
    rows: QuerySet[Any] = reference.visible_to(person).annotate(label=label, more=more)
    if facilities and name == "current_location":
        return rows.filter(facility__in=facilities)
    return rows


def called(
    name: str, text: str, person: Person, *, facilities: Collection[str] = ()
) -> list[Named]:
    """The things that people call `text`: by name, by code, or by the end of a path."""
    whole = SEPARATOR.sub(PATH_SEPARATOR, text.strip())
    is_called = Q(label__iendswith=f"{PATH_SEPARATOR}{whole}")
    for field in REFERENCES[name].called:
        is_called |= Q(**{f"{field}__iexact": whole})
    found = labelled(name, person, facilities).filter(is_called)
    return named(found[:MOST_IDS])


def suggestions(
    name: str, text: str, person: Person, *, facilities: Collection[str] = ()
) -> list[Named]:
    """Some things whose name, or path, has every word of `text` in it."""
    has_words = Q()
    for word in SEPARATOR.sub(" ", text).split()[:MOST_WORDS]:
        has_words &= Q(label__icontains=word)
    found = labelled(name, person, facilities).filter(has_words)
    return named(found.order_by("label")[:MOST_SUGGESTIONS])


def named(rows: Iterable[Any]) -> list[Named]:
    return [Named(row.pk, row.label, row.more) for row in rows]
