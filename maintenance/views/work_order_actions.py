"""The pages with which work is given out, done, held up and ended."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from equipment.views.answers import posted
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.attempts import OVERRIDE, declare_missing, record_attempt
from maintenance.actions.comments import FOLLOW
from maintenance.actions.dispatching import (
    ASSIGN,
    PERFORM,
    TAKE,
    assign_order,
    take_order,
    triage_order,
)
from maintenance.actions.failures import name_failure
from maintenance.actions.permits import allow_instrument
from maintenance.actions.progress import (
    DEFER,
    begin_work,
    call_off,
    close_work_order,
    confirm_works,
    defer_work,
    hold_work,
    lacks_failure,
    reopen_work,
    resume_work,
)
from maintenance.forms.work_orders import (
    AssignForm,
    AttemptForm,
    CancelForm,
    DeferForm,
    FailureForm,
    HoldForm,
    MissingForm,
    PermitForm,
    ReasonForm,
    TriageForm,
)
from maintenance.models import WorkOrder
from maintenance.views.order_answers import (
    OrderPage,
    answer,
    answer_at_once,
    order_or_404,
)
from maintenance.views.work_orders import show_order

asks = require_http_methods(["GET", "POST"])


def may(permission: str) -> Callable[..., Callable[..., HttpResponse]]:
    return permission_required(permission, raise_exception=True)


# --- Buttons that ask for nothing more ----------------------------------------------


def at_once(
    request: HttpRequest,
    pk: int,
    act: Callable[[WorkOrder, AbstractUser], object],
    done: str,
) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    return answer_at_once(
        request, order, lambda: act(order, by), done=done, show=show_order
    )


@require_POST
@may(TAKE)
def work_order_take(request: HttpRequest, pk: int) -> HttpResponse:
    return at_once(
        request, pk, lambda order, by: take_order(order, by=by), "It is yours now."
    )


@require_POST
@may(PERFORM)
def work_order_begin(request: HttpRequest, pk: int) -> HttpResponse:
    return at_once(
        request, pk, lambda order, by: begin_work(order, by=by), "You began the work."
    )


@require_POST
@may(PERFORM)
def work_order_resume(request: HttpRequest, pk: int) -> HttpResponse:
    return at_once(
        request, pk, lambda order, by: resume_work(order, by=by), "The work goes on."
    )


@require_POST
@may(FOLLOW)
def work_order_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return at_once(
        request,
        pk,
        lambda order, by: confirm_works(order, by=by),
        "Thank you: biomedical engineering knows that it works again.",
    )


# --- Pages with a form --------------------------------------------------------------


@asks
@may(ASSIGN)
def work_order_triage(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = TriageForm(posted(request), order=order, user=by)
    page = OrderPage(form, "Set priority and type", "Save", "It was looked at.")

    def act() -> None:
        version = form.cleaned_data["version"]
        triage_order(order, form.triage, by=by, version=version)

    return answer(request, page, act)


@asks
@may(ASSIGN)
def work_order_assign(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = AssignForm(posted(request), order=order, user=by)
    page = OrderPage(form, "Assign the work", "Assign", "", icon="user-plus")

    def act() -> None:
        version = form.cleaned_data["version"]
        assign_order(order, to=form.worker, by=by, version=version)
        page.done = f"{form.worker} has {order.number} now."

    return answer(request, page, act)


@asks
@may(PERFORM)
def work_order_hold(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = HoldForm(posted(request), order=order, user=by)
    page = OrderPage(form, "Put the work on hold", "Put on hold", "It waits now.")

    def act() -> None:
        said = form.cleaned_data
        hold_work(
            order,
            reason=said["reason"],
            note=said["note"],
            by=by,
            version=said["version"],
        )

    return answer(request, page, act)


@asks
@may(DEFER)
def work_order_defer(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = DeferForm(posted(request), order=order, user=by)
    page = OrderPage(form, "Defer the work", "Defer", "It is deferred.")

    def act() -> None:
        version = form.cleaned_data["version"]
        defer_work(order, form.deferral, by=by, version=version)

    return answer(request, page, act)


@asks
@may(PERFORM)
def work_order_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = AttemptForm(posted(request), order=order, user=by)
    page = OrderPage(
        form,
        "The work could not be done",
        "Record the attempt",
        "The attempt is recorded.",
        template="maintenance/work_order_attempt.html",
    )

    def act() -> None:
        version = form.cleaned_data["version"]
        record_attempt(order, form.attempt, by=by, version=version)

    return answer(request, page, act)


@asks
@may(PERFORM)
def work_order_failure(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = FailureForm(posted(request), order=order, user=by)
    page = OrderPage(form, "What failed", "Save", "It is noted what failed.")

    def act() -> None:
        name_failure(order, form.said, by=by, version=form.cleaned_data["version"])

    return answer(request, page, act)


@asks
@may(ASSIGN)
def work_order_close(request: HttpRequest, pk: int) -> HttpResponse:
    """At once where all is known; a repair whose failure is not asks for that."""
    order, by = order_or_404(request, pk), signed_in(request)
    done = "It is closed; nothing of it changes any more."
    if not lacks_failure(order):
        if request.method != "POST":
            return redirect(order)
        return at_once(request, pk, lambda o, by: close_work_order(o, by=by), done)
    form = FailureForm(posted(request), order=order, user=by)
    page = OrderPage(form, "Close the repair", "Close", done, icon="lock-closed")

    def act() -> None:
        with transaction.atomic():
            version = form.cleaned_data["version"]
            named = name_failure(order, form.said, by=by, version=version)
            close_work_order(named, by=by)

    return answer(request, page, act)


@asks
@may(OVERRIDE)
def work_order_instrument(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = PermitForm(posted(request), order=order, user=by)
    page = OrderPage(form, "Allow an instrument for this work", "Allow it", "")

    def act() -> None:
        said = form.cleaned_data
        allow_instrument(
            order,
            said["instrument"],
            reason=said["reason"],
            by=by,
            version=said["version"],
        )
        page.done = f"This work may be done with {said['instrument']}."

    return answer(request, page, act)


@asks
@may(OVERRIDE)
def work_order_missing(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = MissingForm(posted(request), order=order, user=by)
    page = OrderPage(
        form, "Declare the device missing", "It is missing", "", is_danger=True
    )
    page.done = f"{order.asset} is missing now. Whoever finds it has it checked first."

    def act() -> None:
        declare_missing(order, note=form.cleaned_data["note"], by=by)

    return answer(request, page, act)


@asks
@may(ASSIGN)
def work_order_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = ReasonForm(posted(request), order=order, user=by)
    page = OrderPage(form, "Take the work up again", "Reopen", "It goes on.")

    def act() -> None:
        said = form.cleaned_data
        reopen_work(order, reason=said["reason"], by=by, version=said["version"])

    return answer(request, page, act)


@asks
@may(FOLLOW)
def work_order_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = CancelForm(posted(request), order=order, user=by)
    page = OrderPage(
        form, "Cancel the work", "Cancel the work", "It is cancelled.", is_danger=True
    )

    def act() -> None:
        said = form.cleaned_data
        call_off(order, reason=said["reason"], by=by, version=said["version"])

    return answer(request, page, act)
