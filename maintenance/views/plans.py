"""One plan: what it says, what came of it, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.models import Asset
from equipment.views.answers import posted
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.dispatching import PERFORM
from maintenance.actions.occurrences import minutes_of, open_occurrence
from maintenance.actions.plans import (
    PAUSE,
    add_plan,
    edit_plan,
    end_plan,
    pause_plan,
    resume_plan,
)
from maintenance.actions.progress import DEFER
from maintenance.checklists import parse_checklist
from maintenance.choices import PlanStatus
from maintenance.forms.plans import EndForm, PauseForm, PlanDeedForm, PlanForm
from maintenance.intervals import add_months
from maintenance.models import MaintenanceLog, MaintenancePlan, WorkOrder
from maintenance.schedules import dates_of, schedule_of, today_at
from maintenance.views.answering import FormPage, answer

VIEW = "maintenance.view_maintenanceplan"
CHANGE = "maintenance.change_maintenanceplan"
ADD = "maintenance.add_maintenanceplan"

MONTHS_SHOWN = 24
MOST_DATES = 60
MOST_OCCURRENCES = 50

may_pause = permission_required(PAUSE, raise_exception=True)


@require_GET
@permission_required(VIEW, raise_exception=True)
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    schedule = schedule_of(plan)
    today = timezone.localdate()
    is_current = plan.status != PlanStatus.COMPLETED
    dates = dates_of(plan, schedule, until=add_months(today, MONTHS_SHOWN))
    context = {
        "plan": plan,
        "minutes": minutes_of(plan),
        "window": schedule.policy.words,
        "dates": dates[:MOST_DATES] if is_current else [],
        "orders": occurrences_of(plan, request)[:MOST_OCCURRENCES],
        "covers": plan.covers.exclude(status=PlanStatus.COMPLETED),
        "items": parse_checklist(plan.checklist),
        **rights(request, plan),
    }
    return render(request, "maintenance/plan_detail.html", context)


def occurrences_of(plan: MaintenancePlan, request: HttpRequest) -> QuerySet[WorkOrder]:
    """The latest first, each with what was signed about it."""
    logs = MaintenanceLog.objects.visible_to(request.user).valid().order_by("pk")
    return (
        WorkOrder.objects.visible_to(request.user)
        .filter(plan=plan)
        .select_related("assigned_to")
        .prefetch_related(Prefetch("maintenancelogs", queryset=logs))
        .order_by("-due_on", "-pk")
    )


def rights(request: HttpRequest, plan: MaintenancePlan) -> dict[str, bool]:
    """Which buttons the page has."""
    is_current = plan.status != PlanStatus.COMPLETED
    is_active = plan.status == PlanStatus.ACTIVE
    is_due = plan.next_due_on <= today_at(plan.asset.facility)
    may_begin = request.user.has_perm(PERFORM if is_due else DEFER) and is_active
    may_stop = request.user.has_perm(PAUSE) and is_current
    return {
        "can_edit": request.user.has_perm(CHANGE) and is_current,
        "can_begin": may_begin and not has_order(plan),
        "can_pause": may_stop and is_active,
        "can_resume": may_stop and plan.status == PlanStatus.PAUSED,
        "can_end": may_stop,
    }


def has_order(plan: MaintenancePlan) -> bool:
    return plan.work_orders.filter(due_on=plan.next_due_on).exists()


@require_POST
@permission_required(PERFORM, raise_exception=True)
def plan_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Do the work of the next date, though nothing was generated for it yet."""
    plan, by = plan_or_404(request, pk), signed_in(request)
    try:
        order = open_occurrence(plan, by=by)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(plan)
    return redirect("maintenance:check-fill", pk=order.pk)


@require_http_methods(["GET", "POST"])
@permission_required(ADD, raise_exception=True)
def plan_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a plan for the device `pk`."""
    seen = Asset.objects.visible_to(request.user).select_related("facility")
    asset, by = get_object_or_404(seen, pk=pk), signed_in(request)
    plan = MaintenancePlan(asset=asset)
    form = PlanForm(posted(request), instance=plan, asset=asset, user=by)
    page = FormPage(
        "maintenance/plan_add.html",
        form,
        "The plan was added.",
        asset.get_absolute_url(),
        {"asset": asset},
    )

    def act(said: dict[str, Any]) -> None:
        plan.window_policy = said["window_policy"]
        page.url = add_plan(plan, by=by).get_absolute_url()

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan, by = plan_or_404(request, pk), signed_in(request)
    shown = plan_or_404(request, pk)
    form = PlanForm(posted(request), instance=plan, asset=plan.asset, user=by)
    page = page_of(shown, "edit", form, "The plan was changed.")

    def act(said: dict[str, Any]) -> None:
        edit_plan(
            shown,
            changes=form.changes,
            by=by,
            version=said["version"],
            reason=said["reason"],
        )

    return answer(request, page, act)


@require_http_methods(["GET", "POST"])
@may_pause
def plan_pause(request: HttpRequest, pk: int) -> HttpResponse:
    plan, by = plan_or_404(request, pk), signed_in(request)
    form = PauseForm(posted(request), plan=plan)

    def act(said: dict[str, Any]) -> None:
        pause_plan(
            plan,
            reason=said["reason"],
            by=by,
            cancels_open=said["open_work"] == "cancelled",
            version=said["version"],
        )

    return answer(request, page_of(plan, "pause", form, "The plan is paused."), act)


@require_http_methods(["GET", "POST"])
@may_pause
def plan_resume(request: HttpRequest, pk: int) -> HttpResponse:
    plan, by = plan_or_404(request, pk), signed_in(request)
    form = PlanDeedForm(posted(request), plan=plan)

    def act(said: dict[str, Any]) -> None:
        resume_plan(plan, by=by, version=said["version"])

    return answer(request, page_of(plan, "resume", form, "The plan goes on."), act)


@require_http_methods(["GET", "POST"])
@may_pause
def plan_end(request: HttpRequest, pk: int) -> HttpResponse:
    plan, by = plan_or_404(request, pk), signed_in(request)
    form = EndForm(posted(request), plan=plan)

    def act(said: dict[str, Any]) -> None:
        end_plan(plan, reason=said["reason"], by=by, version=said["version"])

    return answer(request, page_of(plan, "end", form, "The plan has ended."), act)


def plan_or_404(request: HttpRequest, pk: int) -> MaintenancePlan:
    seen = MaintenancePlan.objects.visible_to(request.user).select_related(
        "asset__facility",
        "asset__current_location",
        "procedure",
        "template",
        "covered_by",
        "assigned_to",
        "team",
    )
    return get_object_or_404(seen, pk=pk)


def page_of(plan: MaintenancePlan, verb: str, form: Any, done: str) -> FormPage:
    template = f"maintenance/plan_{verb}.html"
    context = {"plan": plan, "asset": plan.asset}
    return FormPage(template, form, done, plan.get_absolute_url(), context)
