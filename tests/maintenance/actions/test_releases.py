from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.doubts import doubt_about
from equipment.actions.releases import release_of
from equipment.actions.statuses import StatusChange, change_status
from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.checks import begin_log
from maintenance.actions.inspections import (
    Verdict,
    begin_inspection,
    correct_inspection,
    sign_inspection,
)
from maintenance.actions.logs import Signing, correct_log, sign_log
from maintenance.actions.occurrences import open_occurrence
from maintenance.choices import InspectionStatus, InspectionType, LogOutcome, OverdueUse
from maintenance.models import FacilityPolicy
from tests.factories import (
    make_asset,
    make_manager,
    make_plan,
    make_technician,
    make_work_order,
    saved,
)

STOP = StatusChange(
    AssetStatus.OUT_OF_SERVICE, StatusReason.PROBLEM_REPORTED, "It smells burnt."
)
RELEASE = StatusChange(AssetStatus.AVAILABLE)
SEND_IN = StatusChange(AssetStatus.MAINTENANCE, StatusReason.REPAIR, "It beeps.")


def inspect(asset, *, by, status=InspectionStatus.PASSED):
    inspection = begin_inspection(asset, kind=InspectionType.AD_HOC, by=by)
    wanted = Verdict(status, findings="Looked at it.")
    return sign_inspection(inspection, wanted=wanted, by=by).inspection


def test_what_passed_since_the_device_was_stopped_can_release_it():
    person, asset = make_technician(), make_asset()
    inspect(asset, by=person)
    asset = change_status(asset, STOP, by=person)
    assert release_of(asset).proofs == ()

    later = inspect(asset, by=person)

    [proof] = release_of(asset).proofs
    assert f"inspection {later.pk} of" in proof.name
    assert proof.key == f"inspection-{later.pk}"


def test_what_passed_before_a_failure_releases_nothing():
    person, asset = make_technician(), make_asset()
    change_status(asset, STOP, by=person)
    inspect(asset, by=person)
    inspect(asset, by=person, status=InspectionStatus.FAILED)

    asset.refresh_from_db()
    assert release_of(asset).proofs == ()


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
    asset = change_status(asset, STOP, by=person)
    inspect(asset, by=person)
    order = overdue_occurrence(asset)

    with pytest.raises(Conflict, match=order.number):
        change_status(asset, RELEASE, by=person)

    remedy = release_of(asset).remedy
    assert (remedy.page, remedy.pk) == ("maintenance:check-fill", order.pk)
    sign(order, by=person)
    assert change_status(asset, RELEASE, by=person).status == AssetStatus.AVAILABLE


def test_another_device_does_not():
    person, asset = make_technician(), make_asset()
    asset = change_status(asset, STOP, by=person)
    inspect(asset, by=person)
    overdue_occurrence(asset)

    assert change_status(asset, RELEASE, by=person).status == AssetStatus.AVAILABLE


def test_a_high_risk_device_from_the_store_waits_for_what_came_due_meanwhile():
    person, asset = make_technician(), make_asset(risk_class=RiskClass.HIGH)
    asset = change_status(asset, replace(STOP, reason=StatusReason.STORAGE), by=person)
    inspect(asset, by=person)
    past = timezone.localdate() - timedelta(days=40)
    plan = make_plan(asset=asset, next_due_on=past, name="Yearly check")

    with pytest.raises(Conflict, match="“Yearly check” was due on"):
        change_status(asset, RELEASE, by=person)

    sign(open_occurrence(plan, by=person), by=person)
    assert change_status(asset, RELEASE, by=person).status == AssetStatus.AVAILABLE


def test_work_that_is_not_due_is_begun_by_who_may_count_it_early():
    plan = make_plan()

    with pytest.raises(Conflict, match="is not due"):
        open_occurrence(plan, by=make_technician())

    order = open_occurrence(plan, by=make_manager())
    assert order.due_on == plan.next_due_on
    assert open_occurrence(plan, by=make_manager()) == order


# --- Handed out -------------------------------------------------------------------

WARD = Handover(department_name="Ward 1")


def test_a_high_risk_device_is_handed_out_with_a_warning_while_work_is_overdue():
    asset = make_asset(risk_class=RiskClass.HIGH)
    order = overdue_occurrence(asset)

    assign_asset(asset, to=WARD, by=make_technician())

    entry = AuditLog.objects.about(asset).order_by("pk").last()
    assert entry.reason.startswith(f"To Ward 1. {order}")


def test_a_facility_forbids_to_hand_it_out():
    asset = make_asset(risk_class=RiskClass.HIGH)
    saved(FacilityPolicy(facility=asset.facility, overdue_high_risk=OverdueUse.BLOCK))
    order = overdue_occurrence(asset)

    with pytest.raises(Conflict, match="do that work first"):
        assign_asset(asset, to=WARD, by=make_technician())

    sign(order, by=make_technician())
    assert assign_asset(asset, to=WARD, by=make_technician()).status == "active"


