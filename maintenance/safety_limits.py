"""The limits of electrical safety that ship with the product, by standard."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.db import models

from maintenance.measuring import Limits

TABLE = Path(__file__).with_name("safety_limits.toml")


class Standard(models.TextChoices):
    IEC62353 = "iec62353", "IEC 62353"
    NFPA99 = "nfpa99", "NFPA 99"
    IEC60601 = "iec60601", "IEC 60601-1"


class Measurement(models.TextChoices):
    PE = "protective_earth_resistance", "Protective earth resistance, with cord"
    PE_WITHOUT_CORD = (
        "protective_earth_resistance_without_cord",
        "Protective earth resistance, without cord",
    )
    PE_OF_CORD = (
        "protective_earth_resistance_of_cord",
        "Protective earth resistance of the cord",
    )
    PE_OF_SYSTEM = (
        "protective_earth_resistance_of_system",
        "Protective earth resistance of a system",
    )
    EQUIPMENT_ALTERNATIVE = (
        "equipment_leakage_alternative",
        "Equipment leakage current, alternative method",
    )
    EQUIPMENT_DIRECT = (
        "equipment_leakage_direct",
        "Equipment leakage current, direct or differential method",
    )
    FIXED_EQUIPMENT = (
        "fixed_equipment_leakage",
        "Leakage current of fixed equipment before installation",
    )
    EARTH = "earth_leakage", "Earth leakage current"
    TOUCH = "touch_current", "Touch (chassis) current"
    LEADS = "lead_leakage", "Leakage current of patient leads"
    APPLIED_PART = "applied_part_leakage", "Applied part leakage current"
    PATIENT_AC = "patient_leakage_ac", "Patient leakage current, AC"
    PATIENT_DC = "patient_leakage_dc", "Patient leakage current, DC"
    PATIENT_TOTAL = "total_patient_leakage", "Total patient leakage current"
    INSULATION_MAINS = "insulation_resistance_mains", "Insulation resistance of mains"
    INSULATION_PART = (
        "insulation_resistance_applied_part",
        "Insulation resistance of the applied part",
    )


class FaultCondition(models.TextChoices):
    ANY = "", "As the measurement prescribes"
    NORMAL = "normal", "Normal condition"
    SINGLE_FAULT = "single_fault", "Single fault"


@dataclass(frozen=True)
class SafetyLimit:
    """No classes or no parts: it holds for all of them."""

    measurement: Measurement
    unit: str
    limits: Limits
    classes: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    condition: FaultCondition = FaultCondition.ANY
    note: str = ""
    is_checked: bool = False

    def holds_for(self, *, protection_class: str, applied_part: str) -> bool:
        is_of_class = not self.classes or protection_class in self.classes
        return is_of_class and (not self.parts or applied_part in self.parts)


@cache
def shipped_limits(standard: str) -> tuple[SafetyLimit, ...]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(_limit(row) for row in table[Standard(standard)]["limits"])


def limits_for(
    limits: Iterable[SafetyLimit], *, protection_class: str, applied_part: str
) -> list[SafetyLimit]:
    """Of a set, those that a device of this class with this part has to keep."""
    return [
        each
        for each in limits
        if each.holds_for(protection_class=protection_class, applied_part=applied_part)
    ]


def _limit(row: Mapping[str, object]) -> SafetyLimit:
    return SafetyLimit(
        measurement=Measurement(str(row["measurement"])),
        unit=str(row["unit"]),
        limits=Limits(_number(row.get("min")), _number(row.get("max"))),
        classes=_names(row.get("classes")),
        parts=_names(row.get("parts")),
        condition=FaultCondition(str(row.get("condition", ""))),
        note=str(row.get("note", "")),
        is_checked=row["basis"] == "checked",
    )


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _names(value: object) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()
