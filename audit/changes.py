"""What differs between a record as it was loaded and as it is now."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from audit.models import AuditedModel

AnyField: TypeAlias = "models.Field[Any, Any]"
Payload = dict[str, Any]

# When a record was written says nothing that the entry does not say itself.
UNTOLD = {"created_at", "updated_at", "version"}

SECRETS = ("password", "secret", "token")
MASK = "•••"

encoder = DjangoJSONEncoder()


def changed_fields(instance: AuditedModel) -> list[AnyField]:
    """The fields whose value differs from what the database held."""
    stored = instance.stored_values()
    return [
        field
        for field in instance._meta.concrete_fields
        if field.attname in instance.__dict__
        and field.attname in stored
        and field.to_python(getattr(instance, field.attname)) != stored[field.attname]
    ]


def changes_of(
    instance: AuditedModel, *, created: bool, labels: Labels | None = None
) -> Payload:
    """Map each told field to its old and its new value, as JSON can hold them.

    Give `labels` where many records name the same few others.
    """
    labels = Labels() if labels is None else labels
    stored = {} if created else instance.stored_values()
    return {
        field.name: [
            told_value(field, stored.get(field.attname), labels=labels),
            told_value(
                field, getattr(instance, field.attname), labels=labels, of=instance
            ),
        ]
        for field in told_fields(instance, created=created)
    }


def told_fields(instance: AuditedModel, *, created: bool) -> list[AnyField]:
    untold = UNTOLD.union(instance.UNRECORDED_FIELDS)
    told = [
        field
        for field in (
            instance._meta.concrete_fields if created else changed_fields(instance)
        )
        if field.name not in untold and not field.primary_key
    ]
    return [f for f in told if not (created and is_empty(instance, f))]


def is_empty(instance: models.Model, field: AnyField) -> bool:
    return getattr(instance, field.attname) in (None, "", [], {})


def told_value(
    field: AnyField, value: Any, *, labels: Labels, of: AuditedModel | None = None
) -> Any:
    """`value` for the entry: masked if secret, with its label if it is a reference."""
    if value is None:
        return None
    if is_secret(field.name):
        return MASK
    if isinstance(field, models.ForeignKey):
        return {"id": value, "label": labels.label_of(field, value, of=of)}
    return plain(field, value)


@cache
def is_secret(name: str) -> bool:
    return any(word in name for word in SECRETS)


def plain(field: AnyField, value: Any) -> Any:
    if isinstance(value, str | int | float | bool | list | dict):
        return value
    if isinstance(field, models.FileField):
        return str(value)
    return encoder.default(field.to_python(value))


class Labels:
    """How the records that others refer to are called; each is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, Any], str] = {}

    def label_of(
        self,
        field: models.ForeignKey[Any, Any],
        value: Any,
        *,
        of: AuditedModel | None = None,
    ) -> str:
        """The label of the record `value`, which the field of `of` may have at hand."""
        key = (field.related_model, value)
        if key not in self._known:
            related = (
                field.get_cached_value(of)
                if of is not None and field.is_cached(of)
                else read(field, value)
            )
            self._known[key] = str(related) if related else ""
        return self._known[key]


def read(field: models.ForeignKey[Any, Any], value: Any) -> models.Model | None:
    return field.related_model._base_manager.filter(pk=value).first()
