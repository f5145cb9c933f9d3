from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.releases import (
    Proof,
    Release,
    note_inspection,
    proof_of,
    release_of,
)
from hospital_assets.foundation.errors import Conflict
from tests.factories import make_asset, make_technician


def test_the_app_that_the_setting_names_is_asked(settings):
    settings.ASSET_RELEASE_OF = f"{__name__}.refusing"

    assert release_of(make_asset()).refusal == "Not yet."
    with pytest.raises(Conflict, match="Not yet"):
        proof_of(make_asset())


def refusing(asset):
    return Release((Proof("check-2", "Check 2"),), refusal="Not yet.")


def test_the_latest_check_is_the_proof_unless_another_is_chosen(settings):
    settings.ASSET_RELEASE_OF = f"{__name__}.showing_two"

    assert proof_of(make_asset()).name == "Check 2"
    assert proof_of(make_asset(), chosen="check-1").name == "Check 1"


def showing_two(asset):
    return Release((Proof("check-2", "Check 2"), Proof("check-1", "Check 1")))


def test_nothing_is_fit_that_nothing_shows_to_be(settings):
    settings.ASSET_RELEASE_OF = f"{__name__}.silent"

    with pytest.raises(Conflict, match="Inspect it first"):
        proof_of(make_asset())


def silent(asset):
    return Release()


def test_the_latest_inspection_counts_in_whatever_order_they_are_noted():
    asset, person, now = make_asset(), make_technician(), timezone.now()

    note_inspection(asset, at=now, by=person)
    asset = note_inspection(asset, at=now - timedelta(days=9), by=person)

    assert asset.last_inspection_at == now
    assert AuditLog.objects.about(asset).first().action == "asset.inspected"
