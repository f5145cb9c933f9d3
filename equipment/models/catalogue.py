"""What kinds of device there are: makers, categories, models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower

from audit.models import AuditedModel
from equipment.choices import (
    AppliedPart,
    MriSafety,
    ProtectionClass,
    RiskClass,
)
from equipment.models.fields import (
    CURRENCY,
    DayField,
    LineField,
    MoneyField,
    check_gs1_number,
    known,
    not_negative,
    score_field,
    score_range,
)


class Manufacturer(AuditedModel):
    name = LineField(max_length=120, blank=False)
    website = models.URLField(blank=True)
    support_phone = LineField(max_length=40)
    support_email = models.EmailField(blank=True)
    notes = models.TextField(blank=True, max_length=2000)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="manufacturer_unique_name",
                violation_error_message="There is a manufacturer of that name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeviceCategory(AuditedModel):
    """A kind of device, such as "Infusion pump, large volume"."""

    code = LineField(max_length=40, blank=False)
    name = LineField(max_length=120, blank=False)
    group = LineField(max_length=60, help_text="Such as Respiratory or Imaging.")
    gmdn_code = LineField("GMDN code", max_length=10)
    gmdn_term = LineField("GMDN term", max_length=200)
    umdns_code = LineField("UMDNS code", max_length=10)
    emdn_code = LineField("EMDN code", max_length=20)
    fda_product_code = LineField("FDA product code", max_length=3)
    risk_class = models.CharField(
        max_length=8, choices=RiskClass.choices, default=RiskClass.NON_HIGH
    )
    is_life_support = models.BooleanField("life support", default=False)
    is_mission_critical = models.BooleanField("mission critical", default=False)
    is_aem_eligible = models.BooleanField(
        "may be maintained by an alternate programme (AEM)",
        default=True,
        help_text="Never for imaging, lasers, or what a law rules.",
    )
    em_function = score_field(2, 10, "Function, 2 to 10 (Fennigkoh and Smith).")
    em_physical_risk = score_field(1, 5, "Physical risk if it fails, 1 to 5.")
    em_maintenance = score_field(1, 5, "Maintenance requirement, 1 to 5.")
    expected_life_years = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "device categories"
        constraints = [
            known("risk_class", RiskClass, "category_known_risk_class"),
            models.UniqueConstraint(
                Lower("code"),
                name="category_unique_code",
                violation_error_message="Another category has this code.",
            ),
            models.UniqueConstraint(
                Lower("name"),
                name="category_unique_name",
                violation_error_message="There is a category of that name already.",
            ),
            score_range("em_function", 2, 10, "category_em_function"),
            score_range("em_physical_risk", 1, 5, "category_em_physical_risk"),
            score_range("em_maintenance", 1, 5, "category_em_maintenance"),
        ]

    def __str__(self) -> str:
        return self.name


class DeviceModel(AuditedModel):
    """A maker's model; risk, procedures and recalls hang on it."""

    UNRECORDED_FIELDS: ClassVar[Sequence[str]] = ("em_number",)

    category = models.ForeignKey(
        DeviceCategory, on_delete=models.PROTECT, related_name="device_models"
    )
    manufacturer = models.ForeignKey(
        Manufacturer, on_delete=models.PROTECT, related_name="device_models"
    )
    name = LineField(max_length=120, blank=False)
    number = LineField("model number", max_length=60)
    udi_di = LineField("UDI-DI", max_length=25)
    gtin = LineField("GTIN", max_length=14, validators=[check_gs1_number])
    risk_class = models.CharField(
        max_length=8, choices=RiskClass.choices, default=RiskClass.NON_HIGH
    )
    is_life_support = models.BooleanField("life support", default=False)
    is_mission_critical = models.BooleanField("mission critical", default=False)
    em_function = score_field(2, 10, "Function, 2 to 10 (Fennigkoh and Smith).")
    em_physical_risk = score_field(1, 5, "Physical risk if it fails, 1 to 5.")
    em_maintenance = score_field(1, 5, "Maintenance requirement, 1 to 5.")
    em_number = models.GeneratedField(
        expression=F("em_function") + F("em_physical_risk") + F("em_maintenance"),
        output_field=models.PositiveSmallIntegerField(null=True),
        db_persist=True,
        verbose_name="EM number",
    )
    pm_interval_months = models.PositiveSmallIntegerField(
        "interval of planned maintenance in months",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="As the manufacturer says.",
    )
    expected_life_years = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    list_price = MoneyField()
    currency = LineField(max_length=3, validators=[CURRENCY])
    end_of_support_on = DayField()
    protection_class = models.CharField(
        max_length=8, choices=ProtectionClass.choices, blank=True
    )
    applied_part = models.CharField(
        max_length=4, choices=AppliedPart.choices, blank=True
    )
    power_requirement = LineField(max_length=80)
    mri_safety = models.CharField(
        "MRI safety", max_length=11, choices=MriSafety.choices, blank=True
    )
    is_networked = models.BooleanField("networked", default=False)
    stores_patient_data = models.BooleanField(default=False)
    is_fixed_installation = models.BooleanField("fixed installation", default=False)
    needs_calibration = models.BooleanField(default=False)
    notes = models.TextField(blank=True, max_length=2000)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["manufacturer__name", "name"]
        constraints = [
            known("risk_class", RiskClass, "model_known_risk_class"),
            models.UniqueConstraint(
                "manufacturer",
                Lower("name"),
                name="model_unique_name",
                violation_error_message="This manufacturer has a model of that name.",
            ),
            score_range("em_function", 2, 10, "model_em_function"),
            score_range("em_physical_risk", 1, 5, "model_em_physical_risk"),
            score_range("em_maintenance", 1, 5, "model_em_maintenance"),
            not_negative("list_price", "model_list_price"),
        ]

    def __str__(self) -> str:
        return f"{self.manufacturer} {self.name}"

    def scored(self) -> int | None:
        """What the database computes as `em_number`."""
        scores = (self.em_function, self.em_physical_risk, self.em_maintenance)
        return None if None in scores else sum(filter(None, scores))
