"""Filters that people keep by name: keeping, renaming, deleting."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from equipment.actions.saved_views import delete_view, keep_view, rename_view
from equipment.filters.assets import AssetFilter
from equipment.filters.chips import Chip, chips_of, query_of
from equipment.forms.saved_views import SavedViewForm
from equipment.models import Asset, SavedView
from equipment.views.asset_lists import PAGE
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in

may_view = permission_required("equipment.view_asset", raise_exception=True)


@require_POST
@may_view
def saved_view_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter that the address carries."""
    query = query_of(filter_in(request, request.GET))
    form = SavedViewForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            keep_view(page=PAGE, name=name, query=query, by=signed_in(request))
            messages.success(request, f"“{name}” is one of your views now.")
        except ValidationError as refusal:
            show_in_form(refusal, form)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect(f"{reverse('equipment:asset-list')}?{query}")


@require_http_methods(["GET", "POST"])
@may_view
def saved_view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    view = find(request, pk)
    form = SavedViewForm(request.POST or None, initial={"name": view.name})
    status = 200
    if form.is_valid():
        try:
            rename_view(view, name=form.cleaned_data["name"], by=signed_in(request))
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            return redirect(address_of(view))
    context = {
        "view": find(request, pk),
        "address": address_of(view),
        "chips": chips_in(request, view),
        "form": form,
    }
    return render(request, "equipment/saved_view_edit.html", context, status=status)


@require_POST
@may_view
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = find(request, pk)
    delete_view(view, by=signed_in(request))
    messages.success(request, f"“{view}” is gone. The assets are not touched.")
    return redirect("equipment:asset-list")


def find(request: HttpRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)


def address_of(view: SavedView) -> str:
    return f"{reverse('equipment:asset-list')}?{view.query}"


def filter_in(request: HttpRequest, query: QueryDict) -> AssetFilter:
    visible = Asset.objects.visible_to(request.user)
    return AssetFilter(query, visible, person=request.user)


def chips_in(request: HttpRequest, view: SavedView) -> list[Chip]:
    return chips_of(filter_in(request, QueryDict(view.query)))
