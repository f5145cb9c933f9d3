"""What a surveyor asks about: failures, overrides, recalls, and how they ended."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.models import AuditedModel
from equipment.models import Asset
from equipment.models.fields import LineField, known
from maintenance.choices import EventSeverity, EventStatus, EventType
from maintenance.models.reach import on_visible_assets
from maintenance.models.work_orders import WorkOrder


class ComplianceEventQuerySet(models.QuerySet["ComplianceEvent"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> ComplianceEventQuerySet:
        return on_visible_assets(self, user, "maintenance.view_complianceevent")

    def open(self) -> ComplianceEventQuerySet:
        return self.exclude(status=EventStatus.CLOSED)

    def overdue(self, on: date) -> ComplianceEventQuerySet:
        return self.open().filter(due_on__lt=on)


class ComplianceEvent(AuditedModel):
    """Something at a device that has to be followed up and shown. `details` is JSON."""

    TOLD_WITH = "asset"

    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="compliance_events"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    event_type = models.CharField(max_length=28, choices=EventType.choices)
    severity = models.CharField(
        max_length=8, choices=EventSeverity.choices, default=EventSeverity.MEDIUM
    )
    summary = LineField(max_length=300, blank=False)
    details = models.JSONField(default=dict, blank=True)
    occurred_at = models.DateTimeField()
    status = models.CharField(
        max_length=13, choices=EventStatus.choices, default=EventStatus.OPEN
    )
    due_on = models.DateField(null=True, blank=True)
    reference_number = LineField(max_length=80)
    work_order = models.ForeignKey(
        WorkOrder,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="compliance_events",
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    closing_reason = LineField(max_length=500)

    objects = ComplianceEventQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        permissions = [("close_complianceevent", "Can look into and close events")]
        indexes = [
            models.Index(fields=["occurred_at", "id"], name="event_occurred"),
            models.Index(
                fields=["due_on", "id"],
                condition=~Q(status=EventStatus.CLOSED),
                name="event_open_due",
            ),
            models.Index(fields=["asset", "-occurred_at"], name="event_of_asset"),
        ]
        constraints = [
            known("event_type", EventType, "event_known_type"),
            known("severity", EventSeverity, "event_known_severity"),
            known("status", EventStatus, "event_known_status"),
            models.CheckConstraint(
                condition=~Q(status=EventStatus.CLOSED)
                | Q(closed_at__isnull=False) & ~Q(closing_reason=""),
                name="event_closed_with_reason",
                violation_error_message="Say why it can be closed.",
            ),
        ]

    def __str__(self) -> str:
        return self.summary

    def get_absolute_url(self) -> str:
        return reverse("maintenance:event-detail", args=[self.pk])

    @property
    def audit_facility_id(self) -> int | None:
        return self.asset.facility_id
