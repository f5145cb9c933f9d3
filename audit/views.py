"""Reading the audit log: the list, one entry, and the export of what was found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch
from django.utils import timezone
from django.views.decorators.http import require_GET

from audit.access import facility_names_for
from audit.export import FORMATS, frozen, pieces
from audit.filters import AuditLogFilter
from audit.models import AuditLog
from audit.reading import note_reading, record_about_log
from audit.wording import (
    changes,
    field_words,
    hidden_fields,
    in_words,
    is_change,
    model_of,
    sentence,
    tells_reason,
)
from hospital_assets.foundation.paging import paginate
from hospital_assets.foundation.requests import signed_in

View = Callable[..., HttpResponse]
Reader = AbstractUser | AnonymousUser


def may_read(view: View) -> View:
    """For those who read the log, be it only the own entries."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not (
            user.has_perm("audit.view_auditlog")
            or user.has_perm("audit.view_own_auditlog")
        ):
            raise PermissionDenied("Your role does not read the audit log.")
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@may_read
def auditlog_list(request: HttpRequest) -> HttpResponse:
    found = AuditLogFilter(request.GET, request=request)
    cursor = request.GET.get("cursor", "")
    page = paginate(found.rows, ordering=found.ordering, cursor=cursor)
    if found.is_valid():
        note_reading(request, found.given)
    names = found.facility_names
    context = {
        "filter": found,
        "page": page,
        "entries": [described(entry, names, to=request.user) for entry in page.rows],
        "query": request.GET.urlencode(),
        "formats": FORMATS,
    }
    return render(request, "audit/auditlog_list.html", context)


@require_GET
@may_read
def auditlog_detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(AuditLog.objects.visible_to(request.user), pk=pk)
    note_reading(request, {"entry": str(pk)})
    hidden = hidden_fields(entry.entity_type, request.user)
    context = {
        **described(entry, facility_names_for(request.user), to=request.user),
        "changes": changes(entry, hidden=hidden),
        "further": further_facts(entry, hidden),
    }
    return render(request, "audit/auditlog_detail.html", context)


@require_GET
@permission_required("audit.export_auditlog", raise_exception=True)
def auditlog_export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    found = AuditLogFilter(request.GET, request=request)
    how = FORMATS.get(request.GET.get("format", ""))
    if how is None or not found.is_valid():
        return render(request, "400.html", status=400)
    rows = frozen(found.rows)
    record_about_log(
        "audit.exported",
        by=signed_in(request),
        sought=found.given | {"format": how.suffix},
    )
    name = f"audit-{timezone.localdate()}.{how.suffix}"
    return StreamingHttpResponse(
        pieces(rows, how, to=request.user),
        content_type=how.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def described(
    entry: AuditLog, facility_names: dict[int, str], *, to: Reader
) -> dict[str, Any]:
    pk = entry.facility_id
    return {
        "entry": entry,
        "sentence": sentence(entry),
        "reason": "" if tells_reason(entry) else entry.reason,
        "roles": entry.actor_roles.replace("_", " "),
        "kind": kind_of_entity(entry),
        "url": url_of_entity(entry, to=to),
        "facility": facility_names.get(pk, f"no. {pk}") if pk else "",
    }


def kind_of_entity(entry: AuditLog) -> str:
    model = model_of(entry.entity_type)
    return str(model._meta.verbose_name) if model else entry.entity_type


def url_of_entity(entry: AuditLog, *, to: Reader) -> str:
    """Where the record stands that the entry is about, if it has a page for the reader.

    Addresses follow from the number alone. Making the record for it, with its seventy
    fields, would cost as much as the rest of the row.
    """
    address: Any = getattr(model_of(entry.entity_type), "get_absolute_url", None)
    if address is None or not entry.entity_id.isdecimal():
        return ""
    app, _, model = entry.entity_type.partition(".")
    if not to.has_perm(f"{app}.view_{model}"):
        return ""
    with suppress(NoReverseMatch, AttributeError):
        return str(address(SimpleNamespace(pk=int(entry.entity_id))))
    return ""


def further_facts(entry: AuditLog, hidden: frozenset[str]) -> list[tuple[str, str]]:
    """What the entry says in words besides what changed."""
    kind = entry.entity_type
    return [
        (field_words(name, kind), in_words(told, name, kind))
        for name, told in entry.payload.items()
        if name not in hidden and not is_change(told)
    ]
