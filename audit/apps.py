"""Connect the audit log to every model that keeps a history."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        from simple_history.signals import post_create_historical_record

        from audit.append_only import install_triggers
        from audit.recording import record_history

        post_create_historical_record.connect(record_history)
        # Not in a migration: SQLite loses a table's triggers when a later migration
        # rebuilds the table, so they are set again after every run of `migrate`.
        post_migrate.connect(install_triggers, sender=self)
