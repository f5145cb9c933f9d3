"""One thing done to many assets of the list: those ticked, or all that match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from equipment.actions.bulk import change_statuses, move_assets
from equipment.filters.assets import AssetFilter, IdsField
from equipment.filters.chips import chips_of, query_of
from equipment.forms.bulk import BulkForm, BulkMoveForm, BulkStatusForm, statuses_for
from equipment.models import Asset
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in

# One transaction for all of them must end before the browser gives up.
MOST_AT_ONCE = 1000
SHOWN_ASSETS = 20
SHOWN_REASONS = 20

ALL = "all"

# What the pages show and the actions look at before they lock the asset.
NEEDED = ("asset_tag", "name", "status", "facility", "owner_department")


@dataclass(frozen=True)
class Selection:
    """`back` is the list that the assets were chosen from."""

    assets: list[Asset]
    is_all: bool
    back: str
    words: list[str]

    @property
    def shown(self) -> list[Asset]:
        return self.assets[:SHOWN_ASSETS]

    @property
    def unshown(self) -> int:
        return len(self.assets) - len(self.shown)


def selection_of(request: HttpRequest, chosen: AssetFilter) -> Selection:
    """The assets that the address names.

    Raises ValidationError for none, and for more than can be done at once.
    """
    is_all = ALL in request.GET
    if is_all:
        assets = chosen.qs
    else:
        ticked = IdsField(most=MOST_AT_ONCE, required=False)
        ids = ticked.clean(request.GET.getlist("asset"))
        assets = Asset.objects.visible_to(request.user).filter(pk__in=ids)
    found = list(assets.only(*NEEDED).order_by("asset_tag")[: MOST_AT_ONCE + 1])
    if not found:
        raise ValidationError("Select the assets first, then what to do with them.")
    if len(found) > MOST_AT_ONCE:
        raise ValidationError(
            f"More than {MOST_AT_ONCE:,} assets match. Narrow the filter first."
        )
    words = [chip.words for chip in chips_of(chosen)] if is_all else []
    return Selection(found, is_all, back_to(chosen), words)


def back_to(chosen: AssetFilter) -> str:
    return f"{reverse('equipment:asset-list')}?{query_of(chosen)}"


@require_http_methods(["GET", "POST"])
@permission_required("equipment.move_asset", raise_exception=True)
def asset_bulk_move(request: HttpRequest) -> HttpResponse:
    def move(selection: Selection, form: BulkForm) -> str:
        to, reason = form.cleaned_data["location"], form.cleaned_data["reason"]
        moved = move_assets(
            selection.assets, to=to, by=signed_in(request), reason=reason
        )
        return f"{moved:,} assets stand in {to} now."

    return bulk(request, BulkMoveForm, move, {"verb": "Move", "icon_name": "map-pin"})


@require_http_methods(["GET", "POST"])
@permission_required("equipment.view_asset", raise_exception=True)
def asset_bulk_status(request: HttpRequest) -> HttpResponse:
    if not statuses_for(signed_in(request)):
        raise PermissionDenied("Your role does not change the status of assets.")

    def change(selection: Selection, form: BulkForm) -> str:
        assert isinstance(form, BulkStatusForm)
        changed = change_statuses(selection.assets, form.change, by=signed_in(request))
        return f"The status of {changed:,} assets was changed."

    words = {"verb": "Change the status of", "icon_name": "wrench"}
    return bulk(request, BulkStatusForm, change, words)


def bulk(
    request: HttpRequest,
    form_class: type[BulkForm],
    act: Callable[[Selection, Any], str],
    words: dict[str, str],
) -> HttpResponse:
    """Show the selection with the form, and do what it asks: to all, or to none."""
    chosen = AssetFilter(
        request.GET, Asset.objects.visible_to(request.user), person=request.user
    )
    try:
        selection = selection_of(request, chosen)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back_to(chosen))
    form = form_class(
        request.POST or None,
        user=signed_in(request),
        number=len(selection.assets),
        is_all=selection.is_all,
    )
    status = 200
    if form.is_valid():
        try:
            messages.success(request, act(selection, form))
            return redirect(selection.back)
        except ValidationError as refusal:
            status = show_refusal(refusal, form)
    context = {"selection": selection, "form": form} | words
    return render(request, "equipment/asset_bulk.html", context, status=status)


def show_refusal(refusal: ValidationError, form: BulkForm) -> int:
    """Say why, for as many assets as anybody reads; returns the answer's status."""
    if hasattr(refusal, "error_dict"):
        return show_in_form(refusal, form)
    sentences = refusal.messages
    if unsaid := sentences[SHOWN_REASONS + 1 :]:
        sentences = [*sentences[: SHOWN_REASONS + 1], f"and {len(unsaid):,} more."]
    form.add_error(None, [ValidationError(sentence) for sentence in sentences])
    return HTTPStatus.CONFLICT
