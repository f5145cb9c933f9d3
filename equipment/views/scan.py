"""From a code on a device to its page: by camera, hand scanner or typing."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from equipment.models import Asset
from equipment.scanning import MOST_FOUND, assets_meant_by

LONGEST_CODE = 400


@require_GET
@permission_required("equipment.view_asset", raise_exception=True)
def scan(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("code", "").strip()
    found: list[Asset] = []
    if len(code) <= LONGEST_CODE:
        seen = Asset.objects.visible_to(request.user)
        among = seen.select_related("facility", "current_location")
        found = assets_meant_by(code, among=among)
    if len(found) == 1:
        return redirect(found[0])
    context = {
        "code": code[:LONGEST_CODE],
        "longest": LONGEST_CODE,
        "found": found,
        "is_more": len(found) == MOST_FOUND,
        "sentence": "" if found or not code else nothing_found(code),
    }
    return render(request, "equipment/scan.html", context)


def nothing_found(code: str) -> str:
    if len(code) > LONGEST_CODE:
        return "That is longer than any code on a device. Scan one code at a time."
    return (
        f"No device that you may see carries “{code}”. Compare it with the device, "
        "scan another code on it, or search for a part of the name."
    )
