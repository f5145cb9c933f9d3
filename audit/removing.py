"""Take away one of the few records that only say what is so at present."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.models import AuditedModel


@transaction.atomic
def remove(
    entity: AuditedModel, *, by: AbstractUser | None, action: str = "", reason: str = ""
) -> None:
    """Delete `entity`; its history and its audit entry keep what it said.

    For records that nothing refers to, such as where a person works. What describes
    the world is never deleted: assets retire, people are made inactive.
    """
    entity._history_user = by  # type: ignore[attr-defined]  # simple_history's hook
    entity._change_reason = reason  # type: ignore[attr-defined]  # simple_history's hook
    entity._audit_action = action  # type: ignore[attr-defined]  # audit.recording's hook
    entity.delete()
