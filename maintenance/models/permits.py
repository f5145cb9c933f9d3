"""What a manager allows in advance although a rule speaks against it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from audit.models import AuditedModel
from equipment.models.fields import LineField
from maintenance.models.instruments import TestInstrument
from maintenance.models.work_orders import WorkOrder


class InstrumentPermit(AuditedModel):
    """That a manager lets one work order be done with an instrument overdue by date.

    Given in advance, so that whoever does the work at night can sign it.
    """

    TOLD_WITH = "work_order"

    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="instrument_permits"
    )
    instrument = models.ForeignKey(
        TestInstrument, on_delete=models.PROTECT, related_name="permits"
    )
    reason = LineField(max_length=200, blank=False)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_order", "instrument"],
                name="instrument_permit_once",
                violation_error_message="It is allowed for this work already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} for {self.work_order.number}"

    @property
    def audit_facility_id(self) -> int | None:
        return self.work_order.facility_id
