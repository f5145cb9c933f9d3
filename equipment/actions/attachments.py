"""Keeping photos and documents with an asset, and withdrawing wrong ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from PIL import Image, ImageOps

from audit.saving import save
from equipment.access import require
from equipment.actions.locking import locked
from equipment.choices import AttachmentKind
from equipment.file_types import PICTURE_ERRORS, FileType, damaged, file_type_of
from equipment.models import Asset, Attachment
from equipment.models.records import thumbnail_name
from hospital_assets.foundation.errors import Conflict

THUMBNAIL_SIZE = (640, 480)
TITLE_LENGTH = 200


@dataclass(frozen=True)
class Upload:
    """A file as it was sent; a `title` that is not said comes from its name."""

    file: File[bytes]
    kind: str
    title: str = ""

    @property
    def words(self) -> str:
        stem = PurePath(self.file.name or "").stem
        return (self.title or stem or "Untitled")[:TITLE_LENGTH]


def attach_file(asset: Asset, upload: Upload, *, by: AbstractUser) -> Attachment:
    """Keep a file with an asset; refuses what is not of a known kind or too large."""
    require(by, "equipment.add_attachment", at=asset)
    return keep_file(asset, upload, by=by)


def keep_file(
    asset: Asset,
    upload: Upload,
    *,
    by: AbstractUser,
    then: Callable[[Attachment], object] | None = None,
) -> Attachment:
    """Keep a file; whoever calls has asked whether `by` may do that.

    What `then` writes about it stands or falls with it.
    """
    kind = checked(upload)
    attachment = Attachment(
        kind=upload.kind,
        title=upload.words,
        content_type=kind.content_type,
        size=upload.file.size,
        sha256=digest_of(upload.file),
        uploaded_by_id=by.pk,
    )
    thumbnail = thumbnail_of(upload.file) if kind.is_image else None
    upload.file.seek(0)
    attachment.file = File(upload.file, name=f"file{kind.suffix}")
    # Durable, so that no transaction around it can take the row away and leave a file.
    with files_gone_on_failure(attachment), transaction.atomic(durable=True):
        attachment.asset = locked(asset)
        check_is_new(attachment)
        save(attachment, by=by, action="attachment.added")
        if then is not None:
            then(attachment)
        if thumbnail is not None:
            default_storage.save(thumbnail_name(attachment), thumbnail)
    return attachment


@transaction.atomic
def withdraw_attachment(
    attachment: Attachment, *, reason: str, by: AbstractUser
) -> Attachment:
    """Take a wrong file out of sight. It is kept, and so is why it went."""
    require(by, "equipment.change_attachment", at=attachment.asset)
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if attachment.withdrawn_at is not None:
        raise Conflict("It was withdrawn already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is withdrawn."})
    attachment.withdrawn_at = timezone.now()
    save(attachment, by=by, action="attachment.withdrawn", reason=reason)
    return attachment


def checked(upload: Upload) -> FileType:
    try:
        if upload.file.size > settings.ATTACHMENT_MAX_BYTES:
            most = filesizeformat(settings.ATTACHMENT_MAX_BYTES)
            raise ValidationError(f"The file is larger than {most}. Make it smaller.")
        kind = file_type_of(upload.file, upload.file.name or "")
        if upload.kind == AttachmentKind.PHOTO and not kind.is_image:
            raise ValidationError(f"A photo is a picture, and this is {kind.label}.")
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    return kind


def digest_of(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def check_is_new(attachment: Attachment) -> None:
    same = attachment.asset.attachments.current().filter(sha256=attachment.sha256)
    if known := same.first():
        raise Conflict(f"This file is kept here already, as “{known}”.")


def thumbnail_of(file: File[bytes]) -> ContentFile[bytes]:
    """A small copy, the right way up, without what the camera noted about the place."""
    file.seek(0)
    small = BytesIO()
    try:
        with Image.open(file) as picture:
            picture.thumbnail(THUMBNAIL_SIZE)
            upright = ImageOps.exif_transpose(picture)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            upright.convert(mode).save(small, "WEBP", quality=80)
    except PICTURE_ERRORS as error:
        raise ValidationError({"file": damaged("picture")}) from error
    return ContentFile(small.getvalue())


@contextmanager
def files_gone_on_failure(attachment: Attachment) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if attachment.file._committed:  # type: ignore[attr-defined]  # since it was written
            default_storage.delete(str(attachment.file.name))
            default_storage.delete(thumbnail_name(attachment))
        raise
