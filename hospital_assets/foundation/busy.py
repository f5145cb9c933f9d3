"""Answer that the database is busy, wherever in a request that shows."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

RETRY_AFTER_SECONDS = 30

# What SQLite says while somebody else writes, and the pool when all are taken.
BUSY = ("database is locked", "couldn't get a connection")


def failed(request: HttpRequest) -> HttpResponse:
    """Django's answer to any error of the program; it is called while that is handled.

    Only this door is passed by all: the session is written behind every view.
    """
    error = sys.exc_info()[1]
    if not is_busy(error):
        return server_error(request)
    answer = render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def is_busy(error: BaseException | None) -> bool:
    return isinstance(error, OperationalError) and any(
        sign in str(error) for sign in BUSY
    )
