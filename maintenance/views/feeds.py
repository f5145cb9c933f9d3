"""Calendars for other programs: the text that they read, and the page of addresses."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import (
    conditional_page,
    require_GET,
    require_POST,
    require_safe,
)

from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.feeds import VIEW, feed_with, make_feed, revoke_feed
from maintenance.forms.feeds import FeedForm
from maintenance.ical import CONTENT_TYPE, calendar_text
from maintenance.models import CalendarFeed
from maintenance.reports.feed import events_of, name_of

# Programs may keep it so long; they ask every few hours anyway.
KEPT_SECONDS = 15 * 60

may_view = permission_required(VIEW, raise_exception=True)


@require_safe
@login_not_required
@conditional_page
@cache_control(private=True, max_age=KEPT_SECONDS)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads what its owner may see at this moment."""
    found = feed_with(token)
    if found is None:
        raise Http404("There is no such calendar.")
    events = events_of(found, on=timezone.localdate())
    response = HttpResponse(
        calendar_text(events, name=name_of(found)), content_type=CONTENT_TYPE
    )
    response["Content-Disposition"] = 'inline; filename="work.ics"'
    return response


@require_GET
@may_view
def feed_list(request: HttpRequest) -> HttpResponse:
    return show(request, FeedForm(by=signed_in(request)))


@never_cache
@require_POST
@may_view
def feed_make(request: HttpRequest) -> HttpResponse:
    """Show the address once; it is kept nowhere and cannot be shown again."""
    by = signed_in(request)
    form = FeedForm(request.POST, by=by)
    if not form.is_valid():
        return show(request, form)
    try:
        made, token = make_feed(facility=form.cleaned_data["facility"], by=by)
    except ValidationError as refusal:
        return show(request, form, status=show_in_form(refusal, form))
    path = reverse("maintenance:feed", args=[token])
    context = {"feed": made, "address": f"{settings.PUBLIC_URL}{path}"}
    return render(request, "maintenance/feed_make.html", context)


@require_POST
@may_view
def feed_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    mine = CalendarFeed.objects.visible_to(request.user).select_related("facility")
    revoked = revoke_feed(get_object_or_404(mine, pk=pk), by=signed_in(request))
    messages.success(request, f"The address of “{name_of(revoked)}” works no more.")
    return redirect("maintenance:feed-list")


def show(request: HttpRequest, form: FeedForm, *, status: int = 200) -> HttpResponse:
    mine = CalendarFeed.objects.visible_to(request.user).in_use()
    feeds = mine.select_related("owner", "facility").order_by("facility__name", "pk")
    context = {"form": form, "feeds": [(name_of(each), each) for each in feeds]}
    return render(request, "maintenance/feed_list.html", context, status=status)
