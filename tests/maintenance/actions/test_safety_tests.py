from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from equipment.actions.releases import release_of
from equipment.actions.statuses import StatusChange, change_status
from equipment.choices import ProtectionClass
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.checks import begin_log, items_of, keep_answer
from maintenance.actions.inspections import Verdict, begin_inspection, sign_inspection
from maintenance.actions.judging import Said
from maintenance.actions.logs import Signing, correct_log, sign_log
from maintenance.actions.safety_tests import has_safety_tests, safety_checklist
from maintenance.choices import (
    InspectionStatus,
    InspectionType,
    LogOutcome,
    PlanType,
    WorkOrderType,
)
from maintenance.models import SafetyLimit
from maintenance.safety_limits import Measurement, Standard
from tests.factories import (
    make_asset,
    make_category,
    make_log,
    make_passed_inspection,
    make_plan,
    make_plan_template,
    make_procedure,
    make_technician,
    make_work_order,
    saved,
)

SEND_IN = StatusChange(AssetStatus.MAINTENANCE, StatusReason.REPAIR, "It beeps.")
RELEASE = StatusChange(AssetStatus.AVAILABLE)
TESTED = [{"key": "earth", "label": "Earth", "section": "electrical_safety"}]


def sent_in(*, by, **fields):
    asset = make_asset(**{"protection_class": ProtectionClass.I} | fields)
    return change_status(asset, SEND_IN, by=by)


def repair(asset, *, by, outcome=LogOutcome.REPAIRED, **said):
    order = make_work_order(asset=asset)
    wanted = Signing(outcome, "New fuse", **said)
    return sign_log(begin_log(order, by=by), wanted=wanted, by=by)


def check_safety(asset, *, by, status=InspectionStatus.PASSED):
    begun = begin_inspection(asset, kind=InspectionType.ELECTRICAL_SAFETY, by=by)
    for item in items_of(begun):
        value = str(item.max or item.min or "")
        said = Said(value=value) if value else Said("pass")
        keep_answer(begun, item.key, said=said, by=by)
    return sign_inspection(begun, wanted=Verdict(status, findings="Earth"), by=by)


def status_of(asset):
    asset.refresh_from_db()
    return asset.status


# --- Released after a repair ------------------------------------------------------


def test_a_repair_that_opened_the_device_waits_for_its_safety_test():
    person = make_technician()
    asset = sent_in(by=person)

    news = repair(asset, by=person).news

    assert status_of(asset) == AssetStatus.MAINTENANCE
    assert any("Test its electrical safety" in sentence for sentence in news)
    with pytest.raises(Conflict, match="Test its electrical safety"):
        change_status(asset, RELEASE, by=person)
    assert release_of(asset).remedy.kind == InspectionType.ELECTRICAL_SAFETY


def test_the_safety_test_that_is_passed_releases_it():
    person = make_technician()
    asset = sent_in(by=person)
    repair(asset, by=person)

    check_safety(asset, by=person)

    assert status_of(asset) == AssetStatus.AVAILABLE


def test_a_safety_test_alone_releases_nothing_from_maintenance():
    person = make_technician()
    asset = sent_in(by=person)

    news = check_safety(asset, by=person).news

    assert status_of(asset) == AssetStatus.MAINTENANCE
    assert "Record the work" in news[0]


def test_a_test_from_before_the_repair_says_nothing():
    person = make_technician()
    asset = sent_in(by=person)
    check_safety(asset, by=person)

    repair(asset, by=person)

    assert status_of(asset) == AssetStatus.MAINTENANCE


def test_a_test_that_found_something_releases_nothing():
    person = make_technician()
    asset = sent_in(by=person)
    repair(asset, by=person)

    check_safety(asset, by=person, status=InspectionStatus.ATTENTION_NEEDED)

    assert status_of(asset) == AssetStatus.MAINTENANCE


def test_a_device_that_was_out_of_service_waits_for_it_as_well():
    person = make_technician()
    asset = sent_in(by=person)
    repair(asset, by=person, outcome=LogOutcome.FAILED)
    asset.refresh_from_db()
    make_passed_inspection(asset, type=InspectionType.AD_HOC)

    with pytest.raises(Conflict, match="Test its electrical safety"):
        change_status(asset, RELEASE, by=person)

    check_safety(asset, by=person)
    assert change_status(asset, RELEASE, by=person).status == AssetStatus.AVAILABLE


def test_who_opened_nothing_says_so():
    person = make_technician()
    asset = sent_in(by=person)

    repair(asset, by=person, was_opened=False)

    assert status_of(asset) == AssetStatus.AVAILABLE


