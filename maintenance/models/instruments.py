"""The instruments with which devices are tested, and until when they can be trusted."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from audit.models import AuditedModel
from equipment.models import Asset, Facility
from equipment.models.fields import DayField, LineField
from maintenance.models.reach import at_visible_facilities


class TestInstrumentQuerySet(models.QuerySet["TestInstrument"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> TestInstrumentQuerySet:
        return at_visible_facilities(self, user, "maintenance.view_testinstrument")

    def active(self) -> TestInstrumentQuerySet:
        return self.filter(is_active=True)


class TestInstrument(AuditedModel):
    """`asset` is the same thing on the register, where it is kept there too."""

    __test__ = False  # for pytest, which takes it for a test by its name

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="test_instruments"
    )
    code = LineField(max_length=40, blank=False, help_text="As its sticker says.")
    name = LineField(max_length=200, blank=False)
    manufacturer_name = LineField(max_length=120)
    model_name = LineField(max_length=120)
    serial_number = LineField(max_length=80)
    asset = models.OneToOneField(
        Asset,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="test_instrument",
    )
    calibrated_on = DayField()
    calibration_due_on = DayField(null=False, blank=False)
    certificate = LineField(max_length=120, help_text="Number of the certificate.")
    out_of_tolerance_since = DayField(
        help_text="From when its values are in doubt, if it was found so."
    )
    is_active = models.BooleanField(default=True)
    notes = models.TextField(blank=True, max_length=2000)

    objects = TestInstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                name="instrument_unique_code",
                violation_error_message="Another instrument has this code.",
            ),
            models.CheckConstraint(
                condition=Q(calibrated_on=None)
                | Q(calibrated_on__lte=models.F("calibration_due_on")),
                name="instrument_due_after_calibration",
                violation_error_message="It is due after it was calibrated.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def is_overdue(self, on: date) -> bool:
        return self.calibration_due_on is not None and self.calibration_due_on < on
