"""Whether the process lives, and whether it can serve: for probes, without sign-in."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"


@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database: restarting the process would not mend that."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@login_not_required
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    obstacle = what_keeps_from_serving()
    return HttpResponse(
        f"{obstacle or 'ok'}\n",
        content_type=PLAIN,
        status=HTTPStatus.SERVICE_UNAVAILABLE if obstacle else HTTPStatus.OK,
    )


def what_keeps_from_serving() -> str:
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:
        # The database's own words name hosts and users, so they stay in the log.
        return "The database does not answer."
    if pending := len(migrations_of_the_code() - applied):
        return f"Migrations are pending ({pending}). Run manage.py migrate."
    return ""


@cache
def migrations_of_the_code() -> frozenset[tuple[str, str]]:
    """Read once: other migrations come with other code, and so with a new process."""
    return frozenset(MigrationLoader(None).graph.nodes)
