"""The page with every version that the record of an asset has had."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.versions import versions_of
from equipment.views.answers import asset_or_404

PAGE_SIZE = 25
ROW_ID = re.compile(r"[0-9]{1,18}")


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def asset_history(request: HttpRequest, pk: int) -> HttpResponse:
    asset = asset_or_404(request, pk)
    before = request.GET.get("before", "")
    versions, older = versions_of(
        asset,
        to=request.user,
        before=int(before) if ROW_ID.fullmatch(before) else 0,
        most=PAGE_SIZE,
    )
    context = {
        "asset": asset,
        "versions": versions,
        "older_url": f"?before={older}" if older else "",
        "newest_url": request.path if before else "",
    }
    return render(request, "equipment/asset_history.html", context)
