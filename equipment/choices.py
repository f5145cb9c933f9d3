"""The code lists of the register that carry no rule of their own."""

from __future__ import annotations

from django.db import models


class Criticality(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"


class RiskClass(models.TextChoices):
    HIGH = "high", "High risk"
    NON_HIGH = "non_high", "Not high risk"


class Ownership(models.TextChoices):
    OWNED = "owned", "Owned"
    LEASED = "leased", "Leased"
    RENTAL = "rental", "Rental"
    LOANER = "loaner", "Loaner"
    DEMO = "demo", "Demo or trial"
    CONSIGNMENT = "consignment", "Consignment"
    PATIENT_OWNED = "patient_owned", "Patient-owned"
    PHYSICIAN_OWNED = "physician_owned", "Physician-owned"
    DONATED = "donated", "Donated"
    REAGENT_RENTAL = "reagent_rental", "Reagent rental"


# Somebody else's property that has to go back: the register must say whose and when.
GOES_BACK = (Ownership.RENTAL, Ownership.LOANER)


class ServiceProvider(models.TextChoices):
    IN_HOUSE = "in_house", "In house"
    OEM = "oem", "Manufacturer"
    ISO = "iso", "Independent service organisation"
    SHARED = "shared", "Shared"


class ProtectionClass(models.TextChoices):
    I = "I", "Class I"  # noqa: E741  # the standard's name
    II = "II", "Class II"
    INTERNAL = "internal", "Internally powered"
    NONE = "none", "Not powered"


class AppliedPart(models.TextChoices):
    NONE = "none", "No applied part"
    B = "B", "Type B"
    BF = "BF", "Type BF"
    CF = "CF", "Type CF"


class MriSafety(models.TextChoices):
    UNKNOWN = "", "Not stated"
    SAFE = "safe", "MR safe"
    CONDITIONAL = "conditional", "MR conditional"
    UNSAFE = "unsafe", "MR unsafe"


class LocationType(models.TextChoices):
    CAMPUS = "campus", "Campus"
    BUILDING = "building", "Building"
    WING = "wing", "Wing"
    FLOOR = "floor", "Floor"
    DEPARTMENT = "department", "Department"
    CORRIDOR = "corridor", "Corridor"
    ROOM = "room", "Room"
    BAY = "bay", "Bay"
    BED = "bed", "Bed"
    STORAGE = "storage", "Storage"
    WORKSHOP = "workshop", "Workshop"
    CABINET = "cabinet", "Cabinet"
    VEHICLE = "vehicle", "Vehicle"
    OFFSITE = "offsite", "Off site"
    VENDOR = "vendor", "Vendor"
    OTHER = "other", "Other"


class AssignmentStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    COMPLETED = "completed", "Completed"
    TRANSFERRED = "transferred", "Transferred"


class Condition(models.TextChoices):
    OK = "ok", "In order"
    DIRTY = "dirty", "Needs cleaning"
    DAMAGED = "damaged", "Damaged"


class DisposalMethod(models.TextChoices):
    SCRAP = "scrap", "Scrapped"
    RECYCLING = "recycling", "Recycled (WEEE)"
    TRADE_IN = "trade_in", "Traded in"
    SALE = "sale", "Sold"
    DONATION = "donation", "Donated"
    RETURN = "return", "Returned to its owner"
    LOST = "lost", "Lost"
    STOLEN = "stolen", "Stolen"
    PARTS = "parts", "Used for parts"


class WipeMethod(models.TextChoices):
    """NIST SP 800-88: how data was removed before a device left."""

    CLEAR = "clear", "Clear"
    PURGE = "purge", "Purge"
    DESTROY = "destroy", "Destroy"


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", "Photo"
    MANUAL = "manual", "Manual"
    CERTIFICATE = "certificate", "Certificate"
    INVOICE = "invoice", "Invoice"
    REPORT = "report", "Report"
    OTHER = "other", "Other"
