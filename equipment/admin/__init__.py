"""The register in Django's admin site."""

from __future__ import annotations

from equipment.admin.assets import AssetAdmin
from equipment.admin.catalogue import (
    DeviceCategoryAdmin,
    DeviceModelAdmin,
    ManufacturerAdmin,
)
from equipment.admin.places import DepartmentAdmin, FacilityAdmin, LocationAdmin
from equipment.admin.records import AssignmentAdmin, DisposalAdmin

__all__ = [
    "AssetAdmin",
    "AssignmentAdmin",
    "DepartmentAdmin",
    "DeviceCategoryAdmin",
    "DeviceModelAdmin",
    "DisposalAdmin",
    "FacilityAdmin",
    "LocationAdmin",
    "ManufacturerAdmin",
]
