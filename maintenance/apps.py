"""The work: what must be done to equipment, what was done, and how well."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MaintenanceConfig(AppConfig):
    name = "maintenance"

    def ready(self) -> None:
        from maintenance.signed import install_triggers

        # As for the audit log: SQLite loses triggers when it rebuilds a table.
        post_migrate.connect(install_triggers, sender=self)
