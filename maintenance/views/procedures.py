"""Procedures: what there is, in which versions, and what their checklists say."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from equipment.filters.assignments import with_words
from equipment.views.answers import posted
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.procedures import publish_version, save_procedure
from maintenance.choices import PlanStatus
from maintenance.forms.procedures import (
    ProcedureForm,
    PublishForm,
    RowFormSet,
    check_rows,
    empty_rows,
    in_order,
    items_of,
    json_text,
    rows_of,
)
from maintenance.models import MaintenancePlan, Procedure, ProcedureVersion
from maintenance.revisions import differences
from maintenance.views.answering import FormPage, answer

LONGEST_SEARCH = 120
PREFIX = "item"

may_view = permission_required("maintenance.view_procedure", raise_exception=True)
may_change = permission_required("maintenance.change_procedure", raise_exception=True)


@require_GET
@may_view
def procedure_list(request: HttpRequest) -> HttpResponse:
    sought = request.GET.get("search", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = Procedure.objects.filter(with_words(sought, is_called))
    found = found.select_related("category", "device_model__manufacturer", "current")
    current = ~Q(maintenanceplans__status=PlanStatus.COMPLETED)
    count = capped_count(found)
    page = paginate(
        found.annotate(plan_count=Count("maintenanceplans", filter=current)),
        ordering=("name",),
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "page": page,
        "sought": sought,
        "count_text": f"{count} procedure{'' if str(count) == '1' else 's'}",
        "can_add": request.user.has_perm("maintenance.add_procedure"),
    }
    return render(request, "maintenance/procedure_list.html", context)


def is_called(word: str) -> Q:
    return (
        Q(name__icontains=word)
        | Q(code__icontains=word)
        | Q(category__name__icontains=word)
        | Q(device_model__name__icontains=word)
    )


@require_GET
@may_view
def procedure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """With `?version=2` it shows that version, and how it differs from the first."""
    procedure = procedure_or_404(pk)
    versions = list(procedure.versions.all())
    shown = chosen_version(versions, request.GET.get("version", ""))
    items = shown.checklist() if shown else ()
    before = next((v for v in versions if shown and v.number < shown.number), None)
    plans = MaintenancePlan.objects.visible_to(request.user).current()
    plans = plans.filter(procedure=procedure)
    context = {
        "procedure": procedure,
        "versions": versions,
        "shown": shown,
        "before": before,
        "items": items,
        "changes": differences(before.checklist(), items) if before else [],
        "json": json_text(items),
        "plan_count": capped_count(plans),
        "plans": plans.select_related("asset").order_by("next_due_on", "pk")[:20],
        "can_change": request.user.has_perm("maintenance.change_procedure"),
    }
    return render(request, "maintenance/procedure_detail.html", context)


def chosen_version(
    versions: list[ProcedureVersion], number: str
) -> ProcedureVersion | None:
    named = [each for each in versions if str(each.number) == number]
    return next(iter(named or versions), None)


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.add_procedure", raise_exception=True)
def procedure_add(request: HttpRequest) -> HttpResponse:
    procedure = Procedure()
    form = ProcedureForm(posted(request), instance=procedure)
    url = reverse("maintenance:procedure-list")
    template = "maintenance/procedure_add.html"
    page = FormPage(template, form, "The procedure was added.", url)

    def act(said: dict[str, Any]) -> None:
        save_procedure(procedure, by=signed_in(request))
        page.url = reverse("maintenance:procedure-items", args=[procedure.pk])

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@may_change
def procedure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    procedure = procedure_or_404(pk)
    form = ProcedureForm(posted(request), instance=procedure)
    url = reverse("maintenance:procedure-detail", args=[pk])
    template = "maintenance/procedure_edit.html"
    context = {"procedure": procedure_or_404(pk)}
    page = FormPage(template, form, "The procedure was changed.", url, context)
    return answer(
        request, page, lambda said: save_procedure(procedure, by=signed_in(request))
    )


@require_http_methods(["GET", "POST"])
@may_change
def procedure_items(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist as a table, in which rows can be added, changed and left out."""
    procedure = procedure_or_404(pk)
    current = procedure.current
    items = current.checklist() if current else ()
    number = current.number if current else 0
    form = PublishForm(posted(request), initial={"based_on": number})
    rows = RowFormSet(posted(request), initial=with_more(rows_of(items)), prefix=PREFIX)
    status = 200
    if form.is_valid():
        try:
            check_rows(rows)
            if request.POST.get("do") == "more":
                ordered = with_more(in_order(rows.cleaned_data))
                rows = RowFormSet(initial=ordered, prefix=PREFIX)
            else:
                publish(
                    request,
                    procedure,
                    form,
                    items_of(in_order(rows.cleaned_data), items),
                )
                messages.success(request, "The new version is in use from now on.")
                return redirect("maintenance:procedure-detail", pk)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
    context = {"procedure": procedure, "form": form, "rows": rows}
    return render(request, "maintenance/procedure_items.html", context, status=status)


def publish(
    request: HttpRequest,
    procedure: Procedure,
    form: PublishForm,
    items: list[dict[str, object]],
) -> None:
    publish_version(
        procedure,
        items=form.pasted_items() if form.cleaned_data["pasted"].strip() else items,
        note=form.cleaned_data["change_note"],
        by=signed_in(request),
        based_on=form.cleaned_data["based_on"],
    )


def with_more(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, their places counted anew, and five empty ones."""
    numbered = [row | {"place": n * 10} for n, row in enumerate(rows, start=1)]
    return numbered + empty_rows(len(numbered))


def procedure_or_404(pk: int) -> Procedure:
    found = Procedure.objects.select_related(
        "category", "device_model__manufacturer", "current"
    )
    return get_object_or_404(found, pk=pk)
