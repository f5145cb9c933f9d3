"""Keep the roles in step with the code after migrations."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "hospital_assets.accounts"
    label = "accounts"

    def ready(self) -> None:
        from hospital_assets.accounts import receivers
        from hospital_assets.accounts.syncing import sync_roles_after_migrate

        receivers.connect()
        post_migrate.connect(sync_roles_after_migrate, sender=self)
