"""Find the places, makers and models that a register names, or add them when asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

from audit.models import AuditedModel
from audit.saving import check_fields, save
from equipment.actions.places import save_location
from equipment.choices import LocationType
from equipment.models import (
    Department,
    DeviceCategory,
    DeviceModel,
    Facility,
    Location,
    Manufacturer,
)
from hospital_assets.foundation.text import match_key

Entity = TypeVar("Entity", bound=AuditedModel)

PATH_SIGNS = re.compile(r"\s*[›>/|]\s*")
COPIED_FROM_CATEGORY = (
    "risk_class",
    "is_life_support",
    "is_mission_critical",
    "em_function",
    "em_physical_risk",
    "em_maintenance",
    "expected_life_years",
)
PART_TYPES = {
    "location_building": LocationType.BUILDING,
    "location_wing": LocationType.WING,
    "location_floor": LocationType.FLOOR,
    "location_department": LocationType.DEPARTMENT,
    "location_room": LocationType.ROOM,
}


def unique_by(
    entities: Iterable[Entity], *keys: Callable[[Entity], str]
) -> dict[str, Entity]:
    """The entities by each of their keys; a key that two share names neither."""
    found: dict[str, Entity | None] = {}
    for entity in entities:
        for key in {match_key(name(entity)) for name in keys} - {""}:
            found[key] = None if key in found else entity
    return {key: entity for key, entity in found.items() if entity is not None}


class References:
    """Everything that rows can name, read once; names are compared as people do."""

    def __init__(
        self, *, by: AbstractUser, creates: Iterable[str], is_trial: bool
    ) -> None:
        self.by = by
        self.creates = frozenset(creates)
        self.is_trial = is_trial
        self.created: defaultdict[str, list[str]] = defaultdict(list)
        self.facilities = unique_by(
            Facility.objects.visible_to(by), lambda f: f.code, lambda f: f.name
        )
        self.categories = unique_by(
            DeviceCategory.objects.all(), lambda c: c.code, lambda c: c.name
        )
        self.makers = unique_by(Manufacturer.objects.all(), lambda m: m.name)
        models = DeviceModel.objects.select_related("manufacturer", "category")
        self.models = {
            (model.manufacturer_id, match_key(model.name)): model for model in models
        }
        people = get_user_model().objects.filter(is_active=True)
        self.people = unique_by_person(people)
        self._places: dict[int, dict[str, Location]] = {}
        self._children: dict[tuple[int, int | None, str], Location] = {}
        self._departments: dict[int, dict[str, Department]] = {}

    # --- Catalogue ----------------------------------------------------------------

    def category(self, name: str) -> DeviceCategory | None:
        key = match_key(name)
        if key not in self.categories and "categories" in self.creates and key:
            code = re.sub(r"[^A-Z0-9]+", "-", key.upper()).strip("-")[:40]
            self.categories[key] = self._add(
                "categories", DeviceCategory(code=code or "X", name=name)
            )
        return self.categories.get(key)

    def maker(self, name: str) -> Manufacturer | None:
        key = match_key(name)
        if key not in self.makers and "manufacturers" in self.creates and key:
            self.makers[key] = self._add("manufacturers", Manufacturer(name=name))
        return self.makers.get(key)

    def model(
        self, maker: Manufacturer | None, name: str, category: DeviceCategory | None
    ) -> DeviceModel | None:
        if maker is None or not name:
            return None
        key = (maker.pk, match_key(name))
        if key not in self.models and "models" in self.creates and category:
            model = DeviceModel(manufacturer=maker, category=category, name=name)
            for copied in COPIED_FROM_CATEGORY:
                setattr(model, copied, getattr(category, copied))
            self.models[key] = self._add("models", model)
            # The database has computed it; read it once, not for each device.
            vars(model)["em_number"] = model.scored()
        return self.models.get(key)

    # --- Places -------------------------------------------------------------------

    def facility(self, name: str) -> Facility | None:
        return self.facilities.get(match_key(name))

    def department(self, facility: Facility, name: str) -> Department | None:
        known = self._departments_of(facility)
        key = match_key(name)
        if key not in known and "places" in self.creates and key:
            known[key] = self._add("places", Department(facility=facility, name=name))
        return known.get(key)

    def place(self, facility: Facility, text: str) -> Location | None:
        """The place whose whole path, code or (only) name is `text`."""
        places = self._places_of(facility)
        found = places.get(match_key(text)) or places.get(path_key(text))
        if found is None and "places" in self.creates and text:
            names = [part for part in PATH_SIGNS.split(text.strip()) if part]
            types = [*[LocationType.OTHER] * (len(names) - 1), LocationType.ROOM]
            return self._chain(facility, list(zip(names, types, strict=True)))
        return found

    def place_of_parts(
        self, facility: Facility, parts: dict[str, str]
    ) -> Location | None:
        """The place that the columns building, wing, floor, ward and room lead to."""
        chain = [
            (parts[name], kind) for name, kind in PART_TYPES.items() if parts.get(name)
        ]
        path = path_key(" / ".join(name for name, _ in chain))
        places = self._places_of(facility)
        found = places.get(path)
        if found is None and len(chain) == 1:
            found = places.get(match_key(chain[0][0]))
        if found is None and "places" in self.creates:
            return self._chain(facility, chain)
        return found

    def person(self, text: str) -> AbstractUser | None:
        return self.people.get(match_key(text))

    def _chain(
        self, facility: Facility, chain: list[tuple[str, LocationType]]
    ) -> Location | None:
        parent: Location | None = None
        for name, kind in chain:
            key = (facility.pk, parent.pk if parent else None, match_key(name))
            if key not in self._children:
                place = Location(facility=facility, parent=parent, name=name, type=kind)
                self._children[key] = self._add("places", place)
                self._know_place(self._children[key])
            parent = self._children[key]
        return parent

    def _places_of(self, facility: Facility) -> dict[str, Location]:
        if facility.pk not in self._places:
            places = list(Location.objects.active().filter(facility=facility))
            self._places[facility.pk] = unique_by(
                places,
                lambda place: place.name,
                lambda place: place.code,
                lambda place: place.full_path,
                lambda place: path_key(place.full_path),
            )
            for place in places:
                key = (facility.pk, place.parent_id, match_key(place.name))
                self._children[key] = place
        return self._places[facility.pk]

    def _know_place(self, place: Location) -> None:
        known = self._places[place.facility_id]
        known.setdefault(match_key(place.name), place)
        known[path_key(place.full_path)] = place

    def _departments_of(self, facility: Facility) -> dict[str, Department]:
        if facility.pk not in self._departments:
            self._departments[facility.pk] = unique_by(
                Department.objects.filter(facility=facility),
                lambda department: department.name,
                lambda department: department.code,
            )
        return self._departments[facility.pk]

    def _add(self, kind: str, entity: Entity) -> Entity:
        """Write a new one; in a trial write nothing and give it an id of no row."""
        self.created[kind].append(str(entity))
        if self.is_trial:
            check_fields(entity, entity._meta.concrete_fields)
            entity.pk = -sum(map(len, self.created.values()))
            if isinstance(entity, Location):
                entity.path, entity.full_path = entity.path_below(entity.parent)
        elif isinstance(entity, Location):
            save_location(entity, by=self.by)
        else:
            save(entity, by=self.by)
        return entity


def unique_by_person(people: Iterable[AbstractUser]) -> dict[str, AbstractUser]:
    found: dict[str, AbstractUser | None] = {}
    for person in people:
        names = (person.username, person.email, person.get_full_name())
        for key in {match_key(name) for name in names} - {""}:
            found[key] = None if key in found else person
    return {key: person for key, person in found.items() if person is not None}


def path_key(text: str) -> str:
    """A path in the form in which “A / B” and “a › b” are equal."""
    return " › ".join(match_key(part) for part in PATH_SIGNS.split(text) if part)
