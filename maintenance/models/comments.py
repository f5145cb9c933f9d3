"""What people write and file with a work order."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from audit.models import AuditedModel
from equipment.models import Attachment
from maintenance.models.work_orders import WorkOrder


class WorkOrderComment(AuditedModel):
    TOLD_WITH = "work_order"

    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="comments"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(max_length=4000)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"Comment on {self.work_order.number}"

    @property
    def audit_facility_id(self) -> int | None:
        return self.work_order.facility_id


class WorkOrderFile(AuditedModel):
    """A photo or document of the device that belongs to a work order."""

    TOLD_WITH = "work_order"

    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="files"
    )
    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, related_name="work_order_file"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.attachment} of {self.work_order.number}"

    @property
    def audit_facility_id(self) -> int | None:
        return self.work_order.facility_id
