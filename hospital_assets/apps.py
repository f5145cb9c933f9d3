"""Register the checks of an installation; commands stand beside them."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register


class HospitalAssetsConfig(AppConfig):
    name = "hospital_assets"

    def ready(self) -> None:
        from hospital_assets import checks

        register(checks.check_addresses, Tags.security)
        register(checks.check_secret_key, Tags.security)
        register(checks.check_files, Tags.files)
        register(checks.check_databases, Tags.database)
