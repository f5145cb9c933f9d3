"""Templates of plans: what they say, and what they would make for which devices."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from equipment.views.answers import posted
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.templates import (
    ADD_PLANS,
    apply_template,
    proposals,
    save_template,
)
from maintenance.forms.templates import ApplyForm, TemplateForm
from maintenance.models import PlanTemplate
from maintenance.views.answering import FormPage, answer

MOST_SHOWN = 200
CHANGE = "maintenance.change_plantemplate"


@require_GET
@permission_required("maintenance.view_plantemplate", raise_exception=True)
def template_list(request: HttpRequest) -> HttpResponse:
    found = PlanTemplate.objects.select_related(
        "category", "device_model__manufacturer", "procedure"
    )
    count = capped_count(found)
    context = {
        "page": paginate(
            found.annotate(plan_count=Count("plans")),
            ordering=("name",),
            cursor=request.GET.get("cursor", ""),
        ),
        "count_text": f"{count} template{'' if str(count) == '1' else 's'}",
        "can_add": request.user.has_perm("maintenance.add_plantemplate"),
        "can_change": request.user.has_perm(CHANGE),
        "can_apply": request.user.has_perm(ADD_PLANS),
    }
    return render(request, "maintenance/template_list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.add_plantemplate", raise_exception=True)
def template_add(request: HttpRequest) -> HttpResponse:
    return keep(request, PlanTemplate(), "The template was added.")


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(PlanTemplate, pk=pk)
    return keep(request, template, "The template was changed; plans stay as they are.")


def keep(request: HttpRequest, template: PlanTemplate, done: str) -> HttpResponse:
    form = TemplateForm(posted(request), instance=template)
    url = reverse("maintenance:template-list")
    context = {"is_new": template.pk is None, "cancel_url": url}
    page = FormPage("maintenance/template_edit.html", form, done, url, context)
    return answer(
        request, page, lambda said: save_template(template, by=signed_in(request))
    )


@require_http_methods(["GET", "POST"])
@permission_required(ADD_PLANS, raise_exception=True)
def template_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Which devices would get which plan, and by a button get it."""
    found = PlanTemplate.objects.select_related("procedure", "category", "device_model")
    template, by = get_object_or_404(found, pk=pk), signed_in(request)
    today = timezone.localdate()
    proposed = proposals(template, by=by, on=today)
    new = [each for each in proposed if each.is_new]
    form = ApplyForm(posted(request), initial={"expected": len(new)})
    context = {
        "template": template,
        "new": new[:MOST_SHOWN],
        "new_count": len(new),
        "unchanged": [each for each in proposed if not each.is_new][:MOST_SHOWN],
        "unchanged_count": len(proposed) - len(new),
    }
    page = FormPage(
        "maintenance/template_apply.html",
        form,
        f"{len(new)} plans were made.",
        reverse("maintenance:plan-list"),
        context,
    )

    def act(said: dict[str, Any]) -> None:
        apply_template(template, by=by, on=today, expected=said["expected"])

    return answer(request, page, act)
