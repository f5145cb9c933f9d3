"""Pages about places: what stands in each of them, and below it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from equipment.models import Asset, Department, Facility, Location
from equipment.models.assets import AssetQuerySet
from equipment.views.listing import listing

# How many places a search shows; more need a longer word.
MOST_FOUND = 100
LONGEST_SEARCH = 120

may_see_places = permission_required("equipment.view_location", raise_exception=True)


@require_GET
@may_see_places
def location_list(request: HttpRequest) -> HttpResponse:
    """The outermost places of each facility, or those that a search finds."""
    sought = request.GET.get("search", "").strip()[:LONGEST_SEARCH]
    places = Location.objects.visible_to(request.user).select_related("facility")
    facilities = list(Facility.objects.visible_to(request.user))
    context: dict[str, Any] = {"sought": sought, "most": MOST_FOUND}
    if sought:
        matching = Q(full_path__icontains=sought) | Q(code__icontains=sought)
        context["found"] = places.filter(matching).order_by("full_path")[:MOST_FOUND]
    else:
        context["trees"] = trees_of(facilities, places, request)
    return render(request, "equipment/location_list.html", context)


def trees_of(
    facilities: list[Facility], places: QuerySet[Location], request: HttpRequest
) -> list[dict[str, Any]]:
    """Each facility with the places that have none above them which one may see."""
    counts = counts_by_root(Asset.objects.visible_to(request.user))
    seen = places.filter(is_active=True)
    roots = seen.filter(Q(parent=None) | ~Q(parent__in=seen.values("pk")))
    by_facility: dict[int, list[Location]] = {}
    for root in roots.order_by("full_path"):
        by_facility.setdefault(root.facility_id, []).append(root)
    return [
        {
            "facility": facility,
            "rows": [
                {"place": place, "count": counts[place.path]}
                for place in by_facility.get(facility.pk, [])
            ],
        }
        for facility in facilities
    ]


def counts_by_root(assets: AssetQuerySet) -> Counter[str]:
    """How many assets stand at or below each place, by its path."""
    counted = assets.on_inventory().filter(current_location__isnull=False)
    counts: Counter[str] = Counter()
    for path, number in (
        counted.values_list("current_location__path").annotate(Count("pk")).order_by()
    ):
        parts = path.strip("/").split("/")
        for depth in range(1, len(parts) + 1):
            counts[f"/{'/'.join(parts[:depth])}/"] += number
    return counts


@require_GET
@may_see_places
def location_detail(request: HttpRequest, pk: int) -> HttpResponse:
    places = Location.objects.visible_to(request.user)
    place = get_object_or_404(places.select_related("facility", "department"), pk=pk)
    seen = Asset.objects.visible_to(request.user)
    here = seen.at_or_below(place)
    counts = counts_by_root(here)
    children = places.filter(parent=place).order_by("-is_active", "name")
    return render(
        request,
        "equipment/location_detail.html",
        {
            "place": place,
            "around": places.in_bulk(place.ancestor_ids()).values(),
            "children": [{"place": c, "count": counts[c.path]} for c in children],
            "edit_url": edit_url(request, place),
            **listing(request, here, {"current_location": place.pk}),
        },
    )


@require_GET
@may_see_places
def facility_detail(request: HttpRequest, pk: int) -> HttpResponse:
    facility = get_object_or_404(Facility.objects.visible_to(request.user), pk=pk)
    seen = Asset.objects.visible_to(request.user).filter(facility=facility)
    departments = Department.objects.visible_to(request.user)
    places = Location.objects.visible_to(request.user).filter(facility=facility)
    return render(
        request,
        "equipment/facility_detail.html",
        {
            "facility": facility,
            "departments": departments.filter(facility=facility),
            "tree": trees_of([facility], places, request)[0],
            "edit_url": edit_url(request, facility),
            **listing(request, seen, {"facility": facility.pk}),
        },
    )


@require_GET
@may_see_places
def department_detail(request: HttpRequest, pk: int) -> HttpResponse:
    departments = Department.objects.visible_to(request.user)
    department = get_object_or_404(
        departments.select_related("facility", "manager"), pk=pk
    )
    seen = Asset.objects.visible_to(request.user).filter(owner_department=department)
    places = Location.objects.visible_to(request.user).filter(department=department)
    return render(
        request,
        "equipment/department_detail.html",
        {
            "department": department,
            "places": places.order_by("full_path"),
            "edit_url": edit_url(request, department),
            **listing(request, seen, {"owner_department": department.pk}),
        },
    )


def edit_url(request: HttpRequest, entity: Facility | Department | Location) -> str:
    """Where the admin site changes `entity`, for those who may."""
    name = entity._meta.model_name
    if not (
        request.user.is_staff and request.user.has_perm(f"equipment.change_{name}")
    ):
        return ""
    return reverse(f"admin:equipment_{name}_change", args=[entity.pk])
