"""The pages that make a device fit for use, unfit, or gone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from equipment.actions.disposals import reinstate_asset, retire_asset
from equipment.actions.statuses import (
    change_status,
    mark_clean,
)
from equipment.forms.statuses import (
    CleanForm,
    ReinstateForm,
    RetireForm,
    StatusForm,
)
from equipment.lifecycle import AssetStatus
from equipment.views.answers import Page, answer, asset_or_404, posted
from hospital_assets.foundation.requests import signed_in


@require_http_methods(["GET", "POST"])
@permission_required("equipment.stop_asset", raise_exception=True)
def asset_status(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = StatusForm(
        posted(request),
        asset=asset,
        user=by,
        initial={"to": request.GET.get("to", "")},
    )
    page = Page("equipment/asset_status.html", asset, form, "")

    def act(said: dict[str, Any]) -> None:
        changed = change_status(asset, form.change, by=by, version=said["version"])
        page.done = f"{asset} is “{AssetStatus(changed.status).label}” now."

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@permission_required("equipment.return_asset", raise_exception=True)
def asset_clean(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = CleanForm(posted(request), asset=asset, user=by)
    page = Page("equipment/asset_clean.html", asset, form, f"{asset} is ready again.")

    def act(said: dict[str, Any]) -> None:
        mark_clean(asset, by=by, note=said["note"], version=said["version"])

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@permission_required("equipment.retire_asset", raise_exception=True)
def asset_retire(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = RetireForm(posted(request), asset=asset, user=by)
    page = Page("equipment/asset_retire.html", asset, form, f"{asset} was retired.")

    def act(said: dict[str, Any]) -> None:
        retire_asset(
            asset,
            reason=said["reason"],
            disposal=form.instance,
            by=by,
            note=said["note"],
            version=said["version"],
        )

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@permission_required("equipment.reinstate_asset", raise_exception=True)
def asset_reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = ReinstateForm(posted(request), asset=asset, user=by)
    page = Page(
        "equipment/asset_reinstate.html",
        asset,
        form,
        f"{asset} is back on the inventory and waits for its acceptance.",
    )

    def act(said: dict[str, Any]) -> None:
        reinstate_asset(asset, reason=said["reason"], by=by, version=said["version"])

    return answer(request, page, act)
