"""What was done and found, signed by who did it: from then on it never changes."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from audit.models import AuditedModel
from equipment.models import Asset, Attachment, Location
from equipment.models.fields import CURRENCY, LineField, MoneyField, known
from maintenance.choices import (
    ChecklistVerdict,
    InspectionStatus,
    InspectionType,
    ItemResult,
    LogOutcome,
    LogStatus,
    MaintenanceType,
)
from maintenance.models.instruments import TestInstrument
from maintenance.models.plans import MaintenancePlan
from maintenance.models.procedures import ProcedureVersion
from maintenance.models.reach import on_visible_assets
from maintenance.models.work_orders import WorkOrder


def corrections(name: str) -> models.Index:
    """Corrections are rare, so that SQLite takes the whole column for one value."""
    is_one = Q(supersedes__isnull=False)
    return models.Index(fields=["supersedes"], condition=is_one, name=name)


class SignedRecord(AuditedModel):
    """What a maintenance log and an inspection have in common.

    `checklist` holds the items as they were when work began, `results` what was found
    at each, with the limits that it was judged by. Both are JSON lists. A signed record
    is corrected by another that `supersedes` it; a database trigger refuses all else.
    """

    TOLD_WITH = "asset"

    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    work_order = models.ForeignKey(
        WorkOrder,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    procedure_version = models.ForeignKey(
        ProcedureVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    checklist = models.JSONField(default=list, blank=True)
    results = models.JSONField(default=list, blank=True)
    verdict = models.CharField(
        max_length=10, choices=ChecklistVerdict.choices, blank=True
    )
    findings = models.TextField(blank=True, max_length=4000)
    signed_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    correction_reason = LineField(max_length=300)

    class Meta:
        abstract = True

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def audit_facility_id(self) -> int | None:
        return self.asset.facility_id


class MaintenanceLogQuerySet(models.QuerySet["MaintenanceLog"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> MaintenanceLogQuerySet:
        return on_visible_assets(self, user, "maintenance.view_maintenancelog")

    def signed(self) -> MaintenanceLogQuerySet:
        return self.filter(signed_at__isnull=False)

    def valid(self) -> MaintenanceLogQuerySet:
        """Signed, and not corrected since."""
        return self.signed().filter(superseded_by__signed_at=None)


class MaintenanceLog(SignedRecord):
    """One visit to a device, and what was done at it."""

    plan = models.ForeignKey(
        MaintenancePlan,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="logs",
    )
    performed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="maintenance_logs",
    )
    maintenance_type = models.CharField(
        max_length=15,
        choices=MaintenanceType.choices,
        default=MaintenanceType.CORRECTIVE,
    )
    status = models.CharField(
        max_length=11, choices=LogStatus.choices, default=LogStatus.IN_PROGRESS
    )
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    performed_at = models.DateTimeField(null=True, blank=True)
    summary = LineField(max_length=500)
    outcome = models.CharField(max_length=9, choices=LogOutcome.choices, blank=True)
    notes = models.TextField(blank=True, max_length=4000)
    as_found_condition = LineField(max_length=300)
    parts_used = models.JSONField(default=list, blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    downtime_minutes = models.PositiveIntegerField(null=True, blank=True)
    labor_minutes = models.PositiveIntegerField(null=True, blank=True)
    travel_minutes = models.PositiveIntegerField(null=True, blank=True)
    vendor = LineField(max_length=120)
    vendor_report_number = LineField(max_length=60)
    labor_cost = MoneyField()
    parts_cost = MoneyField()
    vendor_cost = MoneyField()
    currency = LineField(max_length=3, validators=[CURRENCY])
    was_opened = models.BooleanField(
        default=False, help_text="Opened, or electrical parts of it repaired."
    )
    test_instruments = models.ManyToManyField(
        TestInstrument, through="maintenance.InstrumentUse", related_name="logs"
    )

    objects = MaintenanceLogQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        permissions = [("sign_maintenancelog", "Can sign what was done")]
        indexes = [
            models.Index(fields=["asset", "-performed_at"], name="log_of_asset"),
            models.Index(fields=["performed_at", "id"], name="log_performed"),
            corrections("log_correction"),
        ]
        constraints = [
            known("maintenance_type", MaintenanceType, "log_known_type"),
            known("status", LogStatus, "log_known_status"),
            models.CheckConstraint(
                condition=~Q(status=LogStatus.COMPLETED)
                | (
                    Q(completed_at__isnull=False)
                    & Q(performed_at__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(summary="")
                ),
                name="log_completed_says_what",
                violation_error_message=(
                    "Work that is completed says when, what was done and its outcome."
                ),
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("started_at")),
                name="log_completed_after_start",
                violation_error_message="Work cannot be completed before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(status=LogStatus.COMPLETED),
                name="log_signed_when_completed",
                violation_error_message="Only completed work is signed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_maintenance_type_display()} of {self.asset}"

    def get_absolute_url(self) -> str:
        return reverse("maintenance:log-detail", args=[self.pk])


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> InspectionQuerySet:
        return on_visible_assets(self, user, "maintenance.view_inspection")

    def signed(self) -> InspectionQuerySet:
        return self.filter(signed_at__isnull=False)

    def valid(self) -> InspectionQuerySet:
        """Signed, and not corrected since."""
        return self.signed().filter(superseded_by__signed_at=None)


class Inspection(SignedRecord):
    """A look at whether a device is fit for use; before it is signed, no status."""

    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="inspections"
    )
    inspected_at = models.DateTimeField()
    type = models.CharField(
        max_length=19, choices=InspectionType.choices, default=InspectionType.AD_HOC
    )
    status = models.CharField(
        max_length=16, choices=InspectionStatus.choices, blank=True
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
    )
    valid_until = models.DateField(null=True, blank=True)
    safety_standard = LineField(max_length=20, help_text="Whose limits were used.")
    test_instruments = models.ManyToManyField(
        TestInstrument, through="maintenance.InstrumentUse", related_name="inspections"
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-inspected_at", "-pk"]
        permissions = [("sign_inspection", "Can sign inspections")]
        indexes = [
            corrections("inspection_correction"),
            models.Index(fields=["asset", "-inspected_at"], name="inspection_of_asset"),
            models.Index(fields=["inspected_at", "id"], name="inspection_inspected"),
        ]
        constraints = [
            known("type", InspectionType, "inspection_known_type"),
            models.CheckConstraint(
                condition=Q(signed_at=None, status="")
                | Q(signed_at__isnull=False) & ~Q(status=""),
                name="inspection_signed_with_status",
                violation_error_message="A signed inspection says how it ended.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} inspection of {self.asset}"

    def get_absolute_url(self) -> str:
        return reverse("maintenance:inspection-detail", args=[self.pk])


class InstrumentUse(AuditedModel):
    """That a log or an inspection was measured with an instrument.

    `override_reason` is why a manager let one be used whose calibration was overdue.
    """

    instrument = models.ForeignKey(
        TestInstrument, on_delete=models.PROTECT, related_name="uses"
    )
    log = models.ForeignKey(
        MaintenanceLog,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="instrument_uses",
    )
    inspection = models.ForeignKey(
        Inspection,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="instrument_uses",
    )
    calibration_due_on = models.DateField()
    override_reason = LineField(max_length=300)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(log=None, inspection__isnull=False)
                | Q(log__isnull=False, inspection=None),
                name="instrument_use_of_one_record",
            ),
            models.UniqueConstraint(
                fields=["instrument", "log"], name="instrument_once_in_log"
            ),
            models.UniqueConstraint(
                fields=["instrument", "inspection"],
                name="instrument_once_in_inspection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} used for {self.log or self.inspection}"

    @property
    def record(self) -> MaintenanceLog | Inspection | None:
        return self.log or self.inspection

    @property
    def audit_facility_id(self) -> int | None:
        return self.record.asset.facility_id if self.record else None

    def was_overdue(self, on: date) -> bool:
        return self.calibration_due_on < on


class CheckAnswer(models.Model):
    """An answer at one item of a checklist that is not signed yet.

    They are kept as one goes, so that nothing is lost when the network drops; signing
    puts them into the record and takes them away. Working notes, so not audited.
    """

    log = models.ForeignKey(
        MaintenanceLog,
        on_delete=models.CASCADE,
        null=True,
        related_name="answers",
    )
    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, null=True, related_name="answers"
    )
    key = models.CharField(max_length=60)
    result = models.CharField(
        max_length=8, choices=ItemResult.choices, default=ItemResult.NOT_DONE
    )
    value = models.CharField(max_length=2000, blank=True)
    as_found = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    photo = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(log=None, inspection__isnull=False)
                | Q(log__isnull=False, inspection=None),
                name="answer_of_one_record",
            ),
            models.UniqueConstraint(fields=["log", "key"], name="answer_once_in_log"),
            models.UniqueConstraint(
                fields=["inspection", "key"], name="answer_once_in_inspection"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_result_display()}"
