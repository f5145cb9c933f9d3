"""Find the places, makers and models that a register names, or add them when asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, count
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.models import AuditedModel
from audit.saving import check_fields, save
from equipment.actions.assets import check_is_in_use
from equipment.actions.places import save_location
from equipment.choices import LocationType
from equipment.imports.places import PATH_SIGNS, Places, path_key, unique_by
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
Key = TypeVar("Key")

LONGEST_CODE = 36
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


class References:
    """Everything that rows can name, read once; names are compared as people do."""

    def __init__(
        self, *, by: AbstractUser, creates: Iterable[str], is_trial: bool
    ) -> None:
        self.by = by
        self.creates = frozenset(creates)
        self.is_trial = is_trial
        self.created: defaultdict[str, list[str]] = defaultdict(list)
        # How to forget what was added since the last row, the last first.
        self._forget: list[Callable[[], object]] = []
        self._savepoint = ""
        self.facilities = unique_by(
            Facility.objects.visible_to(by), lambda f: f.code, lambda f: f.name
        )
        self.categories_by_id = by_id(DeviceCategory.objects.all())
        self.categories = unique_by(
            self.categories_by_id.values(), lambda c: c.code, lambda c: c.name
        )
        self.makers_by_id = by_id(Manufacturer.objects.all())
        self.makers = unique_by(self.makers_by_id.values(), lambda m: m.name)
        self.models_by_id = by_id(DeviceModel.objects.all())
        self.models: dict[tuple[int, str], DeviceModel] = {}
        for model in self.models_by_id.values():
            model.manufacturer = self.makers_by_id[model.manufacturer_id]
            model.category = self.categories_by_id[model.category_id]
            self.models[model.manufacturer_id, match_key(model.name)] = model
        people = get_user_model().objects.filter(is_active=True)
        self.people = unique_by_person(people)
        self._places: dict[int, Places] = {}
        self._departments: dict[int, dict[str, Department]] = {}

    @contextmanager
    def additions(self) -> Iterator[None]:
        """What a row adds inside is taken back where that row is refused."""
        self._forget, self._savepoint = [], ""
        try:
            yield
        except BaseException:
            self._take_back()
            raise
        self._keep()

    @contextmanager
    def adding_nothing(self) -> Iterator[None]:
        creates, self.creates = self.creates, frozenset()
        try:
            yield
        finally:
            self.creates = creates

    def _keep(self) -> None:
        if self._savepoint:
            transaction.savepoint_commit(self._savepoint)

    def _take_back(self) -> None:
        for forget in reversed(self._forget):
            forget()
        if self._savepoint:
            transaction.savepoint_rollback(self._savepoint)

    # --- Catalogue ----------------------------------------------------------------

    def category(self, name: str) -> DeviceCategory | None:
        key = match_key(name)
        if key not in self.categories and "categories" in self.creates and key:
            category = DeviceCategory(code=self._free_code(key), name=name)
            self._add("categories", category)
            self._remember(self.categories, key, category)
            self._remember(self.categories_by_id, category.pk, category)
        return self.categories.get(key)

    def _free_code(self, key: str) -> str:
        """A code made of the name, numbered where another category has it."""
        bare = re.sub(r"[^A-Z0-9]+", "-", key.upper()).strip("-")[:LONGEST_CODE] or "X"
        taken = {category.code.upper() for category in self.categories_by_id.values()}
        codes = chain([bare], (f"{bare}-{n}" for n in count(2)))
        return next(code for code in codes if code not in taken)

    def maker(self, name: str) -> Manufacturer | None:
        key = match_key(name)
        if key not in self.makers and "manufacturers" in self.creates and key:
            maker = self._add("manufacturers", Manufacturer(name=name))
            self._remember(self.makers, key, maker)
            self._remember(self.makers_by_id, maker.pk, maker)
        return self.makers.get(key)

    def model(self, maker: Manufacturer | None, name: str) -> DeviceModel | None:
        return self.models.get((maker.pk, match_key(name))) if maker and name else None

    def new_model(
        self, maker: Manufacturer | None, name: str, category: DeviceCategory
    ) -> DeviceModel | None:
        """One that the catalogue does not have, added if that was asked for."""
        if maker is None or not match_key(name) or "models" not in self.creates:
            return None
        model = DeviceModel(manufacturer=maker, category=category, name=name)
        for copied in COPIED_FROM_CATEGORY:
            setattr(model, copied, getattr(category, copied))
        self._add("models", model)
        # The database has computed it; read it once, not for each device.
        vars(model)["em_number"] = model.scored()
        self._remember(self.models, (maker.pk, match_key(name)), model)
        self._remember(self.models_by_id, model.pk, model)
        return model

    # --- Places -------------------------------------------------------------------

    def facility(self, name: str) -> Facility | None:
        return self.facilities.get(match_key(name))

    def department(self, facility: Facility, name: str) -> Department | None:
        known = self._departments_of(facility)
        key = match_key(name)
        if key not in known and "places" in self.creates and key:
            department = Department(facility=facility, name=name)
            self._remember(known, key, self._add("places", department))
        return known.get(key)

    def place(
        self, facility: Facility, text: str, *, here: Location | None = None
    ) -> Location | None:
        """The place of that path, code or only name; `here` if it is called so too."""
        places = self._places_of(facility)
        found = places.find(path_key(text), match_key(text), here=here)
        if found is None and "places" in self.creates and text:
            names = [part for part in PATH_SIGNS.split(text.strip()) if part]
            types = [*[LocationType.OTHER] * (len(names) - 1), LocationType.ROOM]
            return self._chain(places, list(zip(names, types, strict=True)))
        return found

    def place_of_parts(
        self,
        facility: Facility,
        parts: dict[str, str],
        *,
        here: Location | None = None,
    ) -> Location | None:
        """The place that the columns building, wing, floor, ward and room lead to."""
        steps = [
            (parts[name], kind) for name, kind in PART_TYPES.items() if parts.get(name)
        ]
        path = path_key(" / ".join(name for name, _ in steps))
        only_name = match_key(steps[0][0]) if len(steps) == 1 else ""
        places = self._places_of(facility)
        found = places.find(path, only_name, here=here)
        if found is None and "places" in self.creates:
            return self._chain(places, steps)
        return found

    def person(self, text: str) -> AbstractUser | None:
        return self.people.get(match_key(text))

    def _chain(
        self, places: Places, steps: list[tuple[str, LocationType]]
    ) -> Location | None:
        """The place at the end of `steps`; what is missing on the way is added."""
        place: Location | None = None
        for name, kind in steps:
            below = places.child(place, name)
            if below is None:
                below = Location(
                    facility=places.facility, parent=place, name=name, type=kind
                )
                places.add(self._add("places", below))
                self._forget.append(partial(places.forget, below))
            check_is_in_use(below)
            place = below
        return place

    def _places_of(self, facility: Facility) -> Places:
        if facility.pk not in self._places:
            self._places[facility.pk] = Places(facility)
        return self._places[facility.pk]

    def _departments_of(self, facility: Facility) -> dict[str, Department]:
        if facility.pk not in self._departments:
            self._departments[facility.pk] = unique_by(
                Department.objects.filter(facility=facility),
                lambda department: department.name,
                lambda department: department.code,
            )
        return self._departments[facility.pk]

    def _remember(self, known: dict[Key, Entity], key: Key, entity: Entity) -> None:
        known[key] = entity
        self._forget.append(partial(known.pop, key))

    def _add(self, kind: str, entity: Entity) -> Entity:
        """Write a new one; in a trial write nothing and give it an id of no row."""
        if not self.is_trial and not self._savepoint:
            # Only before a row's first: most rows add nothing.
            self._savepoint = transaction.savepoint() or ""
        if self.is_trial:
            check_fields(entity, entity._meta.concrete_fields)
            entity.pk = -1 - sum(map(len, self.created.values()))
            if isinstance(entity, Location):
                entity.path, entity.full_path = entity.path_below(entity.parent)
        elif isinstance(entity, Location):
            save_location(entity, by=self.by)
        else:
            save(entity, by=self.by)
        self.created[kind].append(str(entity))
        self._forget.append(self.created[kind].pop)
        return entity


def by_id(entities: Iterable[Entity]) -> dict[int, Entity]:
    return {entity.pk: entity for entity in entities}


def unique_by_person(people: Iterable[AbstractUser]) -> dict[str, AbstractUser]:
    found: dict[str, AbstractUser | None] = {}
    for person in people:
        names = (person.username, person.email, person.get_full_name())
        for key in {match_key(name) for name in names} - {""}:
            found[key] = None if key in found else person
    return {key: person for key, person in found.items() if person is not None}
