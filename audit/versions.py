"""The versions that a record has had, from its history, and what differs in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import ForeignKey

from audit.changes import UNTOLD
from audit.models import AuditedModel
from audit.wording import Change, field_words, hidden_fields, in_words

Labels = dict[tuple[str, Any], str]


@dataclass(frozen=True)
class Version:
    number: int | None
    at: datetime
    by: str
    reason: str
    changes: list[Change]
    is_first: bool = False


def versions_of(
    entity: AuditedModel, *, to: AbstractUser | AnonymousUser, before: int, most: int
) -> tuple[list[Version], int]:
    """The newest versions before history row `before` (0: all), and where older begin.

    The second is 0 where there are no older ones.
    """
    rows = entity.history.select_related("history_user").order_by("-history_id")
    if before:
        rows = rows.filter(history_id__lt=before)
    # One more, to compare the last that is shown with.
    found = list(rows[: most + 1])
    told = told_fields(entity, to)
    labels = labels_of(found, told)
    versions = [
        version_of(row, differences(row, previous, told, labels))
        for row, previous in pairwise([*found, None])
    ]
    older = found[most - 1].history_id if len(found) > most else 0
    return versions[:most], older


def told_fields(entity: AuditedModel, to: AbstractUser | AnonymousUser) -> list[Any]:
    hidden = hidden_fields(entity._meta.label_lower, to) | UNTOLD
    tracked = type(entity).history.model.tracked_fields
    return [f for f in tracked if f.name not in hidden and not f.primary_key]


def labels_of(rows: list[Any], fields: list[Any]) -> Labels:
    """What the references of the rows are called now, in a query for each table."""
    wanted: defaultdict[Any, set[Any]] = defaultdict(set)
    references = [field for field in fields if isinstance(field, ForeignKey)]
    for field in references:
        wanted[field.related_model] |= {getattr(row, field.attname) for row in rows}
    return {
        (model._meta.label_lower, pk): str(thing)
        for model, keys in wanted.items()
        for pk, thing in model._base_manager.in_bulk(keys - {None}).items()
    }


def version_of(row: Any, changes: list[Change]) -> Version:
    return Version(
        number=getattr(row, "version", None),
        at=row.history_date,
        by=str(row.history_user or ""),
        reason=row.history_change_reason or "",
        changes=changes,
        is_first=row.history_type == "+",
    )


def differences(
    row: Any, previous: Any | None, fields: list[Any], labels: Labels
) -> list[Change]:
    """What is other than in the row before; of the first one, all that it holds."""
    return [
        Change(
            field_words(field.name, field.model._meta.label_lower),
            words_for(previous, field, labels),
            words_for(row, field, labels),
        )
        for field in fields
        if value_in(previous, field) != value_in(row, field)
    ]


def value_in(row: Any | None, field: Any) -> Any:
    """Nothing is the same whether it is told as None or as an empty text."""
    value = getattr(row, field.attname) if row is not None else None
    return None if value == "" else value


def words_for(row: Any | None, field: Any, labels: Labels) -> str:
    value = value_in(row, field)
    if value is not None and isinstance(field, ForeignKey):
        key = (field.related_model._meta.label_lower, value)
        value = {"id": value, "label": labels.get(key, "")}
    return in_words(value, field.name, field.model._meta.label_lower)
