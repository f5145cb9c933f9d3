"""What the pages of signed logs and inspections share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError

from equipment.actions.releases import Release
from equipment.lifecycle import AssetStatus, transition
from maintenance.actions.checks import items_of
from maintenance.actions.releases import release_of, stopped_since
from maintenance.choices import ItemResult
from maintenance.measuring import Limits, words_of
from maintenance.models import Inspection, MaintenanceLog


@dataclass(frozen=True)
class Line:
    """One item of a signed record, by the limits that it was judged by."""

    label: str
    section: str
    result: str
    value: str = ""
    limits: str = ""
    as_found: str = ""
    note: str = ""
    photo: int | None = None


def lines_of(record: MaintenanceLog | Inspection) -> list[Line]:
    return list(lines(record))


def lines(record: MaintenanceLog | Inspection) -> Iterator[Line]:
    results = {each.get("key"): each for each in record.results}
    try:
        items = items_of(record)
    except ValidationError:
        # A record of another system may have a checklist that ours cannot read.
        return
    for item in items:
        result = results.get(item.key, {})
        unit = result.get("unit", "")
        limits = Limits(number(result, "limit_min"), number(result, "limit_max"))
        yield Line(
            item.label,
            item.section,
            result.get("result", ItemResult.NOT_DONE),
            f"{result.get('value', '')} {unit}".strip(),
            words_of(limits, unit=item.unit) if limits.are_any else "",
            found(result, item.unit),
            result.get("note", ""),
            result.get("photo"),
        )


def found(result: dict[str, Any], unit: str) -> str:
    as_found = result.get("as_found", "")
    if as_found == ItemResult.FAIL:
        return "Failed"
    return f"{as_found} {unit}".strip() if as_found else ""


def number(result: dict[str, Any], name: str) -> Decimal | None:
    try:
        return Decimal(str(result[name]))
    except (KeyError, InvalidOperation):
        return None


# --- And then ---------------------------------------------------------------------


def release_after(
    record: MaintenanceLog | Inspection, *, by: AbstractUser
) -> Release | None:
    """What is left to be done before the device is used, for who may release it.

    Asked of a record that was signed since the device was stopped, and of no other.
    """
    asset = record.asset
    how = transition(asset.status, AssetStatus.AVAILABLE)
    if how is None or not how.needs_evidence or not by.has_perm(how.permission):
        return None
    if record.signed_at is None or record.signed_at < stopped_since(asset):
        return None
    return release_of(asset)
