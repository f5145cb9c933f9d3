"""Who asked for what is happening now, and by which way it came in."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KNOWN_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

# Which of a request's paths came in by which way; every other path is a page.
SOURCES = {"/api/": "rest", "/graphql/": "graphql", "/admin/": "admin"}


def new_request_id() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True)
class RequestContext:
    """`source` is one of page, rest, graphql, admin, command, import."""

    source: str = "command"
    request_id: str = field(default_factory=new_request_id)
    address: str = ""


_current: ContextVar[RequestContext | None] = ContextVar("context", default=None)


def current_context() -> RequestContext:
    return _current.get() or RequestContext()


@contextmanager
def acting_in(context: RequestContext) -> Iterator[RequestContext]:
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


class RequestContextMiddleware:
    """Gives each request an id, taken from the proxy in front if it sent a sane one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "")
        context = RequestContext(
            source=source_of(request.path),
            request_id=sent if KNOWN_REQUEST_ID.fullmatch(sent) else new_request_id(),
            address=address_of(request),
        )
        with acting_in(context):
            response = self.get_response(request)
        response["X-Request-ID"] = context.request_id
        return response


def address_of(request: HttpRequest) -> str:
    """Of the person's computer, which the outermost of our own proxies has noted.

    What stands further left in the header, the person may have written.
    """
    noted = request.headers.get("X-Forwarded-For", "").split(",")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if 0 < proxies <= len(noted):
        with suppress(ValueError):
            return str(ip_address(noted[-proxies].strip()))
    return request.META.get("REMOTE_ADDR") or ""


def source_of(path: str) -> str:
    for prefix, source in SOURCES.items():
        if path.startswith(prefix):
            return source
    return "page"
