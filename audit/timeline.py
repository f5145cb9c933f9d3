"""The timeline of a record: what was done to it and to what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Model, QuerySet

from audit.models import AuditedModel, AuditLog
from audit.wording import (
    Change,
    changes,
    hidden_fields,
    model_of,
    sentence,
    tells_reason,
)
from hospital_assets.foundation.compiled import Compiled

ICONS = {
    "asset.registered": "plus-circle",
    "asset.moved": "map-pin",
    "asset.assigned": "arrow-right-circle",
    "asset.returned": "arrow-uturn-left",
    "asset.transferred": "arrows-right-left",
    "asset.status_changed": "wrench-screwdriver",
    "asset.accepted": "check-badge",
    "asset.retired": "archive-box",
    "asset.reinstated": "arrow-path",
    "attachment.added": "paper-clip",
    "attachment.withdrawn": "paper-clip",
}

AT_ONCE = timedelta(seconds=10)
MOST_CHANGES_AT_SIGHT = 4


@dataclass
class Deed:
    """What one person did at once: one entry, or several of one request."""

    title: str
    at: datetime
    by: str
    icon: str
    reason: str = ""
    source: str = ""
    changes: list[Change] = field(default_factory=list)
    # For people who may read the audit log alone.
    address: str = ""
    request_id: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.changes) > MOST_CHANGES_AT_SIGHT


def deeds_about(
    entity: AuditedModel, *, to: AbstractUser | AnonymousUser, before: int, most: int
) -> tuple[list[Deed], int]:
    """The newest deeds older than entry `before` (0: all), and where older ones begin.

    The second is 0 where there is nothing older.
    """
    if before:
        told = AuditLog.objects.told_of(entity._meta.label_lower, entity.pk)
        found = list(told.filter(pk__lt=before).order_by("-pk")[: most + 1])
    else:
        found = newest_entries(entity._meta.label_lower, most + 1).rows(to, entity.pk)
    shown = found[:most]
    older = shown[-1].pk if len(found) > most else 0
    return [deed_of(act, to=to) for act in by_act(shown)], older


@cache
def newest_entries(kind: str, most: int) -> Compiled[AuditLog]:
    def build(to: object, key: int) -> QuerySet[AuditLog]:
        return AuditLog.objects.told_of(kind, key).order_by("-pk")[:most]

    return Compiled(build, standing=lambda to: None)


def told_with(model: type[Model] | None) -> str:
    if model is None or not issubclass(model, AuditedModel):
        return ""
    return model.TOLD_WITH


def by_act(entries: list[AuditLog]) -> list[list[AuditLog]]:
    """Put together what one person did in one request; `entries` come newest first."""
    acts: list[list[AuditLog]] = []
    for entry in entries:
        if acts and is_one_act(acts[-1][0], entry):
            acts[-1].append(entry)
        else:
            acts.append([entry])
    return acts


def is_one_act(newer: AuditLog, older: AuditLog) -> bool:
    """A command does much in one "request", so that the time has to agree as well."""
    return (
        newer.request_id == older.request_id
        and newer.actor_id == older.actor_id
        and newer.occurred_at - older.occurred_at < AT_ONCE
    )


def deed_of(entries: list[AuditLog], *, to: AbstractUser | AnonymousUser) -> Deed:
    """The newest entry of a request names the deed: it is written when all is done."""
    leading = entries[0]
    deed = Deed(
        title=sentence(leading),
        at=leading.occurred_at,
        by=leading.actor_name,
        icon=ICONS.get(leading.action, "pencil-square"),
        reason="" if tells_reason(leading) else leading.reason,
        source=leading.get_source_display(),
        changes=[change for entry in entries for change in shown_changes(entry, to)],
    )
    if to.has_perm("audit.view_auditlog"):
        deed.address, deed.request_id = leading.address, leading.request_id
    return deed


def shown_changes(entry: AuditLog, to: AbstractUser | AnonymousUser) -> list[Change]:
    hidden = hidden_fields(entry.entity_type, to) | untold_fields(entry.entity_type)
    return changes(entry, hidden=hidden)


def untold_fields(entity_type: str) -> frozenset[str]:
    """That a part belongs to the record whose timeline this is goes without saying."""
    return frozenset({told_with(model_of(entity_type))})
