"""Bring the groups in step with the table of roles."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hospital_assets.accounts.syncing import sync_roles


class Command(BaseCommand):
    help = "Bring the groups and their permissions in step with the table of roles."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = sync_roles()
        self.stdout.write(
            f"Brought in step: {', '.join(changed)}." if changed else "All in step."
        )
