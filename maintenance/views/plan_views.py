"""Filters of the list of plans that people keep by name."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from equipment.actions.saved_views import delete_view, keep_view, rename_view
from equipment.forms.saved_views import SavedViewForm
from equipment.models import SavedView
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in
from maintenance.views.plan_lists import PAGE, filter_in, may_view, parts_of


@require_POST
@may_view
def plan_view_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter that the address carries."""
    query = urlencode(parts_of(filter_in(request)))
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
    return redirect(address_of(query))


@require_http_methods(["GET", "POST"])
@may_view
def plan_view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    view = find(request, pk)
    form = SavedViewForm(request.POST or None, initial={"name": view.name})
    status = 200
    if form.is_valid():
        try:
            rename_view(view, name=form.cleaned_data["name"], by=signed_in(request))
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            return redirect(address_of(view.query))
    context = {
        "view": find(request, pk),
        "address": address_of(view.query),
        "form": form,
    }
    return render(request, "maintenance/plan_view_edit.html", context, status=status)


@require_POST
@may_view
def plan_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = find(request, pk)
    delete_view(view, by=signed_in(request))
    messages.success(request, f"“{view}” is gone. The plans are not touched.")
    return redirect("maintenance:plan-list")


def find(request: HttpRequest, pk: int) -> SavedView:
    mine = SavedView.objects.visible_to(request.user).filter(page=PAGE)
    return get_object_or_404(mine, pk=pk)


def address_of(query: str) -> str:
    return f"{reverse('maintenance:plan-list')}?{query}"
