"""The tag that the next device of a facility would have."""

from __future__ import annotations

import re

from django.db.models.functions import Length

from equipment.models import Asset, Facility

NUMBERED = re.compile(r"(?P<prefix>.*?)(?P<number>\d+)\Z")
LONGEST_TAG = 40


def proposed_tag(facility: Facility | None) -> str:
    """One more than the highest tag of the kind that the facility used last."""
    if facility is None:
        return ""
    latest = Asset.objects.filter(facility=facility).order_by("-pk").first()
    found = NUMBERED.match(latest.asset_tag) if latest else None
    if found is None:
        return f"{facility.code}-00001" if latest is None else ""
    return following(found["prefix"], highest(found["prefix"], len(found[0])))


def highest(prefix: str, length: int) -> str:
    """The last tag of this prefix and length, in whatever facility."""
    alike = Asset.objects.alias(length=Length("asset_tag")).filter(
        asset_tag__startswith=prefix, length=length
    )
    tags = alike.order_by("-asset_tag").values_list("asset_tag", flat=True)[:100]
    return next(tag for tag in tags if tag.removeprefix(prefix).isdecimal())


def following(prefix: str, tag: str) -> str:
    digits = tag.removeprefix(prefix)
    return f"{prefix}{int(digits) + 1:0{len(digits)}}"[:LONGEST_TAG]
