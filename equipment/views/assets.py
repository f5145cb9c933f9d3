"""The pages about one asset: what it is, registering it, correcting it, its past."""

from __future__ import annotations

import copy
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required, permission_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from equipment.actions.assets import edit_asset, register_asset
from equipment.choices import AttachmentKind
from equipment.forms.assets import EditForm, RegisterForm, initial_for
from equipment.models import Asset, Attachment, DeviceModel
from equipment.panels import Button, asset_panels, told_asset
from equipment.views.answers import leave, posted
from equipment.views.glance import buttons_for, verdict_on, warnings_about
from equipment.views.merging import merge
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.errors import Stale
from hospital_assets.foundation.requests import signed_in

NOT_FOUND = 404


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def asset_detail(request: HttpRequest, pk: int) -> HttpResponse:
    asset = told_asset(signed_in(request), pk)
    if asset is None:
        raise Http404
    current = next((each for each in asset.holdings if each.ended_at is None), None)  # type: ignore[attr-defined]  # told_asset
    panels = asset_panels(request, asset)
    buttons: list[Button] = [
        *buttons_for(signed_in(request), asset, current),
        *(button for panel in panels for button in panel.get("buttons", ())),
    ]
    context = {
        "asset": asset,
        "assignment": current,
        "photo": photo_of(asset),
        "verdict": verdict_on(asset, current),
        "buttons": sorted(buttons, key=lambda button: not button.leads),
        "glance": [fact for panel in panels for fact in panel.get("glance", ())],
        "panels": [panel for panel in panels if not panel.get("is_hidden")],
        "warnings": [
            *warnings_about(asset, current),
            *(words for panel in panels for words in panel.get("warnings", ())),
        ],
    }
    return render(request, "equipment/asset_detail.html", context)


def photo_of(asset: Asset) -> Attachment | None:
    """The newest photo that was not withdrawn."""
    return next(
        (
            each
            for each in asset.files  # type: ignore[attr-defined]  # told_asset
            if each.kind == AttachmentKind.PHOTO and each.withdrawn_at is None
        ),
        None,
    )


@require_GET
@login_not_required
def asset_by_tag(request: HttpRequest, tag: str) -> HttpResponse:
    """What the code on a label opens."""
    if request.user.is_authenticated:
        return asset_with_tag(request, tag)
    if page := settings.LABEL_PAGE_FOR_STRANGERS:
        return redirect(page, tag)
    return redirect_to_login(request.get_full_path())


@permission_required("equipment.view_asset", raise_exception=True)
def asset_with_tag(request: HttpRequest, tag: str) -> HttpResponse:
    if asset := Asset.objects.visible_to(request.user).tagged(tag).first():
        return redirect(asset)
    return render(
        request, "equipment/asset_unknown.html", {"tag": tag}, status=NOT_FOUND
    )


@require_http_methods(["GET", "POST"])
@permission_required("equipment.add_asset", raise_exception=True)
def asset_add(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    model = chosen_model(request)
    form = RegisterForm(posted(request), user=by, initial=initial_for(by, model))
    status = 200
    if form.is_valid():
        try:
            asset = register_asset(form.instance, by=by)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            return leave(request, asset, f"{asset} was registered.")
    context = {"form": form, "model": model, "asked": request.GET.get("model", "")}
    return render(request, "equipment/asset_add.html", context, status=status)


def chosen_model(request: HttpRequest) -> DeviceModel | None:
    """The model that was chosen above the form, from which the form is filled."""
    text = request.GET.get("model", "").replace("\0", "").strip()
    if not text:
        return None
    field = RegisterForm.base_fields["device_model"]
    try:
        found: DeviceModel | None = copy.deepcopy(field).clean(text)
    except ValidationError:
        return None
    return found


@require_http_methods(["GET", "POST"])
@permission_required("equipment.change_asset", raise_exception=True)
def asset_edit(request: HttpRequest, pk: int) -> HttpResponse:
    asset = get_object_or_404(Asset.objects.visible_to(request.user), pk=pk)
    by = signed_in(request)
    form = EditForm(
        posted(request),
        user=by,
        # A form writes into its instance, and the page tells of the asset as it is.
        instance=copy.copy(asset),
        initial={"version": asset.version},
    )
    context: dict[str, Any] = {"asset": asset, "form": form}
    status = 200
    if form.is_valid():
        try:
            edit_asset(
                asset,
                changes=form.written,
                by=by,
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
            )
        except Stale as refusal:
            status = show_in_form(refusal, form)
            context |= merge(request, form, pk)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            return leave(request, asset, f"{asset.asset_tag} was corrected.")
    return render(request, "equipment/asset_edit.html", context, status=status)
