"""Many audited records written at once, each with its history row and audit entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from audit import rows
from audit.changes import Labels, changed_fields, changes_of
from audit.models import AuditedModel, AuditLog
from audit.recording import HISTORY_VERBS, entry_for
from audit.saving import raises_version, refusals_in_words, tells_of
from hospital_assets.foundation.context import (
    RequestContext,
    acting_in,
    current_context,
)

CHUNK = 1_000

Entity = TypeVar("Entity", bound=AuditedModel)
Item = TypeVar("Item")


@dataclass(frozen=True)
class Deed:
    """Who did something, what it is called (`asset.moved`), why, when, and whence.

    Without an `action` it is "created" or "changed", as `audit.saving.save` has it.
    """

    by: AbstractUser | None
    action: str = ""
    reason: str = ""
    occurred_at: datetime = field(default_factory=timezone.now)
    context: RequestContext = field(default_factory=current_context)


class RowRefusedError(ValidationError):
    """The database refused one of many: `entity`. None of them was written."""

    def __init__(self, refusal: ValidationError, *, entity: AuditedModel) -> None:
        sentence = " ".join(refusal.messages)
        super().__init__(f"{entity}: {sentence}", code=refusal.code)
        self.entity = entity


# --- Writing ----------------------------------------------------------------------


def create_many(
    entities: Iterable[Entity],
    *,
    by: AbstractUser | None,
    action: str = "",
    reason: str = "",
) -> int:
    """Add records by one deed; return how many. See `create_each`."""
    deed = Deed(by, action, reason)
    return create_each((entity, deed) for entity in entities)


def update_many(
    entities: Iterable[Entity],
    *,
    by: AbstractUser | None,
    action: str = "",
    reason: str = "",
) -> int:
    """Write records by one deed; return how many had changed. See `update_each`."""
    deed = Deed(by, action, reason)
    return update_each((entity, deed) for entity in entities)


@transaction.atomic
def create_each(deeds: Iterable[tuple[Entity, Deed]]) -> int:
    """Add records of one model, each by a deed of its own.

    What follows from other fields is derived here. `clean_fields` and `clean` are the
    caller's duty. No signal is sent. All are written or none: raises RowRefusedError
    with the sentence of the constraint and the record that it refuses.
    """
    trail, written = Trail(), 0
    for chunk in in_chunks(deeds):
        for entity, deed in chunk:
            entity.derive()
            entity.created_at = entity.updated_at = deed.occurred_at
        attempt(insert, [entity for entity, _ in chunk])
        for entity, deed in chunk:
            trail.add(entity, deed, created=True)
            entity.remember_as_stored()
        trail.write()
        written += len(chunk)
    return written


@transaction.atomic
def update_each(deeds: Iterable[tuple[Entity, Deed]]) -> int:
    """Write changed records of one model, each named once and by a deed of its own.

    Records that differ in nothing that is told are left alone; return how many were
    written. The caller holds the lock on their rows and has cleaned them, as for
    `create_each`.
    """
    trail, written = Trail(), 0
    for chunk in in_chunks(deeds):
        changed = [(entity, deed) for entity, deed in chunk if is_changed(entity)]
        for entity, deed in changed:
            entity.updated_at = deed.occurred_at
            is_edited = raises_version(changed_fields(entity), entity)
            if hasattr(entity, "version") and is_edited:
                # Not += 1: whoever mends what was refused comes a second time.
                entity.version = entity.stored_values()["version"] + 1
        for alike in by_changed_fields([entity for entity, _ in changed]):
            attempt(update, alike)
        for entity, deed in changed:
            trail.add(entity, deed, created=False)
            entity.remember_as_stored()
        trail.write()
        written += len(changed)
    return written


def is_changed(entity: AuditedModel) -> bool:
    entity.derive()
    return tells_of(changed_fields(entity), entity)


def by_changed_fields(entities: Iterable[Entity]) -> Iterable[list[Entity]]:
    groups = defaultdict(list)
    for entity in entities:
        names = tuple(changed.name for changed in changed_fields(entity))
        groups[names].append(entity)
    return groups.values()


def insert(entities: Sequence[AuditedModel]) -> None:
    """Write new rows of one model, without history."""
    number(entities)
    insert_numbered(entities)


def number(entities: Sequence[models.Model]) -> None:
    """Give records of one model their ids before they are written."""
    ids = rows.reserve_ids(type(entities[0]), len(entities))
    for entity, key in zip(entities, ids, strict=True):
        entity.pk = key
        entity._state.adding, entity._state.db = False, connection.alias


def insert_numbered(entities: Sequence[models.Model]) -> None:
    model = type(entities[0])
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    rows.insert(model, fields, (values_of(entity, fields) for entity in entities))


def update(entities: Sequence[AuditedModel]) -> None:
    """Write rows that differ in the same fields from what the database holds."""
    fields = changed_fields(entities[0])
    rows.update(
        type(entities[0]),
        fields,
        ([*values_of(entity, fields), entity.pk] for entity in entities),
    )


def attempt(write: Callable[[list[Entity]], None], entities: list[Entity]) -> None:
    """Write all of them, or find the one that the database refuses."""
    try:
        with transaction.atomic():
            write(entities)
    except IntegrityError:
        for entity in entities:
            try:
                with refusals_in_words(entity):
                    write([entity])
            except ValidationError as refusal:
                raise RowRefusedError(refusal, entity=entity) from refusal
        raise


def in_chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def values_of(
    entity: models.Model, fields: Iterable[models.Field[Any, Any]]
) -> list[Any]:
    return [getattr(entity, field.attname) for field in fields]


# --- What is kept of it -----------------------------------------------------------


class Trail:
    """History rows and audit entries that are written together, in their order."""

    def __init__(self) -> None:
        self._history: defaultdict[Any, list[list[Any]]] = defaultdict(list)
        self._entries: list[AuditLog] = []
        self._labels = Labels()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entity: AuditedModel, deed: Deed, *, created: bool) -> None:
        """Note what `entity` is now, and how it differs from what was stored."""
        kind = "+" if created else "~"
        self._history[type(entity)].append(
            [
                *values_of(entity, tracked_fields(type(entity))),
                *(deed.occurred_at, kind, deed.by and deed.by.pk, deed.reason),
            ]
        )
        verb = HISTORY_VERBS[kind]
        with acting_in(deed.context):
            entry = entry_for(
                deed.action or f"{entity._meta.model_name}.{verb}",
                entity=entity,
                by=deed.by,
                reason=deed.reason,
                payload=changes_of(entity, created=created, labels=self._labels),
                occurred_at=deed.occurred_at,
            )
        self._entries.append(entry)

    def write(self) -> None:
        for model, told in self._history.items():
            rows.insert(model.history.model, history_fields(model), told)
        fields = [f for f in AuditLog._meta.concrete_fields if not f.primary_key]
        rows.insert(AuditLog, fields, (values_of(e, fields) for e in self._entries))
        self._history.clear()
        self._entries.clear()


@cache
def tracked_fields(model: Any) -> list[models.Field[Any, Any]]:
    return list(model.history.model.tracked_fields)


@cache
def history_fields(model: Any) -> list[models.Field[Any, Any]]:
    """The fields of a history row: those of the record, then those of the deed."""
    get = model.history.model._meta.get_field
    copied = [get(field.name) for field in tracked_fields(model)]
    told = ("history_date", "history_type", "history_user", "history_change_reason")
    return [*copied, *(get(name) for name in told)]
