from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from PIL import Image

from audit.models import AuditLog
from equipment.actions.attachments import Upload, attach_file, withdraw_attachment
from equipment.models import Attachment
from equipment.models.records import thumbnail_name
from hospital_assets.foundation.errors import Conflict
from tests.factories import (
    make_asset,
    make_auditor,
    make_facility,
    make_nurse,
    make_technician,
)
from tests.files import PDF, picture, upload


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept_files():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def attach(content=PDF, name="manual.pdf", *, asset=None, by=None, **said):
    return attach_file(
        asset or make_asset(),
        Upload(upload(content, name), **{"kind": "manual"} | said),
        by=by or make_technician(),
    )


def test_a_file_is_kept_with_what_it_is():
    technician = make_technician()

    attachment = attach(by=technician)

    attachment = Attachment.objects.get(pk=attachment.pk)
    with attachment.file.open() as kept:
        assert kept.read() == PDF
    assert (attachment.content_type, attachment.size) == ("application/pdf", len(PDF))
    assert attachment.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (attachment.title, attachment.uploaded_by) == ("manual", technician)


def test_nobody_can_guess_where_a_file_is_kept():
    attachment = attach(name="../../etc/passwd.php")

    folder, start, name = Path(attachment.file.name).parts
    assert (folder, start) == ("assets", name[:2])
    assert name.endswith(".pdf")
    assert len(name) == 36


def test_an_attachment_is_told_of_on_itself():
    attachment = attach()

    [entry] = AuditLog.objects.about(attachment)
    assert entry.action == "attachment.added"
    assert entry.payload["sha256"] == [None, attachment.sha256]


def test_a_picture_has_a_small_copy_without_where_it_was_taken():
    photo = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x8825] = {1: "N"}  # where the camera was
    Image.new("RGB", (2000, 1000), "teal").save(photo, "JPEG", exif=exif)

    attachment = attach(photo.getvalue(), "photo.jpg", kind="photo")

    with Image.open(default_storage.path(thumbnail_name(attachment))) as small:
        assert (small.format, small.size) == ("WEBP", (320, 640))
        assert not small.getexif()


def test_a_picture_with_transparency_keeps_it_in_its_small_copy():
    logo = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(logo, "PNG")

    attachment = attach(logo.getvalue(), "logo.png", kind="photo")

    with Image.open(default_storage.path(thumbnail_name(attachment))) as small:
        assert small.mode == "RGBA"


@pytest.mark.parametrize(
    ("content", "name", "kind", "sentence"),
    [
        (b"<svg/>", "a.png", "photo", "This kind of file is not kept here"),
        (PDF, "a.png", "photo", "A photo is a picture, and this is PDF"),
        (b"", "a.pdf", "manual", "The file is empty"),
        (picture("PNG")[:60], "a.png", "photo", "damaged"),
        (picture("JPEG")[:400], "a.jpg", "photo", "damaged"),
    ],
)
def test_what_is_not_kept_is_refused_beside_the_file(content, name, kind, sentence):
    with pytest.raises(ValidationError) as raised:
        attach(content, name, kind=kind)

    assert sentence in raised.value.message_dict["file"][0]
    assert not kept_files()
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(settings):
    settings.ATTACHMENT_MAX_BYTES = 20

    with pytest.raises(ValidationError, match="The file is larger than 20"):
        attach()


def test_the_same_file_is_kept_once():
    first = attach(title="Manual")

    with pytest.raises(Conflict, match="kept here already, as “Manual”"):
        attach(asset=first.asset)

    assert len(kept_files()) == 1


def test_a_title_is_cut_to_what_fits():
    assert attach(title="x" * 300).title == "x" * 200


def test_a_title_that_cannot_be_kept_leaves_nothing():
    with pytest.raises(ValidationError) as raised:
        attach(title="a\0")

    assert list(raised.value.message_dict) == ["title"]
    assert not kept_files()


def test_an_unknown_kind_leaves_nothing():
    with pytest.raises(ValidationError) as raised:
        attach(kind="poem")

    assert list(raised.value.message_dict) == ["kind"]
    assert not kept_files()


def test_no_file_stays_when_its_row_cannot_be_written(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("database gone")

    monkeypatch.setattr(AuditLog, "save", fail)

    with pytest.raises(OSError, match="database gone"):
        attach(picture(), "a.png", kind="photo")

    assert not kept_files()
    assert not Attachment.objects.exists()


def test_no_row_stays_when_the_small_copy_cannot_be_written(monkeypatch):
    original = default_storage.save

    def fail(name, content, **kwargs):
        if name.endswith(".small.webp"):
            raise OSError("disk full")
        return original(name, content, **kwargs)

    monkeypatch.setattr(default_storage, "save", fail)

    with pytest.raises(OSError, match="disk full"):
        attach(picture(), "a.png", kind="photo")

    assert not kept_files()
    assert not Attachment.objects.exists()


def test_no_row_stays_when_the_file_cannot_be_written(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(type(default_storage), "save", fail, raising=False)

    with pytest.raises(OSError, match="disk full"):
        attach()

    assert not Attachment.objects.exists()


def test_who_may_not_attach_is_told():
    for person in (make_nurse(), make_auditor(), make_technician(make_facility())):
        with pytest.raises(PermissionDenied):
            attach(by=person)

    assert not kept_files()


# --- Withdrawing ------------------------------------------------------------------


def test_a_withdrawn_file_is_out_of_sight_but_kept():
    attachment = attach()

    withdraw_attachment(attachment, reason="Another device", by=make_technician())

    assert not Attachment.objects.current().exists()
    assert len(kept_files()) == 1
    entry = AuditLog.objects.about(attachment).first()
    assert (entry.action, entry.reason) == ("attachment.withdrawn", "Another device")


def test_a_withdrawn_file_can_be_attached_again():
    attachment = attach()
    withdraw_attachment(attachment, reason="By mistake", by=make_technician())

    attach(asset=attachment.asset)

    assert Attachment.objects.current().count() == 1


def test_nothing_is_withdrawn_twice():
    attachment = attach()
    withdraw_attachment(attachment, reason="By mistake", by=make_technician())

    with pytest.raises(Conflict, match="withdrawn already"):
        withdraw_attachment(attachment, reason="By mistake", by=make_technician())


def test_a_withdrawal_says_why():
    with pytest.raises(ValidationError) as raised:
        withdraw_attachment(attach(), reason=" ", by=make_technician())

    assert list(raised.value.message_dict) == ["reason"]


def test_who_may_not_withdraw_is_told():
    attachment = attach()

    for person in (make_nurse(), make_auditor(), make_technician(make_facility())):
        with pytest.raises(PermissionDenied):
            withdraw_attachment(attachment, reason="By mistake", by=person)
