"""Set up the search index after migrations."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EquipmentConfig(AppConfig):
    name = "equipment"

    def ready(self) -> None:
        from equipment.search import install_index

        post_migrate.connect(install_index, sender=self)
