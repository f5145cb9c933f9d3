"""Pages about kinds of device: categories, makers, models, and their assets."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from equipment import reports
from equipment.models import Asset, DeviceCategory, DeviceModel, Manufacturer
from equipment.views.listing import edit_url, listing
from equipment.views.numbers import list_url
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in

LONGEST_SEARCH = 120

# By which field assets name an entry, where it is not called as its page.
FIELDS = {"model": "device_model"}

may_see_catalogue = permission_required(
    "equipment.view_devicemodel", raise_exception=True
)


@require_GET
@may_see_catalogue
def category_list(request: HttpRequest) -> HttpResponse:
    found = DeviceCategory.objects.all()
    return entries(request, found, ("name", "code", "group"), "category")


@require_GET
@may_see_catalogue
def manufacturer_list(request: HttpRequest) -> HttpResponse:
    return entries(request, Manufacturer.objects.all(), ("name",), "manufacturer")


@require_GET
@may_see_catalogue
def model_list(request: HttpRequest) -> HttpResponse:
    found = DeviceModel.objects.select_related("manufacturer", "category")
    searched = ("name", "number", "manufacturer__name", "category__name")
    return entries(request, found, searched, "model")


@require_GET
@may_see_catalogue
def category_detail(request: HttpRequest, pk: int) -> HttpResponse:
    category = get_object_or_404(DeviceCategory, pk=pk)
    models = category.device_models.select_related("manufacturer")
    return entry(request, category, "category", {"models": models})


@require_GET
@may_see_catalogue
def manufacturer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    maker = get_object_or_404(Manufacturer, pk=pk)
    models = maker.device_models.select_related("category")
    return entry(request, maker, "manufacturer", {"models": models})


@require_GET
@may_see_catalogue
def model_detail(request: HttpRequest, pk: int) -> HttpResponse:
    models = DeviceModel.objects.select_related("manufacturer", "category")
    return entry(request, get_object_or_404(models, pk=pk), "model", {})


def entries(
    request: HttpRequest, found: QuerySet[Any], searched: tuple[str, ...], kind: str
) -> HttpResponse:
    """One list of the catalogue, searched by any of its names."""
    sought = request.GET.get("search", "").strip()[:LONGEST_SEARCH]
    condition = Q()
    for name in searched if sought else ():
        condition |= Q(**{f"{name}__icontains": sought})
    found = found.filter(condition)
    count = capped_count(found)
    page = paginate(found, ordering=("name",), cursor=request.GET.get("cursor", ""))
    field = FIELDS.get(kind, kind)
    numbers = reports.numbers_by(signed_in(request), field)
    rows = [
        {
            "entry": each,
            "number": numbers[each.pk],
            "url": list_url(**{field: each.pk, "status": reports.ON_INVENTORY}),
        }
        for each in page.rows
    ]
    return render(
        request,
        f"equipment/{kind}_list.html",
        {
            "page": page,
            "rows": rows,
            "count_text": f"{count} in the catalogue",
            "sought": sought,
        },
    )


def entry(
    request: HttpRequest, about: Model, kind: str, context: dict[str, Any]
) -> HttpResponse:
    """One entry of the catalogue with the assets that one may see of it."""
    field = FIELDS.get(kind, kind)
    seen = Asset.objects.visible_to(request.user).filter(**{field: about.pk})
    return render(
        request,
        f"equipment/{kind}_detail.html",
        {
            kind: about,
            "edit_url": edit_url(request, about),
            **context,
            **listing(request, seen, {field: about.pk}),
        },
    )
