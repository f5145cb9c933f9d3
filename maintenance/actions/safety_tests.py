"""Electrical safety tests: by which limits, and after which repairs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from equipment.choices import ProtectionClass
from equipment.models import Asset
from hospital_assets.foundation.text import match_key
from maintenance.actions.policies import missing_limits
from maintenance.checklists import Item, as_json, parse_checklist
from maintenance.choices import (
    PASSING,
    InspectionStatus,
    InspectionType,
    ItemType,
    MaintenanceType,
    PlanType,
)
from maintenance.measuring import Limits
from maintenance.models import (
    FacilityPolicy,
    Inspection,
    MaintenanceLog,
    MaintenancePlan,
    PlanTemplate,
    SafetyLimit,
)
from maintenance.safety_limits import (
    FaultCondition,
    Measurement,
    Standard,
    limits_for,
    shipped_limits,
)
from maintenance.safety_limits import SafetyLimit as Limit

SECTION = "Electrical safety"
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
    fitting = limits_for(
        limits_of(standard),
        protection_class=asset.protection_class,
        applied_part=asset.applied_part,
    )
    items = [VISUAL, *(item_for(number, each) for number, each in enumerate(fitting))]
    return as_json(items), standard.label


def limits_of(standard: Standard) -> Sequence[Limit]:
    """Those of the hospital, where it keeps them as data, and whatever it lacks."""
    kept = list(SafetyLimit.objects.filter(standard=standard))
    if not kept:
        return shipped_limits(standard)
    return [as_rule(row) for row in (*kept, *missing_limits(standard, kept))]


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
        section=SECTION,
        unit=limit.unit,
        min=limit.limits.minimum,
        max=limit.limits.maximum,
        note=limit.note,
    )


# --- After a repair ---------------------------------------------------------------


def asks_for_test(log: MaintenanceLog) -> bool:
    """What a repair is taken for unless somebody says that nothing was opened."""
    is_repair = log.maintenance_type == MaintenanceType.CORRECTIVE
    return is_repair and has_safety_tests(log.asset)


def has_safety_tests(asset: Asset) -> bool:
    """Whether it has electrical parts, as its class or its kind of device tells."""
    if asset.protection_class:
        return asset.protection_class != ProtectionClass.NONE
    tests = Q(plan_type=PlanType.EST)
    kind = Q(category=asset.category_id) | Q(device_model=asset.device_model_id)
    plans = MaintenancePlan.objects.active().filter(tests, asset=asset)
    return plans.exists() or PlanTemplate.objects.filter(tests, kind).exists()


def untested_since(asset: Asset) -> datetime | None:
    """When it was opened last, if it has not passed a safety test after that."""
    opened = MaintenanceLog.objects.valid().filter(asset=asset, was_opened=True)
    at = opened.order_by("performed_at").values_list("performed_at", flat=True).last()
    return None if at is None or was_tested(asset, at) else at


def was_tested(asset: Asset, since: datetime) -> bool:
    inspections = Inspection.objects.valid().filter(
        asset=asset, status=InspectionStatus.PASSED, inspected_at__gte=since
    )
    if any(is_safety_test(each, each.type) for each in inspections):
        return True
    logs = MaintenanceLog.objects.valid().filter(
        asset=asset, outcome__in=PASSING, performed_at__gte=since
    )
    return any(is_safety_test(each, each.maintenance_type) for each in logs)


def is_safety_test(record: MaintenanceLog | Inspection, kind: str) -> bool:
    """By its kind, or because its checklist has a section of such tests."""
    if kind in (InspectionType.ELECTRICAL_SAFETY, MaintenanceType.SAFETY_TEST):
        return True
    tested = match_key(SECTION)
    return any(
        match_key(item.section.replace("_", " ")) == tested
        for item in parse_checklist(record.checklist)
    )
