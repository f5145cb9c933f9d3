"""What pages ask of a request."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


def signed_in(request: HttpRequest) -> AbstractUser:
    """Whoever sends the request; a middleware lets nobody else come to a page."""
    return cast("AbstractUser", request.user)


def wants_part(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks for the element `target` of the page, and not for all of it.

    Such an answer differs by its header: name HX-Target in `Vary`.
    """
    details: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # its middleware's
    return bool(details) and details.target == target
