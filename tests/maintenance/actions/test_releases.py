from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from equipment.actions.releases import release_of
from equipment.actions.statuses import StatusChange, change_status
from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.inspections import Verdict, begin_inspection, sign_inspection
from maintenance.choices import InspectionStatus, InspectionType
from tests.factories import make_asset, make_plan, make_technician, make_work_order

STOP = StatusChange(
    AssetStatus.OUT_OF_SERVICE, StatusReason.PROBLEM_REPORTED, "It smells burnt."
)
RELEASE = StatusChange(AssetStatus.AVAILABLE, evidence="Checked")


def inspect(asset, *, by, status=InspectionStatus.PASSED):
    inspection = begin_inspection(asset, kind=InspectionType.AD_HOC, by=by)
    wanted = Verdict(status, findings="Looked at it.")
    return sign_inspection(inspection, wanted=wanted, by=by).inspection


def test_what_passed_since_the_device_was_stopped_can_release_it():
    person, asset = make_technician(), make_asset()
    inspect(asset, by=person)
    asset = change_status(asset, STOP, by=person)
    assert release_of(asset).evidence == ()

    later = inspect(asset, by=person)

    [named] = release_of(asset).evidence
    assert f"inspection {later.pk} of" in named


def test_what_passed_before_a_failure_releases_nothing():
    person, asset = make_technician(), make_asset()
    change_status(asset, STOP, by=person)
    inspect(asset, by=person)
    inspect(asset, by=person, status=InspectionStatus.FAILED)

    asset.refresh_from_db()
    assert release_of(asset).evidence == ()


def test_a_device_that_failed_waits_until_something_shows_that_it_is_fit():
    person, asset = make_technician(), make_asset()
    inspect(asset, by=person, status=InspectionStatus.FAILED)
    asset.refresh_from_db()

    with pytest.raises(Conflict, match=r"It failed a check on .* Inspect it"):
        change_status(asset, RELEASE, by=person)

    inspect(asset, by=person)
    assert change_status(asset, RELEASE, by=person).status == AssetStatus.AVAILABLE


def overdue_occurrence(asset):
    past = timezone.localdate() - timedelta(days=40)
    plan = make_plan(asset=asset, next_due_on=past)
    return make_work_order(plan=plan, due_on=past, window_end=past)


def test_a_high_risk_device_waits_for_overdue_work():
    person, asset = make_technician(), make_asset(risk_class=RiskClass.HIGH)
    change_status(asset, STOP, by=person)
    order = overdue_occurrence(asset)

    with pytest.raises(Conflict, match=order.number):
        change_status(asset, RELEASE, by=person)


def test_another_device_does_not():
    person, asset = make_technician(), make_asset()
    change_status(asset, STOP, by=person)
    overdue_occurrence(asset)

    assert change_status(asset, RELEASE, by=person).status == AssetStatus.AVAILABLE
