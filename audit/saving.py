"""The one way to write an audited record: who, what it is called, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from audit.changes import UNTOLD, changed_fields
from audit.models import AuditedModel


def save(
    entity: AuditedModel,
    *,
    by: AbstractUser | None,
    action: str = "",
    reason: str = "",
    even_unchanged: bool = False,
) -> bool:
    """Check and write `entity` with its history row and its audit entry.

    Returns whether there was anything to write: a record that did not change leaves no
    trace, unless something happened to it all the same (`even_unchanged`). `action`
    names what was done (`asset.moved`); without one it is "created" or "changed".
    Raises ValidationError with the sentence of the constraint that refuses.
    """
    entity._history_user = by  # type: ignore[attr-defined]  # simple_history's hook
    entity._change_reason = reason  # type: ignore[attr-defined]  # simple_history's hook
    entity._audit_action = action  # type: ignore[attr-defined]  # audit.recording's hook
    if entity._state.adding:
        check_fields(entity, entity._meta.concrete_fields)
        with refusals_in_words(entity):
            entity.save(force_insert=True)
    else:
        changed = changed_fields(entity)
        if not (even_unchanged or tells_of(changed, entity)):
            return False
        check_fields(entity, changed)
        # Once more: the checks bring derived fields up to date.
        changed = changed_fields(entity)
        with refusals_in_words(entity):
            entity.save(update_fields=names_to_write(entity, changed))
    entity.remember_as_stored()
    return True


def tells_of(changed: list[models.Field[object, object]], entity: AuditedModel) -> bool:
    untold = UNTOLD.union(entity.UNRECORDED_FIELDS)
    return any(field.name not in untold for field in changed)


def raises_version(
    changed: list[models.Field[object, object]], entity: AuditedModel
) -> bool:
    """Whether a form that somebody opened before is out of date by this."""
    told = {field.name for field in changed} - UNTOLD
    is_elsewhere = bool(told) and told.issubset(entity.UNVERSIONED_FIELDS)
    return not is_elsewhere


def names_to_write(
    entity: AuditedModel, changed: list[models.Field[object, object]]
) -> list[str]:
    names = {field.name for field in changed} | {"updated_at"}
    if hasattr(entity, "version") and raises_version(changed, entity):
        entity.version += 1
        names.add("version")
    return sorted(names)


def check_fields(
    entity: AuditedModel, fields: Sequence[models.Field[Any, Any]]
) -> None:
    """Run the checks of `fields` alone, and those of the record as a whole.

    Whether a reference exists and whether a value is unique is left to the database,
    which knows it without a race and without a query for each.
    """
    names = {field.name for field in fields}
    unchecked = {
        field.name
        for field in entity._meta.fields
        if field.name not in names or isinstance(field, models.ForeignKey)
    }
    entity.clean_fields(exclude=unchecked)
    entity.clean()


@contextmanager
def refusals_in_words(entity: models.Model) -> Iterator[None]:
    """Write all or nothing; a refusal is the sentence of the constraint behind it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        constraint = constraint_behind(error, type(entity))
        if constraint is None:
            raise
        raise ValidationError(
            constraint.get_violation_error_message(), code=constraint.name
        ) from error


def constraint_behind(
    error: IntegrityError, model: type[models.Model]
) -> models.BaseConstraint | None:
    """The constraint of `model` that the database names in its message."""
    message = str(error)
    for constraint in model._meta.constraints:
        if constraint.name in message:
            return constraint
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            columns = {each.name: each.column for each in model._meta.concrete_fields}
            table = model._meta.db_table
            listed = ", ".join(f"{table}.{columns[name]}" for name in constraint.fields)
            if message == f"UNIQUE constraint failed: {listed}":
                return constraint
    return None
