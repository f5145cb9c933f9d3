"""Set up the search index after migrations, and check the settings of labels."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class EquipmentConfig(AppConfig):
    name = "equipment"

    def ready(self) -> None:
        from equipment.labels.formats import check_label_formats
        from equipment.search import install_index

        register(check_label_formats)
        post_migrate.connect(install_index, sender=self)
