"""The kinds of device that the demo hospital has, from `catalogue.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.bulk import Deed
from audit.past import Step, write_past
from equipment.choices import ProtectionClass
from equipment.models import DeviceCategory, DeviceModel, Manufacturer

FILE = Path(__file__).with_name("catalogue.json")

# Below this price a device belongs to everybody and wanders.
POOLED_BELOW = 9_000

CURRENCY = "USD"
MAINS = "100-240 V, 50/60 Hz"
THREE_PHASES = "480 V, three phases"


@dataclass(frozen=True)
class DeviceType:
    """A kind of device: what it is, how risky, where it stands, how many there are."""

    key: str
    name: str
    term: str
    group: str
    models: Sequence[tuple[str, str]]
    departments: Sequence[str]
    room: str
    risk_class: str
    criticality: str
    life_support: bool
    mission_critical: bool
    function: int
    physical_risk: int
    maintenance: int
    aem_eligible: bool
    requires_calibration: bool
    pm_interval_months: int
    life_years: int
    price_min: int
    price_max: int
    weight: int
    protection_class: str
    applied_part: str
    fixed: bool
    networked: bool
    patient_data: bool
    battery: bool

    @property
    def is_pooled(self) -> bool:
        return not self.fixed and self.price_max < POOLED_BELOW

    @property
    def power_requirement(self) -> str:
        if self.fixed and self.group in ("Imaging", "Radiation Oncology"):
            return THREE_PHASES
        powered = (ProtectionClass.I, ProtectionClass.II)
        return MAINS if self.protection_class in powered else ""


@dataclass(frozen=True)
class Catalogue:
    """The types with the records of the register that were made of them."""

    types: Sequence[DeviceType]
    categories: Mapping[str, DeviceCategory]
    models: Mapping[str, Sequence[DeviceModel]]


def read_types() -> list[DeviceType]:
    return [DeviceType(**kind) for kind in json.loads(FILE.read_text())["types"]]


def write_catalogue(deed: Deed) -> Catalogue:
    types = read_types()
    makers = {
        name: Manufacturer()
        for name in sorted({maker for kind in types for maker, _ in kind.models})
    }
    categories = {kind.key: DeviceCategory() for kind in types}
    models = {kind.key: [DeviceModel() for _ in kind.models] for kind in types}
    steps = [Step(maker, deed, {"name": name}) for name, maker in makers.items()]
    for kind in types:
        category = categories[kind.key]
        steps.append(Step(category, deed, category_fields(kind)))
        for (maker, name), model in zip(kind.models, models[kind.key], strict=True):
            fields = {
                "name": name,
                "manufacturer": makers[maker],
                "category": category,
            }
            steps.append(Step(model, deed, fields | model_fields(kind)))
    write_past(steps)
    return Catalogue(types, categories, models)


def risk_fields(kind: DeviceType) -> dict[str, Any]:
    return {
        "risk_class": kind.risk_class,
        "is_life_support": kind.life_support,
        "is_mission_critical": kind.mission_critical,
    }


def score_fields(kind: DeviceType) -> dict[str, Any]:
    return {
        "em_function": kind.function,
        "em_physical_risk": kind.physical_risk,
        "em_maintenance": kind.maintenance,
        "expected_life_years": kind.life_years,
    }


def category_fields(kind: DeviceType) -> dict[str, Any]:
    return {
        "code": kind.key.upper().replace("_", "-"),
        "name": kind.name,
        "group": kind.group,
        "gmdn_term": kind.term,
        "is_aem_eligible": kind.aem_eligible,
        **risk_fields(kind),
        **score_fields(kind),
    }


def build_fields(kind: DeviceType) -> dict[str, Any]:
    """How every device of the kind is built, and what it keeps."""
    return {
        "protection_class": kind.protection_class,
        "applied_part": kind.applied_part,
        "power_requirement": kind.power_requirement,
        "is_networked": kind.networked,
        "stores_patient_data": kind.patient_data,
    }


def model_fields(kind: DeviceType) -> dict[str, Any]:
    return {
        "pm_interval_months": kind.pm_interval_months,
        "list_price": (kind.price_min + kind.price_max) // 2,
        "currency": CURRENCY,
        "is_fixed_installation": kind.fixed,
        "needs_calibration": kind.requires_calibration,
        **risk_fields(kind),
        **score_fields(kind),
        **build_fields(kind),
    }
