"""The pages that hand a device over, take it back, and hand it on."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from equipment.actions.assignments import assign_asset, return_asset, transfer_asset
from equipment.actions.doubts import doubt_about
from equipment.actions.locking import active_assignment
from equipment.forms.handovers import HandoverForm, ReturnForm
from equipment.views.answers import Page, answer, asset_or_404, posted
from hospital_assets.foundation.requests import signed_in


@require_http_methods(["GET", "POST"])
@permission_required("equipment.assign_asset", raise_exception=True)
def asset_assign(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = HandoverForm(posted(request), asset=asset, user=by)
    page = Page("equipment/asset_assign.html", asset, form, "")
    page.context = {"doubt": doubt_about(asset)}

    def act(said: dict[str, Any]) -> None:
        assignment = assign_asset(
            asset, to=form.handover, by=by, version=said["version"]
        )
        page.done = f"{assignment.holder} has {asset} now."

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@permission_required("equipment.assign_asset", raise_exception=True)
def asset_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = HandoverForm(posted(request), asset=asset, user=by)
    page = Page("equipment/asset_transfer.html", asset, form, "")
    page.context = {"assignment": active_assignment(asset)}

    def act(said: dict[str, Any]) -> None:
        assignment = transfer_asset(
            asset, to=form.handover, by=by, version=said["version"]
        )
        page.done = f"{assignment.holder} has {asset} now."

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@permission_required("equipment.return_asset", raise_exception=True)
def asset_return(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = ReturnForm(posted(request), asset=asset, user=by)
    page = Page("equipment/asset_return.html", asset, form, f"{asset} was returned.")
    page.context = {"assignment": active_assignment(asset)}

    def act(said: dict[str, Any]) -> None:
        return_asset(
            asset,
            condition=said["condition"],
            by=by,
            to=said["location"],
            note=said["note"],
            version=said["version"],
        )

    return answer(request, page, act)
