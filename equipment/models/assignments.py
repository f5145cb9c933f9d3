"""Who has a device: people, departments, rooms, and since when."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from audit.models import AuditedModel
from equipment.choices import AssignmentStatus, Condition
from equipment.models.assets import Asset
from equipment.models.fields import LineField, known
from equipment.models.places import Department, Location


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> AssignmentQuerySet:
        return self.filter(asset__in=Asset.objects.visible_to(user).values("pk"))

    def active(self) -> AssignmentQuerySet:
        return self.filter(ended_at=None)

    def overdue(self, at: datetime) -> AssignmentQuerySet:
        return self.active().filter(expected_return_at__lt=at)


class Assignment(AuditedModel):
    """That a device is with somebody: a person, a department, a room or a place.

    `department_name` and `room_label` keep what was said, also where no department or
    place of the register fits it.
    """

    TOLD_WITH = "asset"

    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="assignments"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
    )
    department_name = LineField(max_length=120)
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
    )
    room_label = LineField(max_length=120)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(
        max_length=11,
        choices=AssignmentStatus.choices,
        default=AssignmentStatus.ACTIVE,
    )
    purpose = LineField(max_length=200)
    usage_notes = models.TextField(blank=True, max_length=2000)
    expected_return_at = models.DateTimeField(null=True, blank=True)
    checkout_condition = models.CharField(
        max_length=8, choices=Condition.choices, blank=True
    )
    return_condition = models.CharField(
        max_length=8, choices=Condition.choices, blank=True
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    transferred_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transferred_to",
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(
                fields=["expected_return_at"],
                condition=Q(ended_at=None),
                name="assignment_due_back",
            ),
            models.Index(
                fields=["department", "asset"],
                condition=Q(ended_at=None),
                name="assignment_held_by_department",
            ),
            models.Index(fields=["started_at", "id"], name="assignment_started"),
            models.Index(
                fields=["ended_at", "id"],
                condition=Q(ended_at__isnull=False),
                name="assignment_ended",
            ),
        ]
        constraints = [
            known("status", AssignmentStatus, "assignment_known_status"),
            models.UniqueConstraint(
                fields=["asset"],
                condition=Q(status=AssignmentStatus.ACTIVE),
                name="assignment_one_active",
                violation_error_message="Somebody else has this device already.",
            ),
            models.CheckConstraint(
                condition=Q(status=AssignmentStatus.ACTIVE, ended_at=None)
                | (~Q(status=AssignmentStatus.ACTIVE) & Q(ended_at__isnull=False)),
                name="assignment_active_until_ended",
                violation_error_message="An assignment is active until it ends.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="assignment_ends_after_start",
                violation_error_message="An assignment cannot end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(assigned_to__isnull=False)
                | Q(department__isnull=False)
                | Q(location__isnull=False)
                | ~Q(department_name="")
                | ~Q(room_label=""),
                name="assignment_names_a_holder",
                violation_error_message=(
                    "Say who has it: a person, a department, a room or a place."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} with {self.holder}"

    @property
    def audit_facility_id(self) -> int | None:
        return self.asset.facility_id

    @property
    def holder(self) -> str:
        """Who has it, in words: the person, then the department and the place."""
        person = str(self.assigned_to) if self.assigned_to_id else ""
        place = str(self.location) if self.location_id else self.room_label
        parts = [person, self.department_name, place]
        return ", ".join(part for part in parts if part)

    def clean(self) -> None:
        if self.expected_return_at and self.expected_return_at < self.started_at:
            raise ValidationError(
                {"expected_return_at": "It cannot be due back before it is given."}
            )
