"""Bring Django's groups in step with the table of roles."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction

from hospital_assets.accounts.roles import ROLES, Role


@transaction.atomic
def sync_roles() -> list[str]:
    """Write the roles; return the names of those that were new or differed."""
    known = {
        f"{app_label}.{codename}": pk
        for pk, app_label, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    return [role.name for role in ROLES if sync_role(role, known)]


def sync_role(role: Role, known: dict[str, int]) -> bool:
    group, is_new = Group.objects.get_or_create(name=role.name)
    wanted = {known[permission] for permission in role.permissions}
    present = set(group.permissions.values_list("pk", flat=True))
    if wanted != present:
        group.permissions.set(wanted)
    return is_new or wanted != present


def sync_roles_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After `migrate`, for permissions that came with it."""
    if "auth_permission" not in connections[using].introspection.table_names():
        return
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0, using=using)
    sync_roles()
