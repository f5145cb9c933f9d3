"""What the audit log contributes to other apps' pages."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest

from audit.models import AuditedModel
from audit.timeline import deeds_about

TIMELINE_LENGTH = 25
ENTRY_ID = re.compile(r"[0-9]{1,18}")


def timeline(request: HttpRequest, entity: AuditedModel) -> dict[str, Any]:
    """Everything that happened; `?before=` of the address asks for what is older."""
    before = request.GET.get("before", "")
    deeds, older = deeds_about(
        entity,
        to=request.user,
        before=int(before) if ENTRY_ID.fullmatch(before) else 0,
        most=TIMELINE_LENGTH,
    )
    return {
        "id": "timeline",
        "title": "Timeline",
        "icon": "clock",
        "template": "audit/_timeline.html",
        "is_wide": True,
        "deeds": deeds,
        "older": older,
        "is_continued": bool(before),
    }
