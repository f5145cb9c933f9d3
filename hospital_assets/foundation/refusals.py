"""Answer what nobody can have meant, before a page or the database stumbles on it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class RefusalMiddleware:
    """Refuses NUL characters in addresses: PostgreSQL cannot store or compare them.

    Forms refuse them field by field with a sentence of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_nul(request):
            return render(request, "400.html", status=400)
        return self.get_response(request)


def has_nul(request: HttpRequest) -> bool:
    if "\0" in request.path:
        return True
    query = request.META.get("QUERY_STRING", "")
    return "%00" in query or "\0" in query
