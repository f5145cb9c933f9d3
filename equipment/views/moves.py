"""The page that says where a device stands now."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from equipment.actions.assets import move_asset
from equipment.actions.locking import active_assignment
from equipment.forms.moves import MoveForm
from equipment.models import Asset, Location
from equipment.views.answers import Page, answer, asset_or_404, posted
from hospital_assets.foundation.requests import signed_in

MOST_RECENT_PLACES = 6
LOOKED_BACK = 60


@require_http_methods(["GET", "POST"])
@permission_required("equipment.move_asset", raise_exception=True)
def asset_move(request: HttpRequest, pk: int) -> HttpResponse:
    asset, by = asset_or_404(request, pk), signed_in(request)
    form = MoveForm(
        posted(request),
        asset=asset,
        user=by,
        initial={"location": chosen_place(request)},
    )
    page = Page("equipment/asset_move.html", asset, form, f"{asset} was moved.")
    page.context = {
        "assignment": active_assignment(asset),
        "recent_places": recent_places(by, besides=asset),
    }

    def act(said: dict[str, Any]) -> None:
        moved = move_asset(
            asset,
            to=said["location"],
            by=by,
            reason=said["reason"],
            version=said["version"],
        )
        page.done = done_sentence(moved, said["location"])

    return answer(request, page, act)


def done_sentence(asset: Asset, place: Location) -> str:
    """Where it is now, and whether the assignment still says something else."""
    sentence = f"{asset} stands in {place} now."
    assignment = active_assignment(asset)
    if assignment is None or not is_elsewhere(assignment.department_id, place):
        return sentence
    return f"{sentence} {assignment.holder} still has it: transfer it if that changed."


def is_elsewhere(department_id: int | None, place: Location) -> bool:
    """Whether `place` belongs to another department than the one that has it."""
    return None not in (department_id, place.department_id) and (
        department_id != place.department_id
    )


def chosen_place(request: HttpRequest) -> Location | None:
    """The place that a link in the list of recent places names."""
    chosen = request.GET.get("location", "")
    if not chosen.isdecimal():
        return None
    return Location.objects.visible_to(request.user).filter(pk=chosen[:18]).first()


def recent_places(user: AbstractUser, *, besides: Asset) -> list[Location]:
    """Where the person put things last, the latest first."""
    latest = (
        Asset.history.filter(history_user=user, current_location__isnull=False)
        .order_by("-history_id")
        .values_list("current_location", flat=True)[:LOOKED_BACK]
    )
    keys = list(dict.fromkeys(latest))
    places = (
        Location.objects.visible_to(user)
        .active()
        .filter(pk__in=keys)
        .exclude(pk=besides.current_location_id or 0)
    )
    ordered = sorted(places, key=lambda place: keys.index(place.pk))
    return ordered[:MOST_RECENT_PLACES]
