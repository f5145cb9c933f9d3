"""The pages of test instruments: which there are, and what was measured with them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from equipment.models import Asset
from equipment.views.answers import posted
from hospital_assets.foundation.paging import capped_count, paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.instruments import (
    add_instrument,
    doubt_instrument,
    edit_instrument,
    uses_of_instrument,
)
from maintenance.forms.instruments import DoubtForm, InstrumentForm
from maintenance.models import TestInstrument
from maintenance.views.signing import Act, answered

CHANGE = "maintenance.change_testinstrument"


@require_GET
@permission_required("maintenance.view_testinstrument", raise_exception=True)
def instrument_list(request: HttpRequest) -> HttpResponse:
    found = TestInstrument.objects.visible_to(request.user).select_related("facility")
    count = capped_count(found)
    context = {
        "page": paginate(
            found,
            ordering=["-is_active", "calibration_due_on"],
            cursor=request.GET.get("cursor", ""),
        ),
        "count_text": f"{count} instrument{'' if count.number == 1 else 's'}",
        "today": timezone.localdate(),
        "may_add": request.user.has_perm("maintenance.add_testinstrument"),
    }
    return render(request, "maintenance/instrument_list.html", context)


@require_GET
@permission_required("maintenance.view_testinstrument", raise_exception=True)
def instrument_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """With the records that it was used for, those in doubt marked."""
    instrument = instrument_or_404(request, pk)
    page = paginate(
        uses_of_instrument(instrument).filter(whose_device_is_seen(request)),
        ordering=["-pk"],
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "instrument": instrument,
        "page": page,
        "today": timezone.localdate(),
        "is_overdue": instrument.is_overdue(timezone.localdate()),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "maintenance/instrument_detail.html", context)


def whose_device_is_seen(request: HttpRequest) -> Q:
    seen = Asset.objects.visible_to(request.user).order_by().values("pk")
    return Q(log__asset__in=seen) | Q(inspection__asset__in=seen)


def instrument_or_404(request: HttpRequest, pk: int) -> TestInstrument:
    seen = TestInstrument.objects.visible_to(request.user).select_related("facility")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.add_testinstrument", raise_exception=True)
def instrument_add(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    form = InstrumentForm(posted(request), user=by)

    def add() -> HttpResponse:
        instrument = add_instrument(form.instance, by=by)
        messages.success(request, f"{instrument} is on the list now.")
        return redirect("maintenance:instrument-detail", pk=instrument.pk)

    act = Act(form, add, "maintenance/instrument_edit.html")
    return answered(request, act)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def instrument_edit(request: HttpRequest, pk: int) -> HttpResponse:
    instrument, by = instrument_or_404(request, pk), signed_in(request)
    form = InstrumentForm(posted(request), instance=instrument, user=by)

    def edit() -> HttpResponse:
        edit_instrument(instrument, form.changes, by=by)
        messages.success(request, f"{instrument} was changed.")
        return redirect("maintenance:instrument-detail", pk=pk)

    context = {"instrument": instrument}
    act = Act(form, edit, "maintenance/instrument_edit.html", context)
    return answered(request, act)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def instrument_doubt(request: HttpRequest, pk: int) -> HttpResponse:
    instrument, by = instrument_or_404(request, pk), signed_in(request)
    form = DoubtForm(posted(request))

    def doubt() -> HttpResponse:
        doubt_instrument(instrument, **form.cleaned_data, by=by)
        messages.success(request, "What it measured since then is marked below.")
        return redirect("maintenance:instrument-detail", pk=pk)

    context = {"instrument": instrument}
    act = Act(form, doubt, "maintenance/instrument_doubt.html", context)
    return answered(request, act)
