from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.releases import Release, note_inspection, release_of
from tests.factories import make_asset, make_technician


def test_the_app_that_the_setting_names_is_asked(settings):
    settings.ASSET_RELEASE_OF = f"{__name__}.refusing"

    assert release_of(make_asset()).refusal == "Not yet."


def refusing(asset):
    return Release(refusal="Not yet.")


def test_the_latest_inspection_counts_in_whatever_order_they_are_noted():
    asset, person, now = make_asset(), make_technician(), timezone.now()

    note_inspection(asset, at=now, by=person)
    asset = note_inspection(asset, at=now - timedelta(days=9), by=person)

    assert asset.last_inspection_at == now
    assert AuditLog.objects.about(asset).first().action == "asset.inspected"
