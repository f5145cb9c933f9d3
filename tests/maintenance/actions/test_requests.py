from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.requests import (
    AlreadyReported,
    Report,
    add_to_report,
    add_work_order,
    report_problem,
)
from maintenance.actions.work_orders import Wanted
from maintenance.choices import Priority, WorkOrderType
from maintenance.models import WorkOrder
from tests.factories import (
    make_asset,
    make_auditor,
    make_department,
    make_manager,
    make_nurse,
    make_team,
    make_technician,
    make_work_order,
)

BEEPS = Report(problem="It beeps")
UNSAFE = Report(problem="It smokes", must_not_be_used=True)


def ward_with_asset(**fields):
    ward = make_department()
    return ward, make_asset(facility=ward.facility, owner_department=ward, **fields)


# --- Reporting --------------------------------------------------------------------


def test_a_nurse_reports_a_problem_of_the_own_ward():
    ward, asset = ward_with_asset()
    nurse = make_nurse(ward)

    order = report_problem(asset, BEEPS, by=nurse)

    assert (order.type, order.problem) == (WorkOrderType.CM, "It beeps")
    assert (order.priority, order.equipment_down) == (Priority.ROUTINE, False)
    assert order.requested_by_id == nurse.pk
    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE
    [entry] = AuditLog.objects.about(order)
    assert (entry.action, entry.actor) == ("work_order.opened", nurse)


def test_what_must_not_be_used_is_out_of_service_at_once():
    ward, asset = ward_with_asset(is_life_support=True)

    order = report_problem(asset, UNSAFE, by=make_nurse(ward))

    asset.refresh_from_db()
    assert asset.status == AssetStatus.OUT_OF_SERVICE
    assert asset.status_reason == StatusReason.PROBLEM_REPORTED
    assert (order.equipment_down, order.priority) == (True, Priority.EMERGENCY)


@pytest.mark.parametrize(
    ("report", "priority"),
    [
        (UNSAFE, Priority.URGENT),
        (Report(problem="Burn", patient_involved=True), Priority.EMERGENCY),
    ],
)
def test_how_urgent_it_is_follows_from_what_was_said(report, priority):
    assert report_problem(make_asset(), report, by=make_nurse()).priority == priority


def test_what_was_stopped_before_can_be_reported_once_more():
    asset = make_asset(
        status=AssetStatus.OUT_OF_SERVICE, status_reason=StatusReason.DAMAGED
    )

    order = report_problem(asset, UNSAFE, by=make_nurse())

    assert order.equipment_down
    asset.refresh_from_db()
    assert asset.status_reason == StatusReason.DAMAGED


def test_a_known_problem_is_shown_instead_of_reported_again():
    asset = make_asset()
    known = report_problem(asset, BEEPS, by=make_nurse())

    with pytest.raises(AlreadyReported) as raised:
        report_problem(asset, UNSAFE, by=make_nurse())

    assert raised.value.order == known
    assert known.number in raised.value.messages[0]
    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE
    assert WorkOrder.objects.count() == 1


def test_another_problem_is_another_order():
    asset = make_asset()
    report_problem(asset, BEEPS, by=make_nurse())

    report_problem(asset, Report(problem="Leaks", is_another=True), by=make_nurse())

    assert WorkOrder.objects.count() == 2


def test_more_is_said_of_a_known_problem():
    ward, asset = ward_with_asset()
    order = report_problem(asset, BEEPS, by=make_nurse(ward))

    add_to_report(order, UNSAFE, by=make_nurse(ward))

    assert [comment.text for comment in order.comments.all()] == ["It smokes"]
    asset.refresh_from_db()
    assert asset.status == AssetStatus.OUT_OF_SERVICE


def test_a_retired_device_is_not_repaired():
    with pytest.raises(Conflict, match="retired"):
        report_problem(
            make_asset(status=AssetStatus.RETIRED), BEEPS, by=make_technician()
        )


def test_a_report_says_what_is_wrong():
    with pytest.raises(ValidationError, match="in a few words"):
        report_problem(make_asset(), Report(problem="  "), by=make_nurse())


def test_nobody_reports_for_another_ward():
    _, asset = ward_with_asset()

    with pytest.raises(PermissionDenied):
        report_problem(asset, BEEPS, by=make_nurse(make_department()))


def test_an_auditor_reports_nothing():
    with pytest.raises(PermissionDenied):
        report_problem(make_asset(), BEEPS, by=make_auditor())


# --- By hand ----------------------------------------------------------------------


def test_a_technician_writes_down_the_own_work():
    technician = make_technician()
    wanted = Wanted(
        type=WorkOrderType.UPGRADE, problem="New version", assigned_to=technician
    )

    order = add_work_order(make_asset(), wanted=wanted, by=technician)

    assert (order.status, order.assigned_to_id) == ("assigned", technician.pk)


def test_a_technician_gives_no_work_to_others():
    wanted = Wanted(problem="New version", assigned_to=make_technician())

    with pytest.raises(PermissionDenied):
        add_work_order(make_asset(), wanted=wanted, by=make_technician())


def test_a_manager_gives_it_to_a_team_of_the_place_alone():
    with pytest.raises(ValidationError, match="does not work at"):
        add_work_order(
            make_asset(),
            wanted=Wanted(problem="Check", team=make_team()),
            by=make_manager(),
        )
    assert not WorkOrder.objects.exists()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"problem": ""}, "in a few words"),
        (
            {"problem": "X", "due_on": timezone.localdate() - timedelta(days=3)},
            "in the past",
        ),
    ],
)
def test_work_by_hand_needs_a_purpose_and_a_day_to_come(fields, refusal):
    with pytest.raises(ValidationError, match=refusal):
        add_work_order(make_asset(), wanted=Wanted(**fields), by=make_technician())


def test_a_nurse_writes_down_no_work():
    with pytest.raises(PermissionDenied):
        add_work_order(
            make_work_order().asset, wanted=Wanted(problem="X"), by=make_nurse()
        )
