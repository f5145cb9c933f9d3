"""Django's admin site, behind our own sign-in and without what has its own pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator

# People and their roles are kept on the pages below /people/, and the roles in code.
KEPT_ELSEWHERE = ("auth.group", "account.emailaddress")


class AdminConfig(DjangoAdminConfig):
    """In place of "django.contrib.admin" in INSTALLED_APPS."""

    default_site = "hospital_assets.admin_site.AdminSite"

    def ready(self) -> None:
        super().ready()
        for label in KEPT_ELSEWHERE:
            admin.site.unregister(apps.get_model(label))


class AdminSite(admin.AdminSite):
    site_header = "Hospital Assets: catalogue, places and records"
    site_title = "Hospital Assets"
    index_title = "What is kept here"

    def has_permission(self, request: HttpRequest) -> bool:
        """Refuse who is signed in and may not; send on to the sign-in who is not."""
        if request.user.is_authenticated and not super().has_permission(request):
            raise PermissionDenied("Your role does not include the admin site.")
        return super().has_permission(request)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Ours, with its limits on attempts and its entries in the audit log."""
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(index)
        query = urlencode({"next": request.GET.get("next") or index})
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{query}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return HttpResponseRedirect(resolve_url("account_logout"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return HttpResponseRedirect(resolve_url("account_change_password"))

    def get_log_entries(self, request: HttpRequest) -> Any:
        """None: what was changed stands in the audit log."""
        return ()
