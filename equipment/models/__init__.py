from __future__ import annotations

from equipment.models.assets import Asset
from equipment.models.assignments import Assignment
from equipment.models.catalogue import DeviceCategory, DeviceModel, Manufacturer
from equipment.models.importing import ImportMapping, ImportRun, WordMeaning
from equipment.models.places import Department, Facility, Location
from equipment.models.records import Attachment, Disposal
from equipment.models.saved_views import SavedView
from equipment.models.staff import StaffScope

__all__ = [
    "Asset",
    "Assignment",
    "Attachment",
    "Department",
    "DeviceCategory",
    "DeviceModel",
    "Disposal",
    "Facility",
    "ImportMapping",
    "ImportRun",
    "Location",
    "Manufacturer",
    "SavedView",
    "StaffScope",
    "WordMeaning",
]
