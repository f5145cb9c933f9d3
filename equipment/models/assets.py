"""A piece of equipment with a tag of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.urls import reverse

from audit.models import AuditedModel
from equipment import choices
from equipment.field_groups import COST_FIELDS, SEE_COSTS
from equipment.lifecycle import (
    AssetStatus,
    StatusReason,
)
from equipment.models.asset_rules import CONSTRAINTS, INDEXES
from equipment.models.catalogue import DeviceCategory, DeviceModel, Manufacturer
from equipment.models.fields import (
    CURRENCY,
    MAC_ADDRESS,
    DayField,
    LineField,
    MoneyField,
)
from equipment.models.places import Department, Facility, Location
from equipment.models.staff import reach_of
from equipment.search import matching, searchable
from equipment.serials import doubt, normalise_serial
from hospital_assets.foundation.conditions import IsAmong


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> AssetQuerySet:
        """Only what `user` may know of. Every page, count and export starts here."""
        if not user.has_perm("equipment.view_asset"):
            return self.none()
        reach = reach_of(user)
        if reach.is_everywhere:
            return self.all()
        mine = Q(facility__in=reach.facilities)
        if reach.departments:
            mine |= self._concerning(reach.departments)
        return self.filter(mine)

    def of_department(self, department: Department) -> AssetQuerySet:
        """What it owns, what stands in its places, and what it holds."""
        return self.filter(self._concerning(frozenset({department.pk})))

    def _concerning(self, departments: frozenset[int]) -> Q:
        # Ids instead of joins: a join would give an asset once for each match, and
        # for an empty key everything without one.
        rooms = Location.objects.filter(department__in=departments).order_by()
        held = self.model.held_by_departments(departments)
        return (
            Q(owner_department__in=departments)
            | Q(IsAmong("current_location", rooms.values("pk")))
            | Q(IsAmong("pk", held))
        )

    def search(self, text: str) -> AssetQuerySet:
        return self.filter(matching(text)) if text.strip() else self

    def tagged(self, tag: str) -> AssetQuerySet:
        """The one with this tag, whatever its case; by the index that keeps it one."""
        return self.alias(tag_key=Lower("asset_tag")).filter(tag_key=Lower(Value(tag)))

    def at_or_below(self, location: Location) -> AssetQuerySet:
        places = Location.objects.at_or_below(location)
        return self.filter(current_location__in=places.values("pk"))

    def on_inventory(self) -> AssetQuerySet:
        return self.exclude(status=AssetStatus.RETIRED)

    def sharing_serial_with(self, asset: Asset) -> AssetQuerySet:
        """Others on the inventory with the same serial number, of whatever maker."""
        if not asset.serial_key or asset.serial_doubt:
            return self.none()
        same = self.on_inventory().filter(serial_key=asset.serial_key)
        return same.exclude(pk=asset.pk)


class Asset(AuditedModel):
    # By plans and inspections.
    UNVERSIONED_FIELDS: ClassVar[Collection[str]] = (
        "next_service_due",
        "last_inspection_at",
    )
    UNRECORDED_FIELDS: ClassVar[Sequence[str]] = (
        "serial_key",
        "serial_doubt",
        "search_text",
    )
    CONFIDENTIAL_FIELDS = {SEE_COSTS: COST_FIELDS}

    # What it is.
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="assets"
    )
    asset_tag = LineField(max_length=40, blank=False)
    name = LineField(max_length=200, blank=False)
    category = models.ForeignKey(
        DeviceCategory, on_delete=models.PROTECT, related_name="assets"
    )
    manufacturer = models.ForeignKey(
        Manufacturer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assets",
    )
    manufacturer_name = LineField(
        max_length=120, help_text="As the plate on the device says."
    )
    device_model = models.ForeignKey(
        DeviceModel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assets",
    )
    model_name = LineField("model", max_length=120, blank=False)
    serial_number = LineField(max_length=80)
    serial_key = models.CharField(
        max_length=80, blank=True, editable=False, db_index=True
    )
    serial_doubt = models.CharField(max_length=120, blank=True, editable=False)
    udi_di = LineField("UDI-DI", max_length=25)
    udi_carrier = LineField("UDI as scanned", max_length=200)
    lot_number = LineField(max_length=40)
    giai = LineField("GIAI", max_length=30)
    rfid_epc = LineField("RFID (EPC)", max_length=64)

    # Whether it may be used.
    status = models.CharField(
        max_length=14,
        choices=AssetStatus.choices,
        default=AssetStatus.OUT_OF_SERVICE,
    )
    status_reason = models.CharField(
        max_length=20,
        choices=StatusReason.choices,
        blank=True,
        default=StatusReason.PENDING_ACCEPTANCE,
    )
    accepted_at = models.DateTimeField(
        null=True, blank=True, help_text="When the acceptance inspection was passed."
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    # How much hangs on it.
    criticality = models.CharField(max_length=8, choices=choices.Criticality.choices)
    criticality_reason = LineField(
        max_length=200, help_text="Why it differs from what the risk suggests."
    )
    risk_class = models.CharField(
        max_length=8,
        choices=choices.RiskClass.choices,
        default=choices.RiskClass.NON_HIGH,
    )
    is_life_support = models.BooleanField("life support", default=False)
    is_mission_critical = models.BooleanField("mission critical", default=False)

    # Where it is and whose.
    current_location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assets",
    )
    location_text = LineField(
        max_length=200, help_text="The place in words, where no listed place fits."
    )
    owner_department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assets",
    )
    responsible_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responsible_for",
    )
    cost_center = LineField(max_length=40)
    ownership = models.CharField(
        max_length=15,
        choices=choices.Ownership.choices,
        default=choices.Ownership.OWNED,
    )
    owner_organization = LineField(max_length=200)
    return_due_on = DayField(help_text="When a rental or a loaner goes back.")
    parent_asset = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="components",
        help_text="The system that this is a part of.",
    )

    # Its life.
    manufactured_on = DayField()
    purchase_date = DayField()
    received_on = DayField()
    warranty_ends_on = DayField()
    expires_on = DayField()
    expected_end_of_life_on = DayField()
    replacement_planned_year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1950), MaxValueValidator(2150)],
    )
    next_service_due = models.DateField(null=True, blank=True, editable=False)
    last_inspection_at = models.DateTimeField(null=True, blank=True, editable=False)

    # What it costs.
    purchase_cost = MoneyField()
    replacement_cost = MoneyField()
    currency = LineField(max_length=3, validators=[CURRENCY])
    purchase_order = LineField(max_length=60)
    supplier = LineField(max_length=200)
    funding_source = LineField(max_length=120)
    depreciation_years = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    service_provider = models.CharField(
        max_length=8, choices=choices.ServiceProvider.choices, blank=True
    )
    contract_reference = LineField(max_length=80)

    # How it is made.
    protection_class = models.CharField(
        max_length=8, choices=choices.ProtectionClass.choices, blank=True
    )
    applied_part = models.CharField(
        max_length=4, choices=choices.AppliedPart.choices, blank=True
    )
    power_requirement = LineField(max_length=80)
    battery_type = LineField(max_length=80)
    battery_installed_on = DayField()
    software_version = LineField(max_length=60)
    firmware_version = LineField(max_length=60)
    operating_system = LineField(max_length=80)
    is_networked = models.BooleanField("networked", default=False)
    mac_address = LineField("MAC address", max_length=17, validators=[MAC_ADDRESS])
    ip_address = models.GenericIPAddressField("IP address", null=True, blank=True)
    hostname = LineField(max_length=253)
    stores_patient_data = models.BooleanField(default=False)

    notes = models.TextField(
        blank=True, max_length=10_000, help_text="Nothing about patients."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["asset_tag"]
        permissions = [
            ("edit_asset_identity", "Can edit tag, serial number, model and UDI"),
            ("edit_asset_risk", "Can edit risk class and criticality"),
            ("view_asset_cost", "Can see costs and contracts"),
            ("move_asset", "Can move assets"),
            ("assign_asset", "Can assign and transfer assets"),
            ("return_asset", "Can return assets"),
            ("change_asset_status", "Can send to and release from maintenance"),
            ("stop_asset", "Can take out of service"),
            ("release_asset", "Can release from out of service"),
            ("release_hold", "Can lift holds after recalls and incidents"),
            ("retire_asset", "Can retire assets"),
            ("reinstate_asset", "Can reinstate retired assets"),
            ("import_asset", "Can import registers"),
            ("export_asset", "Can export assets"),
        ]
        indexes = INDEXES
        constraints = CONSTRAINTS

    def __str__(self) -> str:
        return f"{self.asset_tag} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("equipment:asset-detail", args=[self.pk])

    def clean(self) -> None:
        self.derive()
        self.check_place()

    def check_place(self) -> None:
        location = self.current_location
        if location and location.facility_id != self.facility_id:
            raise ValidationError(
                {"current_location": "That place is in another facility."}
            )

    def derive(self) -> None:
        """Bring what follows from other fields up to date."""
        self.serial_key = normalise_serial(self.serial_number)
        self.serial_doubt = doubt(self.serial_number)
        self.search_text = searchable(
            self.asset_tag,
            self.serial_number,
            self.serial_key,
            self.name,
            self.model_name,
            self.manufacturer_name,
        )

    @classmethod
    def held_by_departments(cls, departments: frozenset[int]) -> models.QuerySet[Any]:
        """The ids of the assets that are assigned to one of `departments` now."""
        assignments: Any = cls._meta.get_field("assignments").related_model
        held = assignments.objects.filter(ended_at=None, department__in=departments)
        return held.order_by().values("asset")  # type: ignore[no-any-return]  # ids

    @property
    def place(self) -> str:
        if self.current_location_id is not None:
            return str(self.current_location)
        return self.location_text

    @property
    def may_be_used(self) -> bool:
        return (
            self.status in (AssetStatus.AVAILABLE, AssetStatus.IN_USE)
            and self.status_reason != StatusReason.NEEDS_CLEANING
        )

    def age_in_years(self, on: date) -> float | None:
        """Counted from acceptance, else manufacture, else purchase."""
        start = (self.accepted_at.date() if self.accepted_at else None) or (
            self.manufactured_on or self.purchase_date
        )
        return round((on - start).days / 365.25, 1) if start else None
