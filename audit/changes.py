"""What differs between a record as it was loaded and as it is now."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from audit.models import AuditedModel


Payload = dict[str, Any]

# When a record was written says nothing that the entry does not say itself.
UNTOLD = {"created_at", "updated_at", "version"}

SECRETS = ("password", "secret", "token")
MASK = "•••"

encoder = DjangoJSONEncoder()


def changed_fields(instance: AuditedModel) -> list[models.Field[Any, Any]]:
    """The fields whose value differs from what the database held."""
    stored = instance.stored_values()
    return [
        field
        for field in instance._meta.concrete_fields
        if field.attname in instance.__dict__
        and field.attname in stored
        and field.to_python(getattr(instance, field.attname)) != stored[field.attname]
    ]


def changes_of(instance: AuditedModel, *, created: bool) -> Payload:
    """Map each told field to its old and its new value, as JSON can hold them."""
    told = [field for field in told_fields(instance, created=created)]
    stored = {} if created else instance.stored_values()
    return {
        field.name: [
            told_value(field, stored.get(field.attname)),
            told_value(field, getattr(instance, field.attname), of=instance),
        ]
        for field in told
    }


def told_fields(
    instance: AuditedModel, *, created: bool
) -> list[models.Field[Any, Any]]:
    fields = (
        [f for f in instance._meta.concrete_fields if not is_empty(instance, f)]
        if created
        else changed_fields(instance)
    )
    untold = UNTOLD.union(instance.UNRECORDED_FIELDS)
    return [f for f in fields if f.name not in untold and not f.primary_key]


def is_empty(instance: models.Model, field: models.Field[Any, Any]) -> bool:
    return getattr(instance, field.attname) in (None, "", [], {})


def told_value(
    field: models.Field[Any, Any], value: Any, *, of: AuditedModel | None = None
) -> Any:
    """`value` for the entry: masked if secret, with its label if it is a reference."""
    if value is None:
        return None
    if any(word in field.name for word in SECRETS):
        return MASK
    if isinstance(field, models.ForeignKey):
        return {"id": value, "label": label_of(field, value, of=of)}
    return plain(field, value)


def plain(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(value, str | int | float | bool | list | dict):
        return value
    if isinstance(field, models.FileField):
        return str(value)
    return encoder.default(field.to_python(value))


def label_of(
    field: models.ForeignKey[Any, Any], value: Any, *, of: AuditedModel | None
) -> str:
    if of is not None and field.is_cached(of):
        return str(field.get_cached_value(of))
    related = field.related_model._base_manager.filter(pk=value).first()
    return str(related) if related else ""
