"""What happens around each request of a person who signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from equipment.access import time_zone_of

GetResponse = Callable[[HttpRequest], HttpResponse]

# How often a session is written to note that its person is still there.
NOTED_EVERY_SECONDS = 60

OPEN_TO_THE_UNAPPROVED = ("/accounts/", "/static/", "/healthz", "/readyz")


class IdleSignOutMiddleware:
    """Keeps a session alive while it is used; it ends by itself when it is not.

    Written once a minute and not at each request, which would cost a write each.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get("seen", 0) > NOTED_EVERY_SECONDS:
                request.session["seen"] = now
        return self.get_response(request)


class ApprovalMiddleware:
    """Shows people without a role that an administrator has to approve them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and not user.is_superuser
            and not request.path.startswith(OPEN_TO_THE_UNAPPROVED)
            and not user.get_group_permissions()
        ):
            return render(request, "accounts/waiting.html", status=403)
        return self.get_response(request)


class TimeZoneMiddleware:
    """Shows times as the clock on the wall of the person's facility does."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        name = request.session.get("time_zone")
        if name is None:
            name = request.session["time_zone"] = time_zone_of(request.user)
        with timezone.override(ZoneInfo(name)):
            return self.get_response(request)
