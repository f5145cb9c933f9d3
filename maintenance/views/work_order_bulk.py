"""Many work orders given to somebody at once: those ticked, or all that match."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from equipment.filters.assets import IdsField
from equipment.views.asset_bulk import show_refusal
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.dispatching import ASSIGN, assign_orders
from maintenance.filters.work_orders import WorkOrderFilter
from maintenance.forms.bulk import BulkAssignForm
from maintenance.models import WorkOrder
from maintenance.views.work_order_lists import VIEW, filter_in, parts_of

# One transaction for all of them must end before the browser gives up.
MOST_AT_ONCE = 1000
SHOWN_ORDERS = 20

ALL = "all"


@dataclass(frozen=True)
class Selection:
    """`back` is the list that the orders were chosen from."""

    orders: list[WorkOrder]
    is_all: bool
    back: str

    @property
    def shown(self) -> list[WorkOrder]:
        return self.orders[:SHOWN_ORDERS]

    @property
    def unshown(self) -> int:
        return len(self.orders) - len(self.shown)

    @property
    def facilities(self) -> set[int]:
        return {order.facility_id for order in self.orders}


def selection_of(request: HttpRequest, chosen: WorkOrderFilter) -> Selection:
    """The orders that the address names.

    Raises ValidationError for none, and for more than can be done at once.
    """
    is_all = ALL in request.GET
    if is_all:
        orders = chosen.qs
    else:
        ticked = IdsField(most=MOST_AT_ONCE, required=False)
        ids = ticked.clean(request.GET.getlist("order"))
        orders = WorkOrder.objects.visible_to(request.user).filter(pk__in=ids)
    found = list(
        orders.select_related("asset__facility", "facility").order_by("due_on", "pk")[
            : MOST_AT_ONCE + 1
        ]
    )
    if not found:
        raise ValidationError("Select the work orders first, then who does them.")
    if len(found) > MOST_AT_ONCE:
        raise ValidationError(
            f"More than {MOST_AT_ONCE:,} work orders match. Narrow the filter first."
        )
    return Selection(found, is_all, back_to(chosen))


def back_to(chosen: WorkOrderFilter) -> str:
    return f"{reverse('maintenance:work-order-list')}?{urlencode(parts_of(chosen))}"


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, ASSIGN], raise_exception=True)
def work_order_bulk_assign(request: HttpRequest) -> HttpResponse:
    chosen, by = filter_in(request), signed_in(request)
    try:
        selection = selection_of(request, chosen)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back_to(chosen))
    form = BulkAssignForm(
        request.POST or None,
        user=by,
        number=len(selection.orders),
        is_all=selection.is_all,
        facilities=selection.facilities,
    )
    status = 200
    if form.is_valid():
        try:
            number = assign_orders(selection.orders, to=form.worker, by=by)
        except ValidationError as refusal:
            status = show_refusal(refusal, form)
        else:
            messages.success(request, f"{form.worker} has {number:,} more to do now.")
            return redirect(selection.back)
    context = {"selection": selection, "form": form}
    template = "maintenance/work_order_bulk_assign.html"
    return render(request, template, context, status=status)
