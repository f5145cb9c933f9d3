"""The work: what must be done to equipment, what was done, and how well."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MaintenanceConfig(AppConfig):
    name = "maintenance"

    def ready(self) -> None:
        from equipment.signals import asset_retired
        from maintenance.receivers import end_work_on_retired
        from maintenance.signed import install_triggers

        asset_retired.connect(end_work_on_retired)

        # As for the audit log: SQLite loses triggers when it rebuilds a table.
        post_migrate.connect(install_triggers, sender=self)
