from __future__ import annotations

import pypdfium2
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audit.models import AuditLog
from equipment.lifecycle import AssetStatus
from tests.factories import make_asset, make_facility


def pages_of(path):
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_labels_of_named_devices_are_written(tmp_path):
    asset, _ = make_asset(), make_asset()
    path = tmp_path / "labels.pdf"

    call_command("print_labels", path, asset.asset_tag.lower(), format="tape-50x25")

    (page,) = pages_of(path)
    assert asset.asset_tag in page
    entry = AuditLog.objects.get(action="asset.labels_printed")
    assert (entry.actor_name, entry.source) == ("System", "command")


def test_without_tags_all_devices_on_the_inventory_are_meant(tmp_path):
    facility = make_facility(code="SMH")
    asset = make_asset(facility=facility)
    make_asset(facility=facility, status=AssetStatus.RETIRED)
    make_asset()
    path = tmp_path / "labels.pdf"

    call_command("print_labels", path, facility="smh", format="tape-50x25")

    (page,) = pages_of(path)
    assert asset.asset_tag in page


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        ([], {}, "no asset to print"),
        (["NOTHING"], {}, "No asset has the tag nothing"),
        ([], {"facility": "X"}, "no facility of the code X"),
        ([], {"start": 22}, "Start at 1 to 21"),
    ],
)
def test_what_cannot_be_printed_is_said(tmp_path, arguments, options, sentence):
    path = tmp_path / "labels.pdf"

    with pytest.raises(CommandError, match=sentence):
        call_command("print_labels", path, *arguments, **options)
    assert not path.exists()
