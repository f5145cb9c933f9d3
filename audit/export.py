"""The audit log as a file: every entry that was asked for, oldest first."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from audit.access import Person
from audit.models import AuditLog, AuditLogQuerySet
from audit.wording import hidden_fields, sentence
from hospital_assets.foundation.spreadsheets import SUSPICIOUS, guarded

# One query each; small enough that memory stays flat.
ROWS_AT_ONCE = 2000
# Each piece that a response yields costs the server, so that small ones are joined.
PIECE_BYTES = 64 * 1024

COLUMNS = (
    "id",
    "occurred_at",
    "actor_id",
    "actor_name",
    "actor_roles",
    "action",
    "in_words",
    "entity_type",
    "entity_id",
    "entity_label",
    "facility_id",
    "source",
    "request_id",
    "address",
    "reason",
    "payload",
)


@dataclass(frozen=True)
class Format:
    suffix: str
    content_type: str
    write: Callable[[Iterable[AuditLog], Person], Iterator[str]]


def pieces(entries: AuditLogQuerySet, how: Format, *, to: Person) -> Iterator[bytes]:
    """The file, in pieces of a good size; `to` is who will read it."""
    buffer, size = [], 0
    for text in how.write(in_order(entries), to):
        data = text.encode()
        buffer.append(data)
        size += len(data)
        if size >= PIECE_BYTES:
            yield b"".join(buffer)
            buffer, size = [], 0
    yield b"".join(buffer)


def frozen(entries: AuditLogQuerySet) -> AuditLogQuerySet:
    """`entries` without what comes in from now on, such as the entry of this export."""
    newest = entries.order_by("-pk").values_list("pk", flat=True).first()
    return entries.filter(pk__lte=newest or 0)


def in_order(entries: AuditLogQuerySet) -> Iterator[AuditLog]:
    last = 0
    while found := list(entries.filter(pk__gt=last).order_by("pk")[:ROWS_AT_ONCE]):
        yield from found
        last = found[-1].pk


def write_csv(entries: Iterable[AuditLog], to: Person) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    # Spreadsheets take a file for UTF-8 only if it says so.
    line.write("\ufeff")
    writer.writerow(COLUMNS)
    for entry in entries:
        facts = facts_of(entry, to)
        facts["payload"] = as_json(facts["payload"])
        writer.writerow([cell(facts[column]) for column in COLUMNS])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def write_json_lines(entries: Iterable[AuditLog], to: Person) -> Iterator[str]:
    for entry in entries:
        yield as_json(facts_of(entry, to)) + "\n"


def facts_of(entry: AuditLog, to: Person) -> dict[str, Any]:
    hidden = hidden_fields(entry.entity_type, to)
    return {
        "id": entry.pk,
        "occurred_at": entry.occurred_at.astimezone(UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "actor_roles": entry.actor_roles,
        "action": entry.action,
        "in_words": sentence(entry),
        "entity_type": entry.entity_type,
        "entity_id": entry.entity_id,
        "entity_label": entry.entity_label,
        "facility_id": entry.facility_id,
        "source": entry.source,
        "request_id": entry.request_id,
        "address": entry.address,
        "reason": entry.reason,
        "payload": {k: v for k, v in entry.payload.items() if k not in hidden},
    }


def cell(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in SUSPICIOUS:
        return guarded(value)
    return value


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", write_csv),
    "jsonl": Format("jsonl", "application/jsonl", write_json_lines),
}
