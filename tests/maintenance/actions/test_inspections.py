from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.statuses import StatusChange, change_status
from equipment.choices import AppliedPart, ProtectionClass
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.checks import keep_answer, locked_record, pass_the_rest
from maintenance.actions.inspections import (
    Verdict,
    begin_inspection,
    correct_inspection,
    sign_inspection,
)
from maintenance.actions.judging import Said
from maintenance.choices import EventType, InspectionStatus, InspectionType
from maintenance.models import ComplianceEvent, Inspection, MaintenancePlan, WorkOrder
from tests.factories import (
    make_asset,
    make_department,
    make_nurse,
    make_procedure,
    make_technician,
)


def begun(asset=None, *, by, kind=InspectionType.AD_HOC, **fields):
    return begin_inspection(asset or make_asset(), kind=kind, by=by, **fields)


def signed(inspection, *, by, status=InspectionStatus.PASSED, **said):
    said.setdefault("findings", "" if status == "passed" else "The cord is worn.")
    return sign_inspection(inspection, wanted=Verdict(status, **said), by=by)


def test_an_inspection_is_begun_once_for_a_person_and_a_kind():
    person, asset = make_technician(), make_asset()

    inspection = begun(asset, by=person)

    assert begun(asset, by=person) == inspection
    assert begun(asset, by=make_technician()) != inspection
    assert AuditLog.objects.about(inspection).get().action == "inspection.begun"


def test_a_passed_inspection_tells_when_the_device_was_last_looked_at():
    person, asset = make_technician(), make_asset()

    signed(begun(asset, by=person), by=person)

    asset.refresh_from_db()
    assert asset.last_inspection_at is not None
    assert asset.status == AssetStatus.AVAILABLE


def test_a_failed_inspection_stops_the_device_and_asks_for_its_repair():
    person, asset = make_technician(), make_asset()
    ward = make_department(facility=asset.facility)
    assignment = assign_asset(asset, to=Handover(department=ward), by=person)

    told = signed(begun(asset, by=person), by=person, status=InspectionStatus.FAILED)

    assert told.inspection.verdict == ""  # there was no checklist
    asset.refresh_from_db()
    assignment.refresh_from_db()
    assert asset.status == AssetStatus.OUT_OF_SERVICE
    assert asset.status_reason == StatusReason.FAILED_INSPECTION
    assert asset.last_inspection_at is None
    assert assignment.ended_at is not None
    assert WorkOrder.objects.get().number in told.news[1]
    assert ComplianceEvent.objects.get().event_type == EventType.FAILED_INSPECTION


def test_a_device_that_needs_attention_stays_in_use():
    person, asset = make_technician(), make_asset()

    signed(begun(asset, by=person), by=person, status=InspectionStatus.ATTENTION_NEEDED)

    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE
    assert WorkOrder.objects.get().problem == "The cord is worn."
    assert not ComplianceEvent.objects.exists()


def test_a_hold_outlives_a_failed_inspection():
    person, asset = make_technician(), make_asset()
    hold = StatusChange(AssetStatus.OUT_OF_SERVICE, StatusReason.RECALL_HOLD, "FSN 7")
    change_status(asset, hold, by=person)

    signed(begun(asset, by=person), by=person, status=InspectionStatus.FAILED)

    asset.refresh_from_db()
    assert asset.status_reason == StatusReason.RECALL_HOLD


def test_a_passed_acceptance_puts_the_device_into_service_with_its_plans():
    person, asset = make_technician(), make_asset(accepted_at=None)

    signed(begun(asset, by=person, kind=InspectionType.ACCEPTANCE), by=person)

    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE
    assert asset.accepted_at is not None
    entry = AuditLog.objects.about(asset).filter(action="asset.accepted").get()
    assert "Acceptance inspection" in entry.reason
    assert not MaintenancePlan.objects.exists()  # there are no templates here


def test_a_device_is_accepted_only_once():
    with pytest.raises(Conflict, match="accepted already"):
        begun(by=make_technician(), kind=InspectionType.ACCEPTANCE)


def test_a_failed_acceptance_leaves_the_device_waiting():
    person, asset = make_technician(), make_asset(accepted_at=None)

    signed(
        begun(asset, by=person, kind=InspectionType.ACCEPTANCE),
        by=person,
        status=InspectionStatus.FAILED,
    )

    asset.refresh_from_db()
    assert asset.status_reason == StatusReason.PENDING_ACCEPTANCE


def test_a_check_after_repair_releases_the_device():
    person, asset = make_technician(), make_asset()
    repair = StatusChange(AssetStatus.MAINTENANCE, StatusReason.REPAIR, "No power")
    change_status(asset, repair, by=person)

    signed(begun(asset, by=person, kind=InspectionType.POST_REPAIR), by=person)

    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE


def test_what_the_checklist_contradicts_is_refused():
    person = make_technician()
    inspection = begun(by=person, procedure=make_procedure())
    pass_the_rest(inspection, by=person)
    keep_answer(inspection, "flow", said=Said(value="12"), by=person)

    with pytest.raises(ValidationError, match="came to “failed”"):
        signed(inspection, by=person)


def test_whoever_fails_a_device_says_why():
    person = make_technician()

    with pytest.raises(ValidationError, match="what was found"):
        signed(
            begun(by=person), by=person, status=InspectionStatus.FAILED, findings=" "
        )


def test_an_electrical_safety_test_has_the_limits_for_the_device():
    asset = make_asset(protection_class=ProtectionClass.I, applied_part=AppliedPart.CF)

    inspection = begun(
        asset, by=make_technician(), kind=InspectionType.ELECTRICAL_SAFETY
    )

    assert inspection.safety_standard == "IEC 62353"
    earth = next(i for i in inspection.checklist if "protective_earth" in i["key"])
    assert (earth["max"], earth["unit"]) == (0.3, "ohm")


def test_a_nurse_does_not_sign_inspections():
    with pytest.raises(PermissionDenied):
        begun(by=make_nurse())


def test_a_signed_inspection_is_corrected_by_a_new_one():
    person = make_technician()
    first = signed(begun(by=person), by=person).inspection

    new = correct_inspection(first, reason="It was another room.", by=person)
    signed(new, by=person)

    assert list(Inspection.objects.valid()) == [new]
    with pytest.raises(Conflict, match="does not change any more"):
        locked_record(first, by=person)


def test_a_retired_device_is_not_inspected():
    asset = make_asset(status=AssetStatus.RETIRED, retired_at=timezone.now())

    with pytest.raises(Conflict, match="retired"):
        begun(asset, by=make_technician())
