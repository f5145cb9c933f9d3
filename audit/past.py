"""New records that have a past already: all that happened to them, told at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit.bulk import CHUNK, Deed, Trail, insert_numbered, number
from audit.models import AuditedModel


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a record; the first step of each makes it.

    `changes` may name records whose ids come only when they are written.
    """

    entity: AuditedModel
    deed: Deed
    changes: Mapping[str, Any]


@transaction.atomic
def write_past(steps: Iterable[Step]) -> None:
    """Write the records of `steps` as they are after the last of them.

    History and audit log tell every step, in the order given, which should be that of
    time. What holds for `audit.bulk.create_each` holds here.
    """
    steps = list(steps)
    entities = by_model(steps)
    for alike in entities.values():
        if fresh := [entity for entity in alike if entity.pk is None]:
            number(fresh)
    tell(steps)
    for alike in entities.values():
        for entity in alike:
            entity.derive()
        insert_numbered(alike)


def by_model(steps: Iterable[Step]) -> dict[type[AuditedModel], list[AuditedModel]]:
    """The records, each once: the first that is named comes first."""
    seen = {id(step.entity): step.entity for step in steps}
    groups: defaultdict[type[AuditedModel], list[AuditedModel]] = defaultdict(list)
    for entity in seen.values():
        groups[type(entity)].append(entity)
    return groups


def tell(steps: Iterable[Step]) -> None:
    trail = Trail()
    for step in steps:
        entity, deed = step.entity, step.deed
        created = not entity.stored_values()
        for name, value in step.changes.items():
            setattr(entity, name, value)
        entity.updated_at = deed.occurred_at
        if created:
            entity.created_at = deed.occurred_at
        elif hasattr(entity, "version"):
            entity.version += 1
        trail.add(entity, deed, created=created)
        entity.remember_as_stored()
        if len(trail) == CHUNK:
            trail.write()
    trail.write()
