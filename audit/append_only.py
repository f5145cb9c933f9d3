"""The triggers that refuse every change of a written audit entry, on both databases."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections

REFUSAL = "audit log entries are append-only"

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
END;
$$ LANGUAGE plpgsql;

CREATE OR REPLACE TRIGGER audit_log_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditlog
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

ALTER TABLE audit_auditlog ENABLE ALWAYS TRIGGER audit_log_append_only;
"""

# SQLite's REPLACE deletes without asking the trigger that forbids deletes, so an
# insert over an id that exists is refused as well.
SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS audit_log_no_{event.lower()}
    BEFORE {event} ON audit_auditlog {condition}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """
    for event, condition in (
        ("UPDATE", ""),
        ("DELETE", ""),
        (
            "INSERT",
            "WHEN EXISTS (SELECT 1 FROM audit_auditlog WHERE id = NEW.id)",
        ),
    )
]


def install_triggers(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Set the triggers; setting them again changes nothing."""
    connection = connections[using]
    if "audit_auditlog" not in connection.introspection.table_names():
        return
    statements = [POSTGRESQL] if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
