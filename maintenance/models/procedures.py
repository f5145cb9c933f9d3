"""What to check at a kind of device, in versions that never change."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from audit.models import AuditedModel
from equipment.models import Asset, DeviceCategory, DeviceModel
from equipment.models.fields import LineField, known
from maintenance.checklists import Item, parse_checklist
from maintenance.choices import WorkOrderType

LONGEST_MINUTES = 10_000


def minutes_field() -> models.PositiveIntegerField[int | None, int | None]:
    return models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)],
    )


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def active(self) -> ProcedureQuerySet:
        return self.filter(is_active=True)

    def fitting(self, asset: Asset) -> ProcedureQuerySet:
        """Those for its model, for its category, and for every device."""
        model = Q(device_model=asset.device_model_id) if asset.device_model_id else Q()
        every = Q(device_model=None, category=None)
        return self.active().filter(model | Q(category=asset.category_id) | every)


class Procedure(AuditedModel):
    """A checklist for one model, for a category of devices, or for every device.

    `current` is the version by which work is begun.
    """

    code = LineField(max_length=40, blank=False)
    name = LineField(max_length=200, blank=False)
    work_type = models.CharField(
        max_length=12, choices=WorkOrderType.choices, default=WorkOrderType.PM
    )
    category = models.ForeignKey(
        DeviceCategory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="procedures",
    )
    device_model = models.ForeignKey(
        DeviceModel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="procedures",
    )
    standard_minutes = minutes_field()
    current = models.ForeignKey(
        "maintenance.ProcedureVersion",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    is_active = models.BooleanField(default=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            known("work_type", WorkOrderType, "procedure_known_work_type"),
            models.UniqueConstraint(
                Lower("code"),
                name="procedure_unique_code",
                violation_error_message="Another procedure has this code.",
            ),
            models.CheckConstraint(
                condition=Q(category=None) | Q(device_model=None),
                name="procedure_for_model_or_category",
                violation_error_message="Choose a model or a category, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProcedureVersion(AuditedModel):
    """`items` is the checklist as JSON; a database trigger keeps it as it is."""

    TOLD_WITH = "procedure"

    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    change_note = LineField(max_length=300, help_text="What is new in this version.")

    class Meta:
        ordering = ["procedure", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"],
                name="procedure_version_unique_number",
                violation_error_message="There is a version of that number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure}, version {self.number}"

    def clean(self) -> None:
        try:
            self.checklist()
        except ValidationError as refusal:
            raise ValidationError({"items": refusal.messages}) from refusal

    def checklist(self) -> tuple[Item, ...]:
        return parse_checklist(self.items)
