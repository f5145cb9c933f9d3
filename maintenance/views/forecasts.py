"""How much planned work the next twelve months hold."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from equipment.models import Facility
from maintenance.forecasts import USUAL_MINUTES, hours_by_facility, months_from
from maintenance.models import MaintenancePlan


@require_GET
@permission_required("maintenance.view_maintenanceplan", raise_exception=True)
def plan_forecast(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    months = months_from(today)
    plans = MaintenancePlan.objects.visible_to(request.user)
    hours = hours_by_facility(plans, start=today)
    known = set(hours)
    facilities = Facility.objects.visible_to(request.user)
    rows = [
        {"name": name, "cells": cells, "sum": sum(hours for _, hours in cells)}
        for pk, name in facilities.values_list("pk", "name")
        if (cells := [(month, hours[pk][month]) for month in months]) and pk in known
    ]
    sums = [(month, sum(each[month] for each in hours.values())) for month in months]
    context = {
        "months": months,
        "rows": rows,
        "sums": sums,
        "total": sum(of_month for _, of_month in sums),
        "usual_minutes": USUAL_MINUTES,
    }
    return render(request, "maintenance/plan_forecast.html", context)
