"""What people say about work, and the photos and documents they add to it."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from equipment.actions.attachments import Upload, keep_file
from equipment.models import Attachment
from hospital_assets.foundation.errors import Conflict
from maintenance.lifecycle import FINAL
from maintenance.models import WorkOrder, WorkOrderComment, WorkOrderFile

FOLLOW = "maintenance.request_workorder"


@transaction.atomic
def comment_on(order: WorkOrder, *, text: str, by: AbstractUser) -> WorkOrderComment:
    require(by, FOLLOW, at=order.asset)
    return write_comment(order, text=text, by=by)


def write_comment(order: WorkOrder, *, text: str, by: AbstractUser) -> WorkOrderComment:
    if not text.strip():
        raise ValidationError({"text": "Write something first."})
    check_not_final(order)
    comment = WorkOrderComment(work_order=order, written_by_id=by.pk, text=text)
    save(comment, by=by, action="work_order.commented")
    return comment


def attach_to_order(
    order: WorkOrder, upload: Upload, *, by: AbstractUser
) -> Attachment:
    """Keep a photo or document of the device with the work that it is about."""
    require(by, FOLLOW, at=order.asset)
    check_not_final(order)

    def link(attachment: Attachment) -> None:
        file = WorkOrderFile(work_order=order, attachment=attachment)
        save(file, by=by, action="work_order.file_added")

    return keep_file(order.asset, upload, by=by, then=link)


def check_not_final(order: WorkOrder) -> None:
    if order.status in FINAL:
        label = order.get_status_display()
        raise Conflict(f"{order.number} is “{label}”; nothing is added to it any more.")
