"""What can be done to a selection of assets in the admin's list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, helpers
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from audit.admin import Chooser
from equipment.actions.bulk import change_statuses, move_assets
from equipment.actions.statuses import StatusChange
from equipment.lifecycle import REASONS, AssetStatus
from equipment.models import Asset, Location
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in

MOST_AT_ONCE = 500

Act = Callable[[list[Asset], dict[str, Any]], int]


class BulkForm(forms.Form):
    """A question about a selection; `title` and `button` say what it is for."""

    title = ""
    button = ""
    act: Act


class MoveForm(BulkForm):
    title = "Move the selected assets"
    button = "Move"

    location = forms.ModelChoiceField(
        queryset=Location.objects.none(),
        widget=Chooser(Asset._meta.get_field("current_location"), admin.site),
        label="Where they stand now",
    )
    reason = forms.CharField(max_length=200, required=False)


class StatusForm(BulkForm):
    title = "Change the status of the selected assets"
    button = "Change status"

    to = forms.ChoiceField(
        label="New status",
        choices=[
            (status, status.label)
            for status in AssetStatus
            if status != AssetStatus.RETIRED
        ],
    )
    reason = forms.ChoiceField(
        label="Why",
        required=False,
        choices=[
            ("", "None"),
            *(
                (status.label, [(r, r.label) for r in sorted(REASONS[status])])
                for status in AssetStatus
                if status != AssetStatus.RETIRED
            ),
        ],
    )
    note = forms.CharField(
        label="What is wrong or what is to be done", max_length=2000, required=False
    )


@admin.action(description="Move selected assets", permissions=["move"])
def move_selected(
    model_admin: ModelAdmin[Asset], request: HttpRequest, queryset: QuerySet[Asset]
) -> HttpResponse | None:
    def act(assets: list[Asset], answers: dict[str, Any]) -> int:
        to, reason = answers["location"], answers["reason"]
        return move_assets(assets, to=to, reason=reason, by=signed_in(request))

    form = MoveForm(request.POST if "apply" in request.POST else None)
    form.fields["location"].queryset = Location.objects.visible_to(request.user)  # type: ignore[attr-defined]  # of a choice field
    form.act = act
    return ask_and_act(model_admin, request, queryset, form)


@admin.action(
    description="Change status of selected assets", permissions=["change_status"]
)
def change_status_of_selected(
    model_admin: ModelAdmin[Asset], request: HttpRequest, queryset: QuerySet[Asset]
) -> HttpResponse | None:
    def act(assets: list[Asset], answers: dict[str, Any]) -> int:
        return change_statuses(assets, StatusChange(**answers), by=signed_in(request))

    form = StatusForm(request.POST if "apply" in request.POST else None)
    form.act = act
    return ask_and_act(model_admin, request, queryset, form)


def ask_and_act(
    model_admin: ModelAdmin[Asset],
    request: HttpRequest,
    queryset: QuerySet[Asset],
    form: BulkForm,
) -> HttpResponse | None:
    """Ask what the action needs to know, then do it to all, or with reasons to none."""
    assets = list(queryset.order_by("pk")[: MOST_AT_ONCE + 1])
    if len(assets) > MOST_AT_ONCE:
        model_admin.message_user(
            request, f"Select at most {MOST_AT_ONCE} assets at once.", messages.ERROR
        )
        return None
    status = 200
    if form.is_valid():
        try:
            done = form.act(assets, form.cleaned_data)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            model_admin.message_user(request, f"Done for {done} assets.")
            return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": form.title,
        "opts": model_admin.opts,
        "form": form,
        "assets": assets,
        "action": request.POST.get("action"),
        "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(
        request, "admin/equipment/asset/bulk.html", context, status=status
    )
