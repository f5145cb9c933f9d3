"""What the pages about one work order share: finding it, acting, answering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from hospital_assets.foundation.answers import show_in_form, status_of
from hospital_assets.foundation.errors import Stale
from maintenance.forms.work_orders import OrderForm
from maintenance.models import WorkOrder


@dataclass
class OrderPage:
    """A page with a form about an order; `heading` is what it does, `verb` its button.

    `done` is what to say when it was done.
    """

    form: OrderForm
    heading: str
    verb: str
    done: str
    icon: str = "check"
    is_danger: bool = False
    template: str = "maintenance/work_order_action.html"
    context: dict[str, Any] = field(default_factory=dict)


def order_or_404(request: HttpRequest, pk: int) -> WorkOrder:
    seen = WorkOrder.objects.visible_to(request.user).select_related(
        "asset__facility", "asset__current_location", "facility", "assigned_to", "team"
    )
    return get_object_or_404(seen, pk=pk)


def answer(
    request: HttpRequest, page: OrderPage, act: Callable[[], object]
) -> HttpResponse:
    """Show the form, or act on it; a refusal comes back with what was typed."""
    status, order = 200, page.form.order
    if page.form.is_valid():
        try:
            act()
        except Stale as refusal:
            status = show_in_form(refusal, page.form)
            order = order_or_404(request, order.pk)
            page.form.renew(order)
        except ValidationError as refusal:
            status = show_in_form(refusal, page.form)
        else:
            messages.success(request, page.done)
            return leave(request, order)
    context = {"order": order, "form": page.form, "page": page} | page.context
    return render(request, page.template, context, status=status)


def answer_at_once(
    request: HttpRequest,
    order: WorkOrder,
    act: Callable[[], object],
    *,
    done: str,
    show: Callable[[HttpRequest, int], HttpResponse],
) -> HttpResponse:
    """Act on a button that asks for nothing more; a refusal stands above the order."""
    try:
        act()
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        response = show(request, order.pk)
        response.status_code = status_of(refusal)
        return response
    messages.success(request, done)
    return leave(request, order)


def leave(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """Back to the order, unless what was done took it out of the person's sight."""
    if WorkOrder.objects.visible_to(request.user).filter(pk=order.pk).exists():
        return redirect(order)
    return redirect("maintenance:work-order-list")
