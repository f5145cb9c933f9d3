"""Sign in by user name or e-mail address; what one may do comes from roles alone."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db.models import QuerySet

from hospital_assets.accounts.models import User
from hospital_assets.foundation.compiled import Compiled


def person(_: object, key: int) -> QuerySet[User]:
    return User.objects.filter(pk=key)


def roles_permissions(_: object, key: int) -> QuerySet[Permission, tuple[str, str]]:
    given = Permission.objects.filter(group__user=key).order_by()
    return given.values_list("content_type__app_label", "codename")


# Every request asks for these two.
PEOPLE = Compiled(person, standing=lambda _: None)
PERMISSIONS = Compiled(roles_permissions, standing=lambda _: None)


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # the package has no types
    def get_user(self, user_id: int) -> User | None:
        found = PEOPLE.first(None, user_id)
        return found if found and self.user_can_authenticate(found) else None

    def get_user_permissions(
        self, user_obj: AbstractBaseUser, obj: Any = None
    ) -> set[str]:
        """None besides the roles'."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Read once for each user object."""
        if obj is not None or user_obj.is_superuser or not user_obj.is_active:
            known: set[str] = super().get_group_permissions(user_obj, obj)
            return known
        if not hasattr(user_obj, "_group_perm_cache"):
            rows = PERMISSIONS.rows(None, user_obj.pk)
            user_obj._group_perm_cache = {f"{app}.{name}" for app, name in rows}
        return user_obj._group_perm_cache  # type: ignore[no-any-return]  # set above
