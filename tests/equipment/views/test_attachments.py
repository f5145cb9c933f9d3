from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from equipment.actions.attachments import Upload, attach_file, withdraw_attachment
from equipment.models import Attachment
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


def make_attachment(content=PDF, name="manual.pdf", **said):
    kind = said.pop("kind", "manual")
    return attach_file(
        make_asset(), Upload(upload(content, name), kind, **said), by=make_technician()
    )


def get(client, name, attachment, person=None):
    client.force_login(person or make_nurse())
    return client.get(reverse(f"equipment:{name}", args=[attachment.pk]))


def content_of(response):
    content = b"".join(response.streaming_content)
    response.close()
    return content


def test_a_document_is_a_download_that_can_run_nothing(client):
    response = get(client, "attachment-file", make_attachment(title="User manual"))

    assert content_of(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="User manual.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]


def test_an_ending_that_the_title_has_already_is_not_added_again(client):
    response = get(client, "attachment-file", make_attachment(title="Manual.pdf"))

    assert content_of(response) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="Manual.pdf"'


def test_a_picture_is_shown_in_place_with_the_same_policy(client):
    photo = make_attachment(picture(), "x.exe", kind="photo", title="Front")

    response = get(client, "attachment-file", photo)

    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == 'inline; filename="Front.png"'
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


def test_a_picture_has_a_small_copy(client):
    photo = make_attachment(picture(size=(2000, 100)), "x.png", kind="photo")

    response = get(client, "attachment-thumbnail", photo)

    assert response["Content-Type"] == "image/webp"
    assert content_of(response).startswith(b"RIFF")


ODD_TITLES = [
    'a"; filename="b.exe',
    "Zeile\r\nSet-Cookie: x=1",
    "مضخة",
    "../../x",
    "\u202e",
]


@pytest.mark.parametrize("title", ODD_TITLES)
def test_a_title_of_any_kind_is_a_harmless_name(client, title):
    response = get(client, "attachment-file", make_attachment(title=title))

    sent = response["Content-Disposition"]
    assert sent.startswith("attachment; filename")
    assert "\n" not in sent
    assert "Set-Cookie" not in response
    assert "/" not in sent
    response.close()


@pytest.mark.parametrize("name", ["attachment-file", "attachment-thumbnail"])
def test_a_file_out_of_sight_does_not_exist(client, name):
    attachment = make_attachment(picture(), "x.png", kind="photo")

    assert get(client, name, attachment, make_nurse(make_facility())).status_code == 404


def test_a_withdrawn_file_does_not_exist(client):
    attachment = make_attachment()
    withdraw_attachment(attachment, reason="Wrong device", by=make_technician())

    assert get(client, "attachment-file", attachment).status_code == 404


def test_a_file_that_is_lost_is_a_404(client):
    attachment = make_attachment()
    default_storage.delete(attachment.file.name)

    assert get(client, "attachment-file", attachment).status_code == 404


def attach(client, asset, person=None, **data):
    client.force_login(person or make_technician(asset.facility))
    url = reverse("equipment:attachment-add", args=[asset.pk])
    return client.post(url, {"kind": "manual"} | data)


def test_a_technician_attaches_a_document_and_withdraws_it(client):
    asset = make_asset()
    assert attach(client, asset, file=upload()).url == asset.get_absolute_url()
    attachment = Attachment.objects.get()

    url = reverse("equipment:attachment-withdraw", args=[attachment.pk])
    assert "“manual”" in client.get(url).content.decode()
    client.post(url, {"reason": "Wrong device"})

    assert not Attachment.objects.current().exists()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ({}, "Choose a file."),
        ({"file": upload(b"", "a.pdf")}, "The file is empty."),
        ({"file": upload(b"<html>", "a.pdf")}, "This kind of file is not kept here."),
        ({"file": upload(b"x", "a" * 3000 + ".txt"), "title": "T"}, ""),
    ],
)
def test_a_file_that_is_not_kept_is_refused_beside_it(client, data, refusal):
    for file in filter(None, [data.get("file")]):
        file.seek(0)

    response = attach(client, make_asset(), **data)

    if refusal:
        assert refusal in str(response.context["form"].errors["file"])
        assert not Attachment.objects.exists()
    else:
        assert response.status_code in (200, 302)


def test_the_same_file_twice_is_a_conflict(client):
    asset = make_asset()
    attach(client, asset, file=upload())

    response = attach(client, asset, file=upload())

    assert response.status_code == 409
    assert "kept here already" in response.content.decode()


def test_who_may_not_attach_or_withdraw_finds_the_pages_closed(client):
    attachment = make_attachment()
    for person in (make_nurse(), make_auditor()):
        assert attach(client, attachment.asset, person).status_code == 403
        assert get(client, "attachment-withdraw", attachment, person).status_code == 403