def test_nobody_doubts_another_device():
    asset = make_asset()
    saved(FacilityPolicy(facility=asset.facility, overdue_high_risk=OverdueUse.BLOCK))
    overdue_occurrence(asset)

    assert doubt_about(asset) is None


# --- From maintenance -------------------------------------------------------------


def sign(order, *, by, outcome=LogOutcome.PASSED, **said):
    log = begin_log(order, by=by)
    return sign_log(log, wanted=Signing(outcome, "Done", **said), by=by)


def test_a_look_at_a_device_in_maintenance_does_not_release_it():
    person = make_technician()
    asset = change_status(make_asset(), SEND_IN, by=person)
    inspect(asset, by=person)

    with pytest.raises(Conflict, match="signed as passed or repaired"):
        change_status(asset, RELEASE, by=person)


def test_who_repaired_it_is_led_to_sign_that():
    order = make_work_order()
    asset = change_status(order.asset, SEND_IN, by=make_technician())

    remedy = release_of(asset).remedy

    assert (remedy.page, remedy.pk) == ("maintenance:check-fill", order.pk)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (LogOutcome.PASSED, AssetStatus.AVAILABLE),
        (LogOutcome.REPAIRED, AssetStatus.AVAILABLE),
        (LogOutcome.ESCALATED, AssetStatus.MAINTENANCE),
        (LogOutcome.FAILED, AssetStatus.OUT_OF_SERVICE),
    ],
)
def test_what_was_done_says_whether_the_device_is_released(outcome, status):
    person, order = make_technician(), make_work_order()
    change_status(order.asset, SEND_IN, by=person)

    sign(order, by=person, outcome=outcome)

    order.asset.refresh_from_db()
    assert order.asset.status == status


def test_work_that_was_done_before_the_device_was_stopped_releases_nothing():
    person, order = make_technician(), make_work_order()
    asset = change_status(order.asset, STOP, by=person)
    earlier = timezone.now() - timedelta(hours=2)

    sign(order, by=person, performed_at=earlier)

    assert release_of(asset).proofs == ()


def test_a_corrected_record_tells_of_the_same_work_as_before():
    person, order = make_technician(), make_work_order()
    log = sign(order, by=person).log
    asset = change_status(order.asset, STOP, by=person)

    new = correct_log(log, reason="A slip", by=person)
    sign_log(new, wanted=Signing(LogOutcome.PASSED, "Corrected"), by=person)

    assert release_of(asset).proofs == ()


def test_a_corrected_inspection_tells_of_the_same_look_as_before():
    person, asset = make_technician(), make_asset()
    seen = inspect(asset, by=person)
    asset = change_status(asset, STOP, by=person)

    new = correct_inspection(seen, reason="A slip", by=person)
    sign_inspection(new, wanted=Verdict(InspectionStatus.PASSED), by=person)

    assert release_of(asset).proofs == ()


def test_a_held_device_does_not_go_to_the_vendor_by_itself():
    person, order = make_technician(), make_work_order()
    hold = replace(STOP, reason=StatusReason.INCIDENT_HOLD)
    change_status(order.asset, hold, by=person)

    sign(order, by=person, outcome=LogOutcome.ESCALATED)

    order.asset.refresh_from_db()
    assert order.asset.status_reason == StatusReason.INCIDENT_HOLD


def test_planned_work_that_passed_does_not_release_a_device_under_repair():
    person, asset = make_technician(), make_asset()
    repair = make_work_order(
        asset=asset, problem="Battery does not hold its charge.", equipment_down=True
    )
    asset = change_status(asset, SEND_IN, by=person)
    planned = make_work_order(
        asset=asset, plan=make_plan(asset=asset), due_on=timezone.localdate()
    )

    said = sign(planned, by=person)

    asset.refresh_from_db()
    assert asset.status == AssetStatus.MAINTENANCE
    assert any(f"{repair} is still open: Battery" in each for each in said.news)
    assert release_of(asset).remedy.label == f"Record {repair.number}"


def test_its_own_repair_releases_it_or_an_inspection_afterwards():
    person = make_technician()
    for by_repair in (True, False):
        asset = make_asset()
        repair = make_work_order(asset=asset, equipment_down=True)
        asset = change_status(asset, SEND_IN, by=person)

        if by_repair:
            sign(repair, by=person, outcome=LogOutcome.REPAIRED)
        else:
            inspection = begin_inspection(
                asset, kind=InspectionType.POST_REPAIR, by=person
            )
            wanted = Verdict(InspectionStatus.PASSED, findings="It holds its charge.")
            sign_inspection(inspection, wanted=wanted, by=person)

        assert release_of(asset).refusal == ""


def test_one_of_two_repairs_is_not_enough():
    person, asset = make_technician(), make_asset()
    repair = make_work_order(asset=asset, equipment_down=True)
    other = make_work_order(asset=asset, equipment_down=True)
    asset = change_status(asset, SEND_IN, by=person)

    sign(repair, by=person, outcome=LogOutcome.REPAIRED)

    asset.refresh_from_db()
    assert asset.status == AssetStatus.MAINTENANCE
    assert str(other) in release_of(asset).refusal
