from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.statuses import StatusChange, change_status
from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.checks import begin_log, keep_answer
from maintenance.actions.judging import Said
from maintenance.actions.logs import Part, Signing, correct_log, sign_log
from maintenance.choices import (
    ChecklistVerdict,
    EventSeverity,
    EventType,
    LogOutcome,
    Priority,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.models import CheckAnswer, ComplianceEvent, MaintenanceLog, WorkOrder
from tests.factories import (
    make_asset,
    make_department,
    make_instrument,
    make_manager,
    make_plan,
    make_procedure,
    make_technician,
    make_work_order,
)


def due_order(**asset):
    """An occurrence of a yearly plan that is due today, in its window."""
    today = timezone.localdate()
    plan = make_plan(
        asset=make_asset(**asset), procedure=make_procedure(), next_due_on=today
    )
    return make_work_order(
        plan=plan,
        due_on=today,
        window_start=today - timedelta(days=10),
        window_end=today + timedelta(days=10),
        status=WorkOrderStatus.TRIAGED,
    )


def filled(order, *, by, flow="10", housing="pass"):
    log = begin_log(order, by=by)
    keep_answer(log, "housing", said=Said(housing), by=by)
    keep_answer(log, "flow", said=Said(value=flow), by=by)
    return log


def signed(log, *, by, outcome=LogOutcome.PASSED, **said):
    return sign_log(
        log, wanted=Signing(outcome, "Checked as prescribed.", **said), by=by
    ).log


def last_action(entity):
    return AuditLog.objects.about(entity).order_by("-pk").first().action


def test_signing_freezes_the_results_with_their_limits_and_forgets_the_notes():
    person, order = make_technician(), due_order()

    log = signed(filled(order, by=person, flow="10,5 L/min"), by=person)

    [housing, flow] = MaintenanceLog.objects.get(pk=log.pk).results
    assert housing["result"] == "pass"
    assert (flow["value"], flow["limit_min"], flow["limit_max"]) == ("10.5", "9", "11")
    assert flow["by"] == person.pk
    assert log.verdict == ChecklistVerdict.PASSED
    assert log.is_signed
    assert not CheckAnswer.objects.exists()
    assert last_action(log) == "maintenance_log.signed"


def test_a_passed_log_completes_its_order_and_moves_the_plan_on():
    person, order = make_technician(), due_order()
    due = order.plan.next_due_on

    signed(filled(order, by=person), by=person)

    order.refresh_from_db()
    order.plan.refresh_from_db()
    assert order.status == WorkOrderStatus.COMPLETED
    assert order.completed_on == timezone.localdate()
    assert order.plan.next_due_on > due


def test_a_passed_log_releases_a_device_that_was_in_maintenance():
    person, order = make_technician(), due_order()
    to = StatusChange(AssetStatus.MAINTENANCE, StatusReason.PM, "Yearly check")
    change_status(order.asset, to, by=person)

    signed(filled(order, by=person), by=person)

    order.asset.refresh_from_db()
    assert order.asset.status == AssetStatus.AVAILABLE


def test_who_kept_the_device_during_maintenance_has_it_in_use_again():
    person, order = make_technician(), due_order()
    ward = make_department(facility=order.asset.facility)
    assign_asset(order.asset, to=Handover(department=ward, is_fixed=True), by=person)
    to = StatusChange(
        AssetStatus.MAINTENANCE, StatusReason.PM, "On site", keeps_assignment=True
    )
    change_status(order.asset, to, by=person)

    signed(filled(order, by=person), by=person)

    order.asset.refresh_from_db()
    assert order.asset.status == AssetStatus.IN_USE
    assert order.asset.status_reason == StatusReason.FIXED


def test_a_device_stays_in_maintenance_while_other_high_risk_work_is_overdue():
    person, order = make_technician(), due_order(risk_class=RiskClass.HIGH)
    long_ago = timezone.localdate() - timedelta(days=60)
    make_work_order(
        plan=make_plan(asset=order.asset), due_on=long_ago, window_end=long_ago
    )
    to = StatusChange(AssetStatus.MAINTENANCE, StatusReason.PM, "Yearly check")
    change_status(order.asset, to, by=person)

    wanted = Signing(LogOutcome.PASSED, "Checked.")
    told = sign_log(filled(order, by=person), wanted=wanted, by=person).news

    order.asset.refresh_from_db()
    assert order.asset.status == AssetStatus.MAINTENANCE
    assert any("do that work first" in sentence for sentence in told)


def test_a_failed_log_stops_the_device_and_asks_for_its_repair():
    person = make_technician()
    order = due_order(risk_class=RiskClass.HIGH, is_life_support=True)
    ward = make_department(facility=order.asset.facility)
    assignment = assign_asset(order.asset, to=Handover(department=ward), by=person)

    log = filled(order, by=person, flow="8")
    signed(log, by=person, outcome=LogOutcome.FAILED)

    order.asset.refresh_from_db()
    assignment.refresh_from_db()
    assert order.asset.status == AssetStatus.OUT_OF_SERVICE
    assert order.asset.status_reason == StatusReason.FAILED_PM
    assert assignment.ended_at is not None
    repair = WorkOrder.objects.get(follows=order)
    assert (repair.type, repair.priority) == (WorkOrderType.CM, Priority.URGENT)
    assert repair.equipment_down
    event = ComplianceEvent.objects.get()
    assert (event.event_type, event.severity) == (
        EventType.FAILED_PM,
        EventSeverity.CRITICAL,
    )
    order.refresh_from_db()
    assert order.status == WorkOrderStatus.COMPLETED


def test_an_escalated_log_sends_the_device_to_the_vendor():
    person, order = make_technician(), due_order()

    log = filled(order, by=person, flow="8")
    signed(log, by=person, outcome=LogOutcome.ESCALATED)

    order.asset.refresh_from_db()
    assert order.asset.status == AssetStatus.MAINTENANCE
    assert order.asset.status_reason == StatusReason.AT_VENDOR
    assert WorkOrder.objects.filter(follows=order).exists()


def test_a_repair_that_did_not_succeed_goes_on_under_its_number():
    person, order = make_technician(), make_work_order()

    signed(begin_log(order, by=person), by=person, outcome=LogOutcome.FAILED)

    order.refresh_from_db()
    assert order.is_open
    assert not WorkOrder.objects.filter(follows=order).exists()


def test_what_was_mended_on_the_spot_is_repaired():
    person, order = make_technician(), due_order()
    log = filled(order, by=person)
    keep_answer(log, "flow", said=Said(value="8", as_left="10"), by=person)

    log = signed(log, by=person, outcome=LogOutcome.REPAIRED)

    assert log.verdict == ChecklistVerdict.REPAIRED
    assert (log.results[1]["as_found"], log.results[1]["as_left"]) == ("8", "10")


def test_an_outcome_that_the_checklist_contradicts_is_refused():
    person, order = make_technician(), due_order()
    log = filled(order, by=person, flow="8")

    with pytest.raises(ValidationError, match="came to “failed”"):
        signed(log, by=person, outcome=LogOutcome.PASSED)

    assert CheckAnswer.objects.count() == 2


def test_nothing_is_signed_while_something_is_missing():
    person = make_technician()

    with pytest.raises(ValidationError, match="Housing is undamaged"):
        signed(begin_log(due_order(), by=person), by=person)


def test_the_second_technician_learns_who_was_first():
    order = due_order()
    first = make_technician(first_name="Ada", last_name="Okafor")
    second = make_technician()
    logs = [filled(order, by=person) for person in (first, second)]
    signed(logs[0], by=first)

    with pytest.raises(Conflict, match="Ada Okafor finished"):
        signed(logs[1], by=second)


def test_one_signs_only_what_one_filled_in():
    log = filled(due_order(), by=make_technician())

    with pytest.raises(Conflict, match="is filling in this checklist"):
        signed(log, by=make_technician())


def test_signing_twice_is_refused():
    person, order = make_technician(), make_work_order(type=WorkOrderType.PM)
    log = signed(begin_log(order, by=person), by=person)

    with pytest.raises(Conflict):
        signed(log, by=person)


def test_early_work_is_recorded_and_its_order_stays_open():
    person, order = make_technician(), due_order()
    order.window_start = timezone.localdate() + timedelta(days=5)
    order.save()

    signed(filled(order, by=person), by=person)

    order.refresh_from_db()
    assert order.is_open


def test_counting_early_work_is_for_managers():
    order = due_order()
    order.window_start = timezone.localdate() + timedelta(days=5)
    order.save()
    person, manager = make_technician(), make_manager()

    with pytest.raises(PermissionDenied):
        signed(filled(order, by=person), by=person, counts_early=True)
    signed(filled(order, by=manager), by=manager, counts_early=True)

    order.refresh_from_db()
    assert order.status == WorkOrderStatus.COMPLETED
    assert order.counts_early


def test_parts_and_minutes_are_kept():
    person = make_technician()
    parts = (Part("Battery", "B-12", 2, Decimal("10.50")), Part("Screw"))

    log = signed(
        begin_log(make_work_order(), by=person),
        by=person,
        outcome=LogOutcome.REPAIRED,
        parts=parts,
        labor_minutes=45,
    )

    assert log.parts_cost == Decimal(21)
    assert log.parts_used[0]["cost"] == "10.50"
    assert log.labor_minutes == 45


def test_an_overdue_instrument_is_refused_unless_a_manager_says_why():
    old = make_instrument(calibration_due_on=timezone.localdate() - timedelta(days=1))
    technician, manager = make_technician(), make_manager()

    log = begin_log(make_work_order(), by=technician)
    with pytest.raises(ValidationError, match="should have been calibrated"):
        signed(log, by=technician, instruments=(old,), override_reason="Urgent")
    log = begin_log(make_work_order(), by=manager)
    with pytest.raises(ValidationError, match="say why"):
        signed(log, by=manager, instruments=(old,))
    signed(log, by=manager, instruments=(old,), override_reason="Only one we have.")

    assert ComplianceEvent.objects.get().event_type == EventType.POLICY_OVERRIDE
    assert log.instrument_uses.get().override_reason == "Only one we have."


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"performed_at": timezone.now() + timedelta(days=2)}, "in the future"),
        ({"parts": (Part("Screw"),) * 51}, "at most 50"),
    ],
)
def test_what_cannot_be_is_refused(said, sentence):
    person = make_technician()

    with pytest.raises(ValidationError, match=sentence):
        signed(begin_log(make_work_order(), by=person), by=person, **said)


