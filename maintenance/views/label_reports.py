"""Reporting a problem from a label without signing in, where a hospital wants it."""

from __future__ import annotations

from http import HTTPStatus

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from equipment.views.answers import posted
from hospital_assets.foundation.answers import show_in_form
from maintenance.actions.requests import asset_on_label, report_without_sign_in
from maintenance.forms.requests import LabelReportForm


@require_http_methods(["GET", "POST"])
@login_not_required
def label_report(request: HttpRequest, tag: str) -> HttpResponse:
    """A name, whether it may be used, and a form; so often from one address."""
    asset = asset_on_label(tag) if settings.REPORT_WITHOUT_SIGN_IN else None
    if asset is None:
        raise Http404("Nothing is reported here.")
    if request.user.is_authenticated:
        return redirect("equipment:asset-by-tag", tag)
    form = LabelReportForm(posted(request))
    context = {"asset": asset, "form": form}
    status = 200
    if form.is_valid():
        if not ratelimit.consume(request, action="label_report"):
            return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        try:
            context["order"] = report_without_sign_in(asset, form.report)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
    return render(request, "maintenance/label_report.html", context, status=status)
