"""What the pages that change an asset share: finding it, acting, answering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from audit.timeline import deeds_about
from equipment.forms.versioned import AssetForm
from equipment.models import Asset
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.errors import Stale


@dataclass
class Page:
    """A page with a form about `asset`; `done` is what to say when it was done."""

    template: str
    asset: Asset
    form: forms.BaseForm
    done: str
    context: dict[str, Any] = field(default_factory=dict)


def asset_or_404(request: HttpRequest, pk: int) -> Asset:
    seen = Asset.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("facility", "current_location"), pk=pk)


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def answer(
    request: HttpRequest, page: Page, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Show the form, or act on it; a refusal comes back with what was typed."""
    status = 200
    if page.form.is_valid():
        try:
            act(page.form.cleaned_data)
        except Stale as refusal:
            status = show_in_form(refusal, page.form)
            page.context |= tell_what_changed(request, page)
        except ValidationError as refusal:
            status = show_in_form(refusal, page.form)
        else:
            return leave(request, page.asset, page.done)
    context = {"asset": page.asset, "form": page.form} | page.context
    return render(request, page.template, context, status=status)


def tell_what_changed(request: HttpRequest, page: Page) -> dict[str, Any]:
    """What others did since the form was opened; sending it again takes that over."""
    seen = page.form.cleaned_data["version"]
    page.asset = Asset.objects.visible_to(request.user).get(pk=page.asset.pk)
    newer = max(1, page.asset.version - seen)
    deeds, _ = deeds_about(page.asset, to=request.user, before=0, most=newer)
    if isinstance(page.form, AssetForm):
        page.form.renew(page.asset)
    return {"deeds": deeds}


def leave(request: HttpRequest, asset: Asset, done: str) -> HttpResponse:
    """Back to the asset, unless what was done took it out of the person's sight."""
    messages.success(request, done)
    if Asset.objects.visible_to(request.user).filter(pk=asset.pk).exists():
        return redirect(asset)
    return redirect("equipment:asset-list")
