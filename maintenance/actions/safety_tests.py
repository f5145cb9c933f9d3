"""The checklist of an electrical safety test: the limits that hold for a device."""

from __future__ import annotations

from typing import Any

from equipment.models import Asset
from maintenance.checklists import Item, as_json
from maintenance.choices import ItemType
from maintenance.measuring import Limits
from maintenance.models import FacilityPolicy, SafetyLimit
from maintenance.safety_limits import (
    FaultCondition,
    Measurement,
    Standard,
    limits_for,
    shipped_limits,
)
from maintenance.safety_limits import SafetyLimit as Limit

VISUAL = Item(
    key="visual",
    label="Housing, mains plug, cord and strain relief undamaged",
    na_allowed=False,
)


def safety_checklist(asset: Asset) -> tuple[list[dict[str, Any]], str]:
    """The items for the facility's standard, and the name of that standard.

    Each value counts; what another method made unnecessary does not apply.
    """
    policy = FacilityPolicy.objects.filter(facility=asset.facility_id).first()
    standard = Standard(policy.safety_standard if policy else Standard.IEC62353)
    kept = kept_limits(standard) or shipped_limits(standard)
    fitting = limits_for(
        kept,
        protection_class=asset.protection_class,
        applied_part=asset.applied_part,
    )
    items = [VISUAL, *(item_for(number, each) for number, each in enumerate(fitting))]
    return as_json(items), standard.label


def kept_limits(standard: Standard) -> list[Limit]:
    """Those of the hospital, where it keeps them as data."""
    return [as_rule(row) for row in SafetyLimit.objects.filter(standard=standard)]


def as_rule(row: SafetyLimit) -> Limit:
    return Limit(
        measurement=Measurement(row.measurement),
        unit=row.unit,
        limits=Limits(row.minimum, row.maximum),
        classes=names(row.protection_class),
        parts=names(row.applied_part),
        condition=FaultCondition(row.condition),
        note=row.note,
    )


def names(name: str) -> frozenset[str]:
    return frozenset({name}) if name else frozenset()


def item_for(number: int, limit: Limit) -> Item:
    condition = f", {limit.condition.label.lower()}" if limit.condition else ""
    return Item(
        key=f"{limit.measurement.value[:40]}_{number}",
        label=f"{limit.measurement.label}{condition}",
        type=ItemType.NUMERIC,
        section="Electrical safety",
        unit=limit.unit,
        min=limit.limits.minimum,
        max=limit.limits.maximum,
        note=limit.note,
    )
