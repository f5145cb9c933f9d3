"""The triggers that keep signed records and procedure versions as they are."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections

REFUSAL = "signed records do not change"

# Table, and of which rows nothing may change any more.
KEPT = {
    "maintenance_maintenancelog": "OLD.signed_at IS NOT NULL",
    "maintenance_inspection": "OLD.signed_at IS NOT NULL",
    "maintenance_procedureversion": "OLD.id IS NOT NULL",
    "maintenance_workorderattempt": "OLD.id IS NOT NULL",
}

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION maintenance_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
END;
$$ LANGUAGE plpgsql;
"""


def postgresql() -> list[str]:
    return [
        POSTGRESQL_FUNCTION,
        *(
            f"""
            CREATE OR REPLACE TRIGGER {table}_kept
            BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW WHEN ({condition})
            EXECUTE FUNCTION maintenance_refuse_change();
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_kept;
            """
            for table, condition in KEPT.items()
        ),
    ]


def sqlite() -> list[str]:
    """REPLACE deletes without asking the trigger of deletes, so it is refused too."""
    changes = [
        f"""
        CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()}
        BEFORE {event} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
        """
        for table, condition in KEPT.items()
        for event in ("UPDATE", "DELETE")
    ]
    replacements = [
        f"""
        CREATE TRIGGER IF NOT EXISTS {table}_no_replace
        BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} AS OLD WHERE id = NEW.id AND {condition})
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
        """  # noqa: S608  # names of our own tables
        for table, condition in KEPT.items()
    ]
    return changes + replacements


def install_triggers(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Set the triggers; setting them again changes nothing."""
    connection = connections[using]
    if not KEPT.keys() <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for sql in postgresql() if connection.vendor == "postgresql" else sqlite():
            cursor.execute(sql)
