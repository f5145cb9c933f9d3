"""The only place that writes audit log entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.utils import timezone

from audit.changes import Payload, changes_of
from audit.models import AuditedModel, AuditLog
from hospital_assets.foundation.context import current_context

HISTORY_VERBS = {"+": "created", "~": "changed", "-": "deleted"}
LABEL_LENGTH = 300


class NotAtomic(ImproperlyConfigured):
    """A change and its audit entry must stand or fall together."""


def record(
    action: str,
    *,
    entity: models.Model,
    by: AbstractUser | None,
    reason: str = "",
    payload: Payload | None = None,
) -> AuditLog:
    """Append an entry, in the transaction of what it records.

    `action` is dotted, thing first: `asset.moved`. `payload` maps a field to its old
    and new value, or says what else an auditor needs.
    """
    if not connection.in_atomic_block:
        raise NotAtomic(f"{action} must be recorded in the transaction of its change.")
    entry = entry_for(
        action, entity=entity, by=by, reason=reason, payload=payload or {}
    )
    entry.save(force_insert=True)
    return entry


def entry_for(
    action: str,
    *,
    entity: models.Model,
    by: AbstractUser | None,
    reason: str,
    payload: Payload,
    occurred_at: datetime | None = None,
) -> AuditLog:
    """Make an entry without writing it, for `record` and for writers in bulk."""
    context = current_context()
    told_with_type, told_with_id = told_with(entity)
    return AuditLog(
        occurred_at=occurred_at or timezone.now(),
        actor_id=by.pk if by else None,
        actor_name=str(by)[:200] if by else "",
        actor_roles=", ".join(roles_of(by)) if by else "",
        action=action,
        entity_type=entity._meta.label_lower,
        entity_id=str(entity.pk or ""),
        entity_label=str(entity)[:LABEL_LENGTH],
        told_with_type=told_with_type,
        told_with_id=told_with_id,
        facility_id=getattr(entity, "audit_facility_id", None),
        source=context.source,
        request_id=context.request_id,
        address=context.address,
        reason=reason,
        payload=payload,
    )


def told_with(entity: models.Model) -> tuple[str, str]:
    """Kind and id of the record on whose timeline this one is told of, if any."""
    name = getattr(entity, "TOLD_WITH", "")
    if not name:
        return "", ""
    field: Any = entity._meta.get_field(name)
    key = getattr(entity, field.attname)
    return field.related_model._meta.label_lower, str(key or "")


def roles_of(user: AbstractUser) -> list[str]:
    """The names of the user's groups, read once for each user object."""
    known: list[str] | None = getattr(user, "_audit_roles", None)
    if known is None:
        known = sorted(group.name for group in user.groups.all()) if user.pk else []
        user._audit_roles = known  # type: ignore[attr-defined]  # a cache of ours
    return known


def record_history(
    sender: type[models.Model],
    *,
    instance: models.Model,
    history_instance: Any,
    history_user: AbstractUser | None,
    history_change_reason: str | None,
    **kwargs: Any,
) -> None:
    """Turn a new django-simple-history row into its one audit log entry."""
    verb = HISTORY_VERBS[history_instance.history_type]
    action = getattr(instance, "_audit_action", "")
    record(
        action or f"{instance._meta.model_name}.{verb}",
        entity=instance,
        by=history_user,
        reason=history_change_reason or "",
        payload=(
            changes_of(instance, created=verb == "created")
            if isinstance(instance, AuditedModel)
            else {}
        ),
    )
