"""What is kept with an asset: how it left, and its photos and documents."""

from __future__ import annotations

import uuid
from pathlib import PurePath

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse

from audit.models import AuditedModel
from equipment.choices import AttachmentKind, DisposalMethod, WipeMethod
from equipment.field_groups import SEE_COSTS
from equipment.models.assets import Asset
from equipment.models.fields import DayField, LineField, MoneyField, known, not_negative


class DisposalQuerySet(models.QuerySet["Disposal"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> DisposalQuerySet:
        return self.filter(asset__in=Asset.objects.visible_to(user).values("pk"))


class Disposal(AuditedModel):
    """How a retired asset left, and who stood for it."""

    CONFIDENTIAL_FIELDS = {SEE_COSTS: ("proceeds",)}
    TOLD_WITH = "asset"

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="disposals")
    method = models.CharField(max_length=9, choices=DisposalMethod.choices)
    disposed_on = DayField(null=False, blank=False)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decontaminated_by = LineField(max_length=120)
    data_wiped_by = LineField(max_length=120)
    data_wiped_on = DayField()
    data_wipe_method = models.CharField(
        max_length=7, choices=WipeMethod.choices, blank=True
    )
    recipient = LineField(max_length=200)
    proceeds = MoneyField()
    certificate_reference = LineField(max_length=80)
    notes = models.TextField(blank=True, max_length=2000)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        ordering = ["-disposed_on", "-pk"]
        constraints = [
            known("method", DisposalMethod, "disposal_known_method"),
            not_negative("proceeds", "disposal_proceeds"),
            models.CheckConstraint(
                condition=Q(data_wiped_by="", data_wiped_on=None, data_wipe_method="")
                | (
                    ~Q(data_wiped_by="")
                    & Q(data_wiped_on__isnull=False)
                    & ~Q(data_wipe_method="")
                ),
                name="disposal_whole_wipe_record",
                violation_error_message=(
                    "Say who wiped the data, when and by which method."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.get_method_display()}"

    @property
    def audit_facility_id(self) -> int | None:
        return self.asset.facility_id

    @property
    def is_wiped(self) -> bool:
        return bool(self.data_wiped_by)


def storage_name(attachment: Attachment, filename: str) -> str:
    """A name that nobody can guess, with nothing of the name that was sent."""
    suffix = PurePath(filename).suffix.lower()
    name = uuid.uuid4().hex
    return f"assets/{name[:2]}/{name}{suffix}"


def thumbnail_name(attachment: Attachment) -> str:
    """Where the small copy of a picture is kept, beside the picture."""
    return str(PurePath(str(attachment.file.name)).with_suffix(".small.webp"))


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> AttachmentQuerySet:
        return self.filter(asset__in=Asset.objects.visible_to(user).values("pk"))

    def current(self) -> AttachmentQuerySet:
        return self.filter(withdrawn_at=None)


class Attachment(AuditedModel):
    """A file kept with an asset. Nothing is deleted: a wrong one is withdrawn."""

    TOLD_WITH = "asset"

    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="attachments"
    )
    kind = models.CharField(max_length=11, choices=AttachmentKind.choices)
    title = LineField(max_length=200, blank=False)
    file = models.FileField(upload_to=storage_name, max_length=200)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField("size in bytes", editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [known("kind", AttachmentKind, "attachment_known_kind")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("equipment:attachment-file", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def audit_facility_id(self) -> int | None:
        return self.asset.facility_id
