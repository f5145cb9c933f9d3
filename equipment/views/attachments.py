"""The pages that keep, show and withdraw the files of an asset."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from equipment.actions.attachments import attach_file, withdraw_attachment
from equipment.file_types import BY_CONTENT_TYPE
from equipment.forms.attachments import AttachForm, WithdrawForm
from equipment.models import Attachment
from equipment.models.records import thumbnail_name
from equipment.views.answers import Page, answer, asset_or_404, posted
from hospital_assets.foundation.requests import signed_in

# Whatever a file holds: it runs nothing, loads nothing, and is nobody's page.
FILE_POLICY = "default-src 'none'; sandbox"
KEPT_SECONDS = 24 * 60 * 60


@require_http_methods(["GET", "POST"])
@permission_required("equipment.add_attachment", raise_exception=True)
def attachment_add(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    files = request.FILES if request.method == "POST" else None
    initial = {"kind": request.GET.get("kind", "")}
    form = AttachForm(posted(request), files, initial=initial)
    page = Page("equipment/attachment_add.html", asset, form, "The file is kept now.")

    def act(said: dict[str, Any]) -> None:
        attach_file(asset, form.upload, by=by)

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@permission_required("equipment.change_attachment", raise_exception=True)
def attachment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    attachment, by = visible_attachment(request, pk), signed_in(request)
    form = WithdrawForm(posted(request))
    page = Page(
        "equipment/attachment_withdraw.html",
        attachment.asset,
        form,
        f"“{attachment}” was withdrawn.",
        {"attachment": attachment},
    )

    def act(said: dict[str, Any]) -> None:
        withdraw_attachment(attachment, reason=said["reason"], by=by)

    return answer(request, page, act)


@require_GET
@permission_required("equipment.view_attachment", raise_exception=True)
def attachment_file(request: HttpRequest, pk: int) -> FileResponse:
    attachment = visible_attachment(request, pk)
    return served(
        str(attachment.file.name),
        content_type=attachment.content_type,
        called=name_of(attachment),
    )


@require_GET
@permission_required("equipment.view_attachment", raise_exception=True)
def attachment_thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    attachment = visible_attachment(request, pk)
    return served(
        thumbnail_name(attachment), content_type="image/webp", called="small.webp"
    )


def visible_attachment(request: HttpRequest, pk: int) -> Attachment:
    return get_object_or_404(
        Attachment.objects.visible_to(request.user).current().select_related("asset"),
        pk=pk,
    )


def served(name: str, *, content_type: str, called: str) -> FileResponse:
    """The file, as a picture in the page or else as a download."""
    if not default_storage.exists(name):
        raise Http404("The file is not where it is kept.")
    response = FileResponse(
        default_storage.open(name),
        as_attachment=not content_type.startswith("image/"),
        filename=called,
        content_type=content_type,
    )
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}, immutable"
    return response


def name_of(attachment: Attachment) -> str:
    """Its title as the name of a file, with the ending that its content has."""
    title = "".join(c for c in attachment.title if c.isprintable() and c not in '/\\"')
    suffix = BY_CONTENT_TYPE[attachment.content_type].suffix
    return f"{title.removesuffix(suffix) or 'file'}{suffix}"
