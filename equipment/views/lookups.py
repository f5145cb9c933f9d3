"""What a text field that names a thing proposes while somebody types."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from equipment.forms.lookups import (
    AssetField,
    DeviceModelField,
    LookupField,
    PersonField,
    PlaceField,
)
from equipment.models import Asset, Facility
from hospital_assets.foundation.requests import signed_in

SHORTEST_TEXT = 2
MAY_NAME_PEOPLE = ("equipment.assign_asset", "equipment.change_asset")


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def lookup(request: HttpRequest, kind: str) -> HttpResponse:
    field = field_for(kind, signed_in(request))
    # htmx sends a field under the name that it has in its form.
    text = str(next(iter(request.GET.values()), "")).strip()
    options = field.options(text) if len(text) >= SHORTEST_TEXT else []
    return render(request, "equipment/_lookup_options.html", {"options": options})


def field_for(kind: str, user: AbstractUser) -> LookupField:  # type: ignore[type-arg]  # of any kind
    match kind:
        case "place":
            places = PlaceField()
            places.within_reach_of(user, home=home_of(user))
            return places
        case "model":
            return DeviceModelField()
        case "asset":
            assets = AssetField()
            assets.among(Asset.objects.visible_to(user))
            return assets
        case "person" if any(user.has_perm(right) for right in MAY_NAME_PEOPLE):
            return PersonField()
    raise Http404


def home_of(user: AbstractUser) -> int | None:
    """The facility of who works in one alone, which need not be said each time."""
    facilities = list(Facility.objects.visible_to(user).values_list("pk", flat=True))
    return facilities[0] if len(facilities) == 1 else None
