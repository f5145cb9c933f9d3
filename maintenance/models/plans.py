"""What comes round again at a device, and when it is due next."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from audit.models import AuditedModel
from equipment.models import Asset, DeviceCategory, DeviceModel
from equipment.models.fields import LineField, known
from maintenance.checklists import parse_checklist
from maintenance.choices import (
    IntervalUnit,
    PlanStatus,
    PlanType,
    ScheduleMode,
    Strategy,
)
from maintenance.intervals import LONGEST, SHORTEST, Interval, check_date
from maintenance.models.policies import check_window_policy
from maintenance.models.procedures import Procedure, minutes_field
from maintenance.models.reach import on_visible_assets


class Recurring(AuditedModel):
    """What a plan and the template that it is made from have in common.

    An empty `window_policy` is that of the facility.
    """

    name = LineField(max_length=120, blank=False)
    plan_type = models.CharField(
        max_length=11, choices=PlanType.choices, default=PlanType.PM
    )
    strategy = models.CharField(
        max_length=12, choices=Strategy.choices, default=Strategy.MANUFACTURER
    )
    interval_value = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    interval_unit = models.CharField(
        max_length=5, choices=IntervalUnit.choices, default=IntervalUnit.MONTH
    )
    schedule_mode = models.CharField(
        max_length=8, choices=ScheduleMode.choices, default=ScheduleMode.FIXED
    )
    window_policy = LineField(max_length=20, validators=[check_window_policy])
    procedure = models.ForeignKey(
        Procedure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    standard_minutes = minutes_field()

    class Meta:
        abstract = True

    def clean(self) -> None:
        try:
            self.interval  # noqa: B018  # it refuses what is out of range
        except ValidationError as refusal:
            raise ValidationError({"interval_value": refusal.messages}) from refusal

    @property
    def interval(self) -> Interval:
        return Interval(self.interval_value, IntervalUnit(self.interval_unit))


class PlanTemplate(Recurring):
    """From which plans are made for all devices of a model or a category."""

    category = models.ForeignKey(
        DeviceCategory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_templates",
    )
    device_model = models.ForeignKey(
        DeviceModel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_templates",
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            known("plan_type", PlanType, "template_known_type"),
            known("strategy", Strategy, "template_known_strategy"),
            known("interval_unit", IntervalUnit, "template_known_unit"),
            known("schedule_mode", ScheduleMode, "template_known_mode"),
            models.CheckConstraint(
                condition=Q(category=None, device_model__isnull=False)
                | Q(category__isnull=False, device_model=None),
                name="template_for_model_or_category",
                violation_error_message="Choose a model or a category, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, every {self.interval}"


class MaintenancePlanQuerySet(models.QuerySet["MaintenancePlan"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> MaintenancePlanQuerySet:
        return on_visible_assets(self, user, "maintenance.view_maintenanceplan")

    def active(self) -> MaintenancePlanQuerySet:
        return self.filter(status=PlanStatus.ACTIVE)

    def current(self) -> MaintenancePlanQuerySet:
        return self.exclude(status=PlanStatus.COMPLETED)

    def due_by(self, on: date) -> MaintenancePlanQuerySet:
        return self.active().filter(next_due_on__lte=on)


class MaintenancePlan(Recurring):
    """`next_due_on` is the due date of the earliest open work order, or of the next.

    `checklist` is the plan's own, for a device that no procedure fits. A plan that is
    `covered_by` another of the same device needs nothing when that one is due nearby.
    """

    TOLD_WITH = "asset"

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="plans")
    frequency_days = models.PositiveIntegerField(
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
        editable=False,
    )
    anchor_day = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="The day of the month on which it is due; empty follows the dates.",
    )
    next_due_on = models.DateField(validators=[check_date])
    is_one_off = models.BooleanField(default=False)
    status = models.CharField(
        max_length=9, choices=PlanStatus.choices, default=PlanStatus.ACTIVE
    )
    paused_reason = LineField(max_length=200)
    ended_reason = LineField(max_length=200)
    template = models.ForeignKey(
        PlanTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
    )
    checklist = models.JSONField(default=list, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="maintenance_plans",
    )
    team = models.ForeignKey(
        "maintenance.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
    )
    regulatory_max_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="The longest interval that the law allows."
    )
    covered_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="covers",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MaintenancePlanQuerySet.as_manager()

    class Meta:
        ordering = ["next_due_on", "pk"]
        permissions = [
            ("pause_maintenanceplan", "Can pause, resume and end plans"),
        ]
        indexes = [
            models.Index(
                fields=["next_due_on", "id"],
                condition=Q(status=PlanStatus.ACTIVE),
                name="plan_active_due",
            ),
        ]
        constraints = [
            known("plan_type", PlanType, "plan_known_type"),
            known("strategy", Strategy, "plan_known_strategy"),
            known("interval_unit", IntervalUnit, "plan_known_unit"),
            known("schedule_mode", ScheduleMode, "plan_known_mode"),
            known("status", PlanStatus, "plan_known_status"),
            models.UniqueConstraint(
                "asset",
                "plan_type",
                Lower("name"),
                condition=~Q(status=PlanStatus.COMPLETED),
                name="plan_once_for_asset",
                violation_error_message=(
                    "The device has a plan of this type and name already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(frequency_days__range=(SHORTEST, LONGEST)),
                name="plan_frequency_in_range",
                violation_error_message="The interval is from 1 to 3650 days.",
            ),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.PAUSED) & ~Q(paused_reason="")
                | ~Q(status=PlanStatus.PAUSED) & Q(paused_reason=""),
                name="plan_paused_with_reason",
                violation_error_message="Say why it is paused.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.asset}"

    def get_absolute_url(self) -> str:
        return reverse("maintenance:plan-detail", args=[self.pk])

    @property
    def audit_facility_id(self) -> int | None:
        return self.asset.facility_id

    def clean(self) -> None:
        super().clean()
        self.derive()
        try:
            parse_checklist(self.checklist)
        except ValidationError as refusal:
            raise ValidationError({"checklist": refusal.messages}) from refusal
        most = self.regulatory_max_days
        if most and self.frequency_days > most:
            raise ValidationError(
                {"interval_value": f"The law allows at most {most} days."}
            )

    def derive(self) -> None:
        self.frequency_days = self.interval.frequency_days
