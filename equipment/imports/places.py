"""The places of a facility, by all that a register may call them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from audit.models import AuditedModel
from equipment.models import Facility, Location
from hospital_assets.foundation.text import match_key

Entity = TypeVar("Entity", bound=AuditedModel)

PATH_SIGNS = re.compile(r"\s*[›>/|]\s*")


class Places:
    """Those of one facility, read once. A whole path comes before a code or a name.

    A place that the import itself adds is known by its path alone: by its name it would
    be known to the rows behind it and not to those before, and twice the same file
    would mean two different things.
    """

    def __init__(self, facility: Facility) -> None:
        self.facility = facility
        places = list(Location.objects.filter(facility=facility))
        active = [place for place in places if place.is_active]
        self._by_path = {path_key(place.full_path): place for place in active}
        self._by_word = unique_by(active, lambda p: p.name, lambda p: p.code)
        self._children = {
            (place.parent_id, match_key(place.name)): place for place in places
        }

    def find(
        self, path: str, word: str, *, here: Location | None = None
    ) -> Location | None:
        """The place of that path, else the only one of that name or code.

        What only names the place where a device stands already leaves it there.
        """
        if path in self._by_path:
            return self._by_path[path]
        if here is not None and word == match_key(here.name):
            return here
        return self._by_word.get(word)

    def child(self, parent: Location | None, name: str) -> Location | None:
        return self._children.get((parent.pk if parent else None, match_key(name)))

    def add(self, place: Location) -> None:
        self._by_path[path_key(place.full_path)] = place
        self._children[place.parent_id, match_key(place.name)] = place

    def forget(self, place: Location) -> None:
        del self._by_path[path_key(place.full_path)]
        del self._children[place.parent_id, match_key(place.name)]


def unique_by(
    entities: Iterable[Entity], *keys: Callable[[Entity], str]
) -> dict[str, Entity]:
    """The entities by each of their keys; a key that two share names neither."""
    found: dict[str, Entity | None] = {}
    for entity in entities:
        for key in {match_key(name(entity)) for name in keys} - {""}:
            found[key] = None if key in found else entity
    return {key: entity for key, entity in found.items() if entity is not None}


def path_key(text: str) -> str:
    """A path in the form in which “A / B” and “a › b” are equal."""
    return " › ".join(match_key(part) for part in PATH_SIGNS.split(text) if part)
