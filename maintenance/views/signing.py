"""The pages on which a check is signed, and those that begin a correction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from equipment.views.answers import posted
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.checks import begin_log, items_of, stored_answers, verdict_on
from maintenance.actions.inspections import correct_inspection, sign_inspection
from maintenance.actions.logs import correct_log, sign_log
from maintenance.choices import ChecklistVerdict
from maintenance.forms.signing import (
    CorrectForm,
    InspectionSigningForm,
    LogSigningForm,
    PartFormSet,
)
from maintenance.models import Inspection, MaintenanceLog
from maintenance.views.checks import (
    Place,
    Record,
    log_in_hand,
    render_refusal,
    visible_inspection,
    visible_log,
    visible_order,
)
from maintenance.views.sheets import Sheet

# How a checklist that lacks answers may end is not offered yet.
SIGN = ["maintenance.perform_workorder", "maintenance.sign_maintenancelog"]


@dataclass
class Act:
    """A form, what it does, and how the page looks until it is done."""

    form: BaseForm
    do: Callable[[], HttpResponse]
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    also: tuple[Any, ...] = ()


def answered(request: HttpRequest, act: Act) -> HttpResponse:
    """Show the form, or act on it; a refusal comes back with what was typed."""
    status = 200
    forms = (act.form, *act.also)
    if request.method == "POST" and are_valid(forms):
        try:
            return act.do()
        except ValidationError as refusal:
            status = show_in_form(refusal, act.form)
    return render(
        request, act.template, act.context | {"form": act.form}, status=status
    )


def are_valid(forms: Iterable[Any]) -> bool:
    """Each is asked, so that all refusals are shown at once."""
    return not [form for form in forms if not form.is_valid()]


def tell(request: HttpRequest, news: Iterable[str]) -> None:
    messages.success(request, "It is signed.")
    for sentence in news:
        messages.info(request, sentence)


# --- Signing ----------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@permission_required(SIGN, raise_exception=True)
def check_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """An order without a checklist has nothing to fill in: its log begins here."""
    order, by = visible_order(request, pk), signed_in(request)
    try:
        if request.method == "POST":
            log = begin_log(order, by=by)
        else:
            log = log_in_hand(order, by=by)
    except ValidationError as refused:
        return render_refusal(request, order, refused)
    return signing_of_log(request, log, Place("check", pk))


@require_http_methods(["GET", "POST"])
@permission_required(SIGN, raise_exception=True)
def log_sign(request: HttpRequest, pk: int) -> HttpResponse:
    log = visible_log(request, pk)
    return (
        redirect(log)
        if log.is_signed
        else signing_of_log(request, log, Place("log", pk))
    )


def signing_of_log(
    request: HttpRequest, log: MaintenanceLog, place: Place
) -> HttpResponse:
    by = signed_in(request)
    verdict = verdict_so_far(log)
    form = LogSigningForm(posted(request), log=log, verdict=verdict, user=by)
    parts = PartFormSet(posted(request), prefix="parts")

    def sign() -> HttpResponse:
        used = tuple(each.part for each in parts if each.part)
        signed = sign_log(log, wanted=form.signing(used), by=by)
        tell(request, signed.news)
        return redirect(signed.log)

    context = about(log, place) | {"parts": parts, "verdict": ChecklistVerdict(verdict)}
    act = Act(form, sign, "maintenance/check_sign.html", context, (parts,))
    return answered(request, act)


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.sign_inspection", raise_exception=True)
def inspection_sign(request: HttpRequest, pk: int) -> HttpResponse:
    inspection, by = visible_inspection(request, pk), signed_in(request)
    if inspection.is_signed:
        return redirect(inspection)
    verdict = verdict_so_far(inspection)
    form = InspectionSigningForm(
        posted(request), inspection=inspection, verdict=verdict, user=by
    )

    def sign() -> HttpResponse:
        signed = sign_inspection(inspection, wanted=form.wanted, by=by)
        tell(request, signed.news)
        return redirect(signed.inspection)

    context = about(inspection, Place("inspection", pk))
    context["verdict"] = ChecklistVerdict(verdict)
    act = Act(form, sign, "maintenance/check_sign.html", context)
    return answered(request, act)


def verdict_so_far(record: Record) -> str:
    return verdict_on(items_of(record), stored_answers(record))


def about(record: Record, place: Place) -> dict[str, Any]:
    return {
        "record": record,
        "asset": record.asset,
        "order": record.work_order,
        "place": place,
        "sheet": Sheet(record),
    }


# --- Correcting -------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@permission_required(SIGN, raise_exception=True)
def log_correct(request: HttpRequest, pk: int) -> HttpResponse:
    log = visible_log(request, pk)
    return correcting(request, log, correct_log, "log")


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.sign_inspection", raise_exception=True)
def inspection_correct(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    return correcting(request, inspection, correct_inspection, "inspection")


def correcting(
    request: HttpRequest,
    record: MaintenanceLog | Inspection,
    correct: Callable[..., Record],
    name: str,
) -> HttpResponse:
    form = CorrectForm(posted(request))

    def begin() -> HttpResponse:
        reason, by = form.cleaned_data["reason"], signed_in(request)
        new = correct(record, reason=reason, by=by)
        return redirect(f"maintenance:{name}-fill", pk=new.pk)

    context = {"record": record, "asset": record.asset}
    return answered(
        request, Act(form, begin, "maintenance/check_correct.html", context)
    )