def test_planned_work_is_no_repair_unless_somebody_says_so():
    person = make_technician()
    asset = sent_in(by=person)
    plan = make_plan(asset=asset)
    order = make_work_order(plan=plan, due_on=plan.next_due_on)

    log = begin_log(order, by=person)
    sign_log(log, wanted=Signing(LogOutcome.PASSED, "Done"), by=person)

    assert status_of(asset) == AssetStatus.AVAILABLE


def test_the_test_may_be_a_work_order_of_its_own():
    person = make_technician()
    asset = sent_in(by=person)
    repair(asset, by=person)
    order = make_work_order(asset=asset, type=WorkOrderType.EST)

    log = begin_log(order, by=person)
    sign_log(log, wanted=Signing(LogOutcome.PASSED, "All below"), by=person)

    assert status_of(asset) == AssetStatus.AVAILABLE


def test_the_test_may_be_a_section_of_the_checklist_of_the_repair():
    person, procedure = make_technician(), make_procedure(items=TESTED)
    asset = sent_in(by=person)
    order = make_work_order(asset=asset, procedure_version=procedure.current)
    log = begin_log(order, by=person)
    keep_answer(log, "earth", said=Said("pass"), by=person)

    sign_log(log, wanted=Signing(LogOutcome.REPAIRED, "New fuse"), by=person)

    assert status_of(asset) == AssetStatus.AVAILABLE


def test_a_correction_says_that_nothing_was_opened_after_all():
    person = make_technician()
    asset = sent_in(by=person)
    log = repair(asset, by=person).log

    new = correct_log(log, reason="It was only the cable.", by=person)
    wanted = Signing(LogOutcome.REPAIRED, "New cable", was_opened=False)
    sign_log(new, wanted=wanted, by=person)

    assert change_status(asset, RELEASE, by=person).status == AssetStatus.AVAILABLE


def test_who_repairs_a_device_where_it_stands_is_told_of_the_test():
    person, asset = make_technician(), make_asset(protection_class=ProtectionClass.II)

    news = repair(asset, by=person).news

    assert news[-1] == "Test its electrical safety before it is used again."


# --- Which devices ----------------------------------------------------------------


@pytest.mark.parametrize("protection_class", ProtectionClass)
def test_what_is_not_powered_has_no_safety_tests(protection_class):
    asset = make_asset(protection_class=protection_class)

    assert has_safety_tests(asset) == (protection_class != ProtectionClass.NONE)


def test_where_the_class_is_not_known_the_plans_tell():
    category = make_category()
    asset, other = make_asset(category=category), make_asset()
    assert not has_safety_tests(asset)

    make_plan_template(category=category, plan_type=PlanType.EST)
    make_plan(asset=other, plan_type=PlanType.EST)

    assert has_safety_tests(asset)
    assert has_safety_tests(other)


def test_an_old_record_of_an_opened_device_counts_until_it_is_tested():
    person, asset = make_technician(), make_asset()
    opened = timezone.now() - timedelta(days=2)
    make_log(
        asset=asset,
        performed_by=person,
        was_opened=True,
        status="completed",
        outcome=LogOutcome.REPAIRED,
        summary="New fuse",
        started_at=opened,
        completed_at=opened,
        performed_at=opened,
        signed_at=opened,
    )
    asset = change_status(asset, SEND_IN, by=person)
    make_passed_inspection(asset)

    with pytest.raises(Conflict, match="Test its electrical safety"):
        change_status(asset, RELEASE, by=person)


# --- By which limits --------------------------------------------------------------


def test_a_limit_that_the_hospital_changed_leaves_the_others_as_they_are():
    asset = make_asset(protection_class=ProtectionClass.I, applied_part="BF")
    before = items_by_label(asset)
    row = SafetyLimit(
        standard=Standard.IEC62353,
        measurement=Measurement.PE,
        protection_class="I",
        maximum="0.25",
        unit="ohm",
    )
    saved(row)

    after = items_by_label(asset)

    changed = Measurement.PE.label
    assert after.keys() == before.keys()
    assert Decimal(after.pop(changed)["max"]) == Decimal("0.25")
    before.pop(changed)
    assert bounds(after) == bounds(before)


def items_by_label(asset):
    checklist, _ = safety_checklist(asset)
    return {item["label"]: item for item in checklist}


def bounds(items):
    return {
        label: [item.get(name) and Decimal(item[name]) for name in ("min", "max")]
        for label, item in items.items()
    }
