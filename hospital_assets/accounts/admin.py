"""People in the admin site: to be found and chosen; they are kept on /people/."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.admin import BoundedPaginator, ReadOnlyAdmin, is_choosing
from equipment.admin.filters import VisibleRelatedFilter
from equipment.models import StaffScope
from hospital_assets.accounts.models import User


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when it runs
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_display = ("username", "first_name", "last_name", "job_title", "is_active")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    fields = ("username", "first_name", "last_name", "email", "job_title", "phone")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_have_duplicates = super().get_search_results(
            request, queryset, search_term
        )
        if is_choosing(request):
            found = found.filter(is_active=True)
        return found, may_have_duplicates

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StaffScope)
class StaffScopeAdmin(ReadOnlyAdmin):
    list_display = ("user", "facility", "department")
    list_filter = (("facility", VisibleRelatedFilter),)
    list_select_related = ("user", "facility", "department")
    search_fields = ("user__username", "user__first_name", "user__last_name")

    def view_on_site(self, obj: Any) -> str:
        address: str = obj.user.get_absolute_url()
        return address
