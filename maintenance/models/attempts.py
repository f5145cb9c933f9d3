"""That somebody went to do the work of an order, and how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from audit.models import AuditedModel
from equipment.models.fields import LineField, known
from maintenance.choices import Disposition
from maintenance.models.work_orders import WorkOrder


class WorkOrderAttempt(AuditedModel):
    """That somebody went to do the work, and how that ended. It is never changed."""

    TOLD_WITH = "work_order"

    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="attempts"
    )
    attempted_at = models.DateTimeField()
    attempted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    disposition = models.CharField(max_length=20, choices=Disposition.choices)
    places_searched = LineField(max_length=300)
    contacted_person = LineField(max_length=120)
    note = models.TextField(blank=True, max_length=2000)
    next_attempt_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-attempted_at", "-pk"]
        constraints = [
            known("disposition", Disposition, "attempt_known_disposition"),
        ]

    def __str__(self) -> str:
        return f"{self.get_disposition_display()}, {self.work_order.number}"

    @property
    def audit_facility_id(self) -> int | None:
        return self.work_order.facility_id
