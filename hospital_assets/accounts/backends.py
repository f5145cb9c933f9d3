"""Sign in by user name or e-mail address; what one may do comes from roles alone."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db.models import QuerySet


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # the package has no types
    def _get_user_permissions(self, user_obj: AbstractBaseUser) -> QuerySet[Permission]:
        """None besides the roles', which spares a query for each request."""
        return Permission.objects.none()
