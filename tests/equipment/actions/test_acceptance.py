from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.acceptance import accept_asset
from hospital_assets.foundation.errors import Conflict
from maintenance.choices import InspectionType
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_location,
    make_nurse,
    make_passed_inspection,
    make_technician,
)


def test_an_accepted_device_is_ready():
    asset = make_asset(accepted_at=None)
    make_passed_inspection(asset)

    accepted = accept_asset(asset, by=make_technician())

    assert (accepted.status, accepted.status_reason) == ("available", "ready")
    assert accepted.accepted_at is not None
    entry = AuditLog.objects.about(asset).order_by("-pk")[0]
    assert entry.action == "asset.accepted"
    assert entry.reason.startswith("Evidence: Acceptance inspection")


@pytest.mark.parametrize("kind", [None, InspectionType.AD_HOC])
def test_nothing_is_accepted_without_its_acceptance_inspection(kind):
    asset = make_asset(accepted_at=None)
    if kind:
        make_passed_inspection(asset, type=kind)

    with pytest.raises(Conflict, match="Sign its acceptance inspection"):
        accept_asset(asset, by=make_technician())


def test_nothing_is_accepted_twice():
    with pytest.raises(Conflict, match="accepted already"):
        accept_asset(make_asset(), by=make_technician())


def test_nothing_is_accepted_in_the_future():
    asset = make_asset(accepted_at=None)
    make_passed_inspection(asset)
    tomorrow = timezone.now() + timedelta(days=1)

    with pytest.raises(ValidationError) as raised:
        accept_asset(asset, accepted_at=tomorrow, by=make_technician())

    assert list(raised.value.message_dict) == ["accepted_at"]


def test_an_accepted_device_stands_somewhere():
    asset = make_asset(accepted_at=None, current_location=None)
    make_passed_inspection(asset)

    with pytest.raises(ValidationError) as raised:
        accept_asset(asset, by=make_technician())
    assert list(raised.value.message_dict) == ["location"]

    place = make_location(facility=asset.facility)
    accepted = accept_asset(asset, by=make_technician(), at=place)
    assert accepted.current_location == place


def test_nobody_accepts_to_where_they_do_not_work():
    asset = make_asset(accepted_at=None)
    make_passed_inspection(asset)

    with pytest.raises(PermissionDenied, match="You do not work at"):
        accept_asset(
            asset,
            by=make_technician(asset.facility),
            at=make_location(),
        )


@pytest.mark.parametrize("make_person", [make_nurse, make_administrator, make_auditor])
def test_who_may_not_accept_is_told(make_person):
    with pytest.raises(PermissionDenied):
        accept_asset(make_asset(accepted_at=None), by=make_person())
