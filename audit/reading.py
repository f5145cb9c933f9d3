"""That somebody read the audit log is itself in the audit log."""

from __future__ import annotations

import time
from collections.abc import Mapping

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.http import HttpRequest

from audit.models import AuditLog
from audit.recording import record
from hospital_assets.foundation.requests import signed_in

# Turning pages of one search is one reading; coming back to it later is another.
QUIET_SECONDS = 15 * 60


def note_reading(request: HttpRequest, sought: Mapping[str, str]) -> None:
    """Record that the log was read with this search, unless just now it was.

    The session remembers the last search: without it, a reader who turns pages would
    fill the log that is being read.
    """
    search, now = dict(sought), int(time.time())
    last, at = request.session.get("audit_read", (None, 0))
    if last == search and now - at < QUIET_SECONDS:
        return
    request.session["audit_read"] = (search, now)
    record_about_log("audit.read", by=signed_in(request), sought=search)


@transaction.atomic
def record_about_log(
    action: str, *, by: AbstractUser, sought: Mapping[str, str]
) -> None:
    log = AuditLog(entity_label="Audit log")
    record(action, entity=log, by=by, payload={"search": dict(sought)})
