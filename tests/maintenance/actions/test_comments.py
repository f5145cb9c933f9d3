from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditLog
from equipment.actions.attachments import Upload
from equipment.models import Attachment
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.comments import attach_to_order, comment_on
from tests.factories import make_auditor, make_facility, make_nurse, make_work_order
from tests.files import PDF, upload


def document():
    return Upload(upload(PDF, "quote.pdf"), kind="other")


def test_who_follows_the_work_comments_on_it():
    nurse = make_nurse()

    comment = comment_on(make_work_order(), text="Still beeps", by=nurse)

    assert (comment.text, comment.written_by_id) == ("Still beeps", nurse.pk)
    [entry] = AuditLog.objects.about(comment)
    assert entry.action == "work_order.commented"


def test_an_empty_comment_is_none():
    with pytest.raises(ValidationError, match="Write something"):
        comment_on(make_work_order(), text=" ", by=make_nurse())


@pytest.mark.parametrize(
    "make_person", [make_auditor, lambda: make_nurse(make_facility())]
)
def test_who_only_looks_on_does_not_comment(make_person):
    with pytest.raises(PermissionDenied):
        comment_on(make_work_order(), text="Hm", by=make_person())


def test_nothing_is_added_to_what_ended():
    order = make_work_order(status="cancelled")

    with pytest.raises(Conflict, match="“Cancelled”"):
        comment_on(order, text="Hm", by=make_nurse())
    with pytest.raises(Conflict, match="“Cancelled”"):
        attach_to_order(order, document(), by=make_nurse())


def test_a_file_is_kept_with_the_work_and_the_device():
    order = make_work_order()

    attachment = attach_to_order(order, document(), by=make_nurse())

    assert attachment.asset == order.asset
    [file] = order.files.all()
    assert file.attachment == attachment
    assert AuditLog.objects.about(file).first().action == "work_order.file_added"


def test_a_file_that_is_none_leaves_nothing():
    order = make_work_order()
    bad = Upload(upload(b"MZ\x90\x00", "photo.jpg"), kind="photo")

    with pytest.raises(ValidationError):
        attach_to_order(order, bad, by=make_nurse())

    assert not Attachment.objects.exists()