def test_work_written_down_in_the_evening_began_when_it_did():
    person = make_technician()
    at = timezone.now() - timedelta(hours=5)

    log = signed(
        begin_log(make_work_order(type="pm"), by=person),
        by=person,
        performed_at=at,
        labor_minutes=30,
    )

    assert log.started_at == at - timedelta(minutes=30)


def test_a_correction_takes_the_place_of_a_signed_record():
    person, order = make_technician(), due_order()
    first = signed(filled(order, by=person), by=person)

    new = correct_log(first, reason="Typed the wrong flow.", by=person)
    keep_answer(new, "flow", said=Said(value="9.5"), by=person)
    assert list(MaintenanceLog.objects.valid()) == [first]
    signed(new, by=person)

    assert list(MaintenanceLog.objects.valid()) == [new]
    assert WorkOrder.objects.filter(follows=order).count() == 0
    entry = AuditLog.objects.about(new).order_by("-pk").first()
    assert (entry.action, entry.reason) == (
        "maintenance_log.signed",
        "Typed the wrong flow.",
    )


def test_a_correction_that_finds_a_failure_stops_the_device():
    person, order = make_technician(), due_order()
    first = signed(filled(order, by=person), by=person)

    new = correct_log(first, reason="The flow was 7.", by=person)
    keep_answer(new, "flow", said=Said(value="7"), by=person)
    signed(new, by=person, outcome=LogOutcome.FAILED)

    order.asset.refresh_from_db()
    assert order.asset.status == AssetStatus.OUT_OF_SERVICE


def test_a_correction_asks_why_and_is_begun_once():
    person, order = make_technician(), due_order()
    first = signed(filled(order, by=person), by=person)

    with pytest.raises(ValidationError, match="Say what is wrong"):
        correct_log(first, reason=" ", by=person)
    begun = correct_log(first, reason="Wrong", by=person)
    assert correct_log(first, reason="Wrong", by=person) == begun
    with pytest.raises(Conflict, match="is correcting it"):
        correct_log(first, reason="Wrong", by=make_technician())


def test_who_mended_a_stopped_device_is_told_to_release_it():
    person, order = make_technician(), make_work_order()
    stop = StatusChange(
        AssetStatus.OUT_OF_SERVICE, StatusReason.PROBLEM_REPORTED, "No power"
    )
    change_status(order.asset, stop, by=person)

    wanted = Signing(LogOutcome.REPAIRED, "New fuse.")
    told = sign_log(begin_log(order, by=person), wanted=wanted, by=person).news

    assert any("Release it on its page" in sentence for sentence in told)
