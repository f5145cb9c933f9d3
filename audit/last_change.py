"""Who changed a record last, in a sentence for whoever comes second."""

from __future__ import annotations

from django.db.models import Model
from django.utils import timezone

from audit.models import AuditLog


def sentence_about_last_change(entity: Model) -> str:
    entry = AuditLog.objects.about(entity).order_by("-pk").first()
    if entry is None:
        return "Somebody changed this in the meantime."
    at = timezone.localtime(entry.occurred_at)
    who = entry.actor_name or "Somebody"
    return f"{who} changed this at {at:%H:%M on %-d %B %Y}."
