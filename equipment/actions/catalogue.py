"""Keeping what everything else refers to: the catalogue, facilities, departments."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from equipment.models import (
    Department,
    DeviceCategory,
    DeviceModel,
    Facility,
    Manufacturer,
)

CatalogueEntry = Manufacturer | DeviceCategory | DeviceModel


@transaction.atomic
def save_catalogue_entry(
    entry: CatalogueEntry, *, by: AbstractUser, reason: str = ""
) -> bool:
    """Add or change a maker, a category or a model; they belong to no facility."""
    require(by, permission_to_write(entry), at=None)
    return save(entry, by=by, reason=reason)


@transaction.atomic
def save_facility(facility: Facility, *, by: AbstractUser, reason: str = "") -> bool:
    """Add or change a facility; only who works everywhere can add one."""
    require(by, permission_to_write(facility), at=facility)
    return save(facility, by=by, reason=reason)


@transaction.atomic
def save_department(
    department: Department, *, by: AbstractUser, reason: str = ""
) -> bool:
    """Add or change a department of a facility where the person works."""
    require(by, permission_to_write(department), at=department.facility)
    stored = department.stored_values()
    if department.pk and stored["facility_id"] != department.facility_id:
        raise ValidationError(
            {"facility": "A department stays in its facility. Add a new one there."}
        )
    return save(department, by=by, reason=reason)


def permission_to_write(entity: CatalogueEntry | Facility | Department) -> str:
    verb = "change" if entity.pk else "add"
    return f"equipment.{verb}_{entity._meta.model_name}"
