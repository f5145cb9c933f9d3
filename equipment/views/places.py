"""Places: the tree of each facility, and what stands where."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from equipment import reports
from equipment.models import Asset, Department, Facility, Location
from equipment.place_tree import (
    breadcrumbs,
    found_by,
    level_below,
    levels_of,
    numbers_below,
)
from equipment.views.listing import edit_url, listing
from equipment.views.numbers import tiles_of
from hospital_assets.foundation.requests import signed_in, wants_part

# How many places a search shows; more need a longer word.
MOST_FOUND = 100
# So few facilities show their outermost places at once.
FEW_FACILITIES = 3
MOST_PLACES = 200
LONGEST_SEARCH = 200
LONGEST_ID = 18

may_see_places = permission_required("equipment.view_location", raise_exception=True)


@require_GET
@may_see_places
@vary_on_headers("HX-Target")
def location_list(request: HttpRequest) -> HttpResponse:
    """The tree, unfolded where the address says so, or what a search finds in it."""
    opened = opened_place(request)
    if opened and wants_part(request, f"tree-level-{opened.pk}"):
        level = level_below(signed_in(request), opened)
        return render(request, "equipment/_location_level.html", {"branches": level})
    sought = request.GET.get("search", "").strip()
    context = search(request, sought) if sought else tree(request, opened)
    return render(
        request,
        "equipment/location_list.html",
        context | {"sought": sought[:LONGEST_SEARCH]},
    )


def opened_place(request: HttpRequest) -> Location | None:
    """The place that the address asks to look into."""
    text = request.GET.get("open", "")
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        return None
    return get_object_or_404(Location.objects.visible_to(request.user), pk=int(text))


def search(request: HttpRequest, sought: str) -> dict[str, Any]:
    if len(sought) > LONGEST_SEARCH:
        return {"refusal": f"Search for {LONGEST_SEARCH} characters at most."}
    found = list(found_by(signed_in(request), sought)[: MOST_FOUND + 1])
    return {"found": found[:MOST_FOUND], "is_more": len(found) > MOST_FOUND}


def tree(request: HttpRequest, opened: Location | None) -> dict[str, Any]:
    user = signed_in(request)
    outer = levels_of(user, opened=opened)
    numbers = reports.summed(reports.present(user), "facility")
    facilities = list(Facility.objects.visible_to(user))
    unfolded = opened.facility_id if opened else None
    return {
        "trees": [
            {
                "facility": facility,
                "branches": outer.get(facility.pk, []),
                "number": numbers[facility.pk],
                "is_open": len(facilities) <= FEW_FACILITIES or facility.pk == unfolded,
            }
            for facility in facilities
        ]
    }


@require_GET
@may_see_places
def location_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    places = Location.objects.visible_to(user).select_related("facility", "department")
    place = get_object_or_404(places, pk=pk)
    here = Asset.objects.visible_to(user).at_or_below(place)
    inside = level_below(user, place)
    counts = numbers_below(user, place) if inside else {}
    context = {
        "place": place,
        "around": breadcrumbs(user, place),
        "children": [
            {"place": each.place, "count": counts.get(each.place.pk, 0)}
            for each in inside
        ],
        "edit_url": edit_url(request, place),
        **listing(request, here, {"current_location": place.pk}),
    }
    return render(request, "equipment/location_detail.html", context)


@require_GET
@may_see_places
def facility_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    facility = get_object_or_404(Facility.objects.visible_to(user), pk=pk)
    seen = Asset.objects.visible_to(user).filter(facility=facility)
    tallies = [tally for tally in reports.present(user) if tally.facility == pk]
    owned = reports.numbers_by(user, "owner_department")
    departments = Department.objects.visible_to(user).filter(facility=facility)
    context = {
        "facility": facility,
        "tiles": tiles_of(tallies, facility=pk),
        "branches": levels_of(user, opened=None, facility=facility).get(pk, []),
        "departments": [
            {"department": department, "count": owned[department.pk]}
            for department in departments.order_by("name")
        ],
        "edit_url": edit_url(request, facility),
        **listing(request, seen, {"facility": pk}),
    }
    return render(request, "equipment/facility_detail.html", context)


@require_GET
@may_see_places
def department_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    departments = Department.objects.visible_to(user)
    department = get_object_or_404(
        departments.select_related("facility", "manager"), pk=pk
    )
    places = Location.objects.visible_to(user).filter(department=department)
    # A ward with its rooms and their beds is one place here.
    outer = places.exclude(parent__department=department).order_by("full_path")
    found = list(outer[: MOST_PLACES + 1])
    context = {
        "department": department,
        "places": found[:MOST_PLACES],
        "is_more": len(found) > MOST_PLACES,
        "edit_url": edit_url(request, department),
        **listing(
            request,
            Asset.objects.visible_to(user).of_department(department),
            {"owner_department": pk},
        ),
    }
    return render(request, "equipment/department_detail.html", context)
