"""The base of every admin page of an audited record, and the log's own, read-only."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import ForeignKey, Model, QuerySet, URLField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from simple_history.admin import SimpleHistoryAdmin

from audit.last_change import sentence_about_last_change
from audit.models import AuditedModel, AuditLog
from audit.saving import save
from hospital_assets.foundation.answers import show_in_form, status_of
from hospital_assets.foundation.errors import Stale
from hospital_assets.foundation.requests import signed_in

MOST_COUNTED = 10_000
LONGEST_ID = 18


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # not generic when it runs
    """Counts no further than anybody turns pages: counting all would read all."""

    most_counted = MOST_COUNTED

    @cached_property
    def count(self) -> int:
        counted: int = cast("QuerySet[Any]", self.object_list)[:MOST_COUNTED].count()
        return counted


class AuditedForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """Refuses to overwrite what somebody else changed since the form was opened.

    `refusal` is what an action said when the same form was sent a moment ago.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    refusal: ValidationError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stamp = stamp_of(self.instance)
        self.initial["seen"] = self.stamp

    def full_clean(self) -> None:
        super().full_clean()
        if self.refusal is not None and self.is_bound:
            show_in_form(self.refusal, self)

    def check_is_fresh(self) -> None:
        seen = self.cleaned_data.get("seen")
        if seen and seen != self.stamp:
            raise Stale(
                f"{sentence_about_last_change(self.instance)} "
                "Open this page again; nothing of yours was saved."
            )


class Chooser(AutocompleteSelect):
    """Asks for what matches as one types; numbers that are no id match nothing."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [v for v in value if is_id(v)], attr)


def is_id(value: Any) -> bool:
    """Whether a database could hold it: SQLite fails on longer numbers."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID


def stamp_of(entity: AuditedModel) -> str:
    return entity.updated_at.isoformat() if entity.pk else ""


class AuditedAdmin(SimpleHistoryAdmin):  # type: ignore[misc]  # the package has no types
    """Shows what the person may see, writes through an action, deletes nothing."""

    form = AuditedForm
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def perform(
        self, request: HttpRequest, entity: Any, form: AuditedForm, *, is_new: bool
    ) -> None:
        """Do what the form asks for: by the action that has the rules."""
        save(entity, by=signed_in(request))

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        form.check_is_fresh()
        self.perform(request, obj, form, is_new=not change)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible(super().get_queryset(request), to=request)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Model:
        if request.method == "POST" and object_id.isdecimal():
            self.hold(int(object_id))
        entity: Model | None = super().get_object(request, object_id, from_field)
        if entity is None:
            raise Http404
        return entity

    def hold(self, pk: int) -> None:
        """Keep others from changing the record until the request is done."""
        rows = self.model._base_manager.order_by().filter(pk=pk)
        list(rows.select_for_update())

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        related = db_field.related_model._default_manager.all()
        kwargs.setdefault("queryset", visible(related, to=request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Chooser(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_have_duplicates = super().get_search_results(
            request, queryset, search_term
        )
        if is_choosing(request) and hasattr(self.model, "is_active"):
            found = found.filter(is_active=True)
        return found, may_have_duplicates

    def view_on_site(self, obj: Model) -> str | None:
        address = getattr(obj, "get_absolute_url", None)
        return address() if address else None

    # --- Refusals -----------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        selected = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if not all(is_id(each) for each in selected):
            raise BadRequest("A selection that is none.")
        response: HttpResponse = super().changelist_view(request, extra_context)
        return response

    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show what the action refuses beside the field, as if the form had known."""
        response: HttpResponse
        try:
            response = super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # for the form of the second time
            response = super().changeform_view(request, *args, **kwargs)
            response.status_code = status_of(refusal)
        return response

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002  # Django's signature
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    # --- Nothing is deleted, and history is not rewritten ---------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        self.get_object(request, object_id)
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: Any = None,
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied("What was written in the past stays as it was.")
        self.get_object(request, object_id)
        if not version_id.isdecimal():
            raise Http404
        response: HttpResponse = super().history_form_view(
            request, object_id, version_id, extra_context
        )
        return response

    def has_change_history_permission(
        self, request: HttpRequest, obj: Any = None
    ) -> bool:
        return False

    # Each change has its audit entry; a second log beside it would only be weaker.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None: ...

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None: ...


class ReadOnlyAdmin(AuditedAdmin):
    """Records that come about and change by what people do, never by editing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def visible(queryset: QuerySet[Any], *, to: HttpRequest) -> QuerySet[Any]:
    """What of `queryset` the person may see, if that depends on the person."""
    visible_to = getattr(queryset, "visible_to", None)
    return visible_to(to.user) if visible_to else queryset


def is_choosing(request: HttpRequest) -> bool:
    """Whether a form asks what it may offer."""
    return request.path.endswith("/autocomplete/")


@admin.register(AuditLog)
class AuditLogAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when it runs
    """Leads to the pages of the log, which find, show and export better."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied("Nobody changes the audit log.")
        return HttpResponseRedirect(reverse("audit:auditlog-list"))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if request.method != "GET" or not object_id or not object_id.isdecimal():
            raise PermissionDenied("Nobody changes the audit log.")
        return HttpResponseRedirect(reverse("audit:auditlog-detail", args=[object_id]))
