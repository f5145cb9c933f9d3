from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditLog
from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.statuses import (
    StatusChange,
    apply_reason,
    apply_status,
    change_status,
    mark_clean,
)
from equipment.lifecycle import REASONS, TRANSITIONS, AssetStatus, StatusReason, Way
from equipment.models import Assignment
from hospital_assets.foundation.errors import Conflict, InvalidTransition, Stale
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_department,
    make_department_manager,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_passed_inspection,
    make_technician,
)

CHANGES = [
    (old, new)
    for old, following in TRANSITIONS.items()
    for new, how in following.items()
    if how.way == Way.CHANGE
]
NOT_BY_CHANGE = [
    (old, new)
    for old in AssetStatus
    for new in AssetStatus
    if (old, new) not in CHANGES
]
# Which roles the table of DOMAIN 7.2 lets make the change.
MAKERS = {
    "administrator": make_administrator,
    "biomed_manager": make_manager,
    "biomed_technician": make_technician,
    "department_manager": make_department_manager,
    "clinical_staff": make_nurse,
    "auditor": make_auditor,
}
MAY_CHANGE = {"biomed_manager", "biomed_technician"}
MAY_STOP = MAY_CHANGE | {"administrator", "department_manager", "clinical_staff"}


def some_reason(status):
    return sorted(REASONS[AssetStatus(status)])[0]


def asset_that_is(status, **fields):
    asset = make_asset(**fields)
    if status == AssetStatus.IN_USE:
        assign_asset(asset, to=Handover(department_name="Ward 1"), by=make_technician())
        asset.refresh_from_db()
    elif status != AssetStatus.AVAILABLE:
        asset = make_asset(status=status, status_reason=some_reason(status), **fields)
        make_passed_inspection(asset)
    return asset


def full_change(new, **fields):
    """A change of status that says all that any transition asks for."""
    said = {"reason": some_reason(new), "note": "Beeps"}
    return StatusChange(to=new, **said | fields)


def entries_about(asset):
    return AuditLog.objects.about(asset).order_by("-pk")


# --- Changing ---------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_a_status_that_may_follow_does(old, new):
    asset, by = asset_that_is(old), make_manager()
    if (old, new) == (AssetStatus.MAINTENANCE, AssetStatus.IN_USE):
        asset = in_maintenance_with_its_holder()

    changed = change_status(asset, full_change(new), by=by)

    assert (changed.status, changed.status_reason) == (new, some_reason(new))
    entry = entries_about(asset)[0]
    assert (entry.action, entry.actor) == ("asset.status_changed", by)
    assert entry.payload["status"] == [old, new]
    needs_evidence = TRANSITIONS[old][new].needs_evidence
    assert entry.reason.startswith("Beeps")
    assert ("Evidence: Post-repair inspection" in entry.reason) == needs_evidence
    assert asset.history.first().history_change_reason == entry.reason


@pytest.mark.parametrize(("old", "new"), NOT_BY_CHANGE)
def test_a_status_that_may_not_follow_is_refused_with_what_may(old, new):
    asset = asset_that_is(old)

    with pytest.raises(Conflict) as raised:
        change_status(asset, full_change(new), by=make_superuser())

    asset.refresh_from_db()
    assert asset.status == old
    [sentence] = raised.value.messages
    assert sentence.startswith(("“", "It is “", "To make it “"))


def make_superuser():
    return make_manager(is_superuser=True)


def in_maintenance_with_its_holder():
    asset = asset_that_is(AssetStatus.IN_USE)
    change = full_change(AssetStatus.MAINTENANCE, keeps_assignment=True)
    asset = change_status(asset, change, by=make_technician())
    make_passed_inspection(asset)
    return asset


@pytest.mark.parametrize("role", MAKERS)
@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_each_role_may_what_the_table_says(role, old, new):
    asset = asset_that_is(old)
    if (old, new) == (AssetStatus.MAINTENANCE, AssetStatus.IN_USE):
        asset = in_maintenance_with_its_holder()
    allowed = MAY_STOP if new == AssetStatus.OUT_OF_SERVICE else MAY_CHANGE

    try:
        change_status(asset, full_change(new), by=MAKERS[role]())
    except PermissionDenied:
        assert role not in allowed
    else:
        assert role in allowed


@pytest.mark.parametrize("new", [AssetStatus.MAINTENANCE, AssetStatus.OUT_OF_SERVICE])
@pytest.mark.parametrize("field", ["reason", "note"])
def test_what_stops_a_device_says_why_and_what_is_wrong(new, field):
    with pytest.raises(ValidationError) as raised:
        change_status(make_asset(), full_change(new, **{field: ""}), by=make_manager())

    assert list(raised.value.message_dict) == [field]


@pytest.mark.parametrize("old", [AssetStatus.MAINTENANCE, AssetStatus.OUT_OF_SERVICE])
def test_a_device_that_no_check_shows_to_be_fit_is_not_released(old):
    asset = make_asset(status=old, status_reason=some_reason(old))

    with pytest.raises(Conflict, match=r"Inspect it, or|Record the work"):
        change_status(asset, full_change(AssetStatus.AVAILABLE), by=make_manager())


def test_a_check_of_another_device_releases_nothing():
    asset = asset_that_is(AssetStatus.OUT_OF_SERVICE)
    other = make_passed_inspection(make_asset())
    change = full_change(AssetStatus.AVAILABLE, evidence=f"inspection-{other.pk}")

    with pytest.raises(ValidationError) as raised:
        change_status(asset, change, by=make_manager())

    assert list(raised.value.message_dict) == ["evidence"]


@pytest.mark.parametrize("to", [AssetStatus.AVAILABLE, AssetStatus.MAINTENANCE])
@pytest.mark.parametrize(
    "reason", [StatusReason.RECALL_HOLD, StatusReason.INCIDENT_HOLD]
)
def test_a_manager_alone_lifts_a_hold(reason, to):
    asset = make_asset(status=AssetStatus.OUT_OF_SERVICE, status_reason=reason)
    make_passed_inspection(asset)

    with pytest.raises(Conflict, match="It is held"):
        change_status(asset, full_change(to), by=make_technician())

    assert change_status(asset, full_change(to), by=make_manager()).status == to


def test_a_reason_of_another_status_does_not_fit():
    change = full_change(AssetStatus.MAINTENANCE, reason=StatusReason.SOLD)

    with pytest.raises(ValidationError, match="does not fit"):
        change_status(make_asset(), change, by=make_manager())


def test_what_was_never_accepted_is_not_released_but_accepted():
    asset = make_asset(accepted_at=None)

    with pytest.raises(Conflict, match="Record its acceptance instead"):
        change_status(asset, full_change(AssetStatus.AVAILABLE), by=make_manager())


def test_what_was_never_accepted_does_not_go_to_maintenance():
    asset = make_asset(accepted_at=None)

    with pytest.raises(ValidationError, match="record its acceptance first"):
        change_status(asset, full_change(AssetStatus.MAINTENANCE), by=make_manager())


@pytest.mark.parametrize("new", [AssetStatus.MAINTENANCE, AssetStatus.OUT_OF_SERVICE])
def test_a_stop_ends_the_assignment(new):
    asset = asset_that_is(AssetStatus.IN_USE)

    change_status(asset, full_change(new), by=make_manager())

    assert not Assignment.objects.active().exists()


def test_work_in_place_leaves_the_device_with_its_holder():
    asset = in_maintenance_with_its_holder()

    assert Assignment.objects.active().filter(asset=asset).exists()


def test_what_somebody_has_is_released_to_in_use_and_not_to_available():
    asset = in_maintenance_with_its_holder()

    with pytest.raises(Conflict, match="Ward 1 still has it"):
        change_status(asset, full_change(AssetStatus.AVAILABLE), by=make_manager())


def test_what_nobody_has_is_released_to_available_and_not_to_in_use():
    asset = asset_that_is(AssetStatus.MAINTENANCE)

    with pytest.raises(Conflict, match="Nobody has it any more"):
        change_status(asset, full_change(AssetStatus.IN_USE), by=make_manager())


def test_a_nurse_reports_a_problem_of_a_device_of_the_own_ward():
    ward = make_department()
    asset = make_asset(
        facility=ward.facility,
        current_location=make_location(facility=ward.facility, department=ward),
    )
    change = full_change(
        AssetStatus.OUT_OF_SERVICE, reason=StatusReason.PROBLEM_REPORTED
    )

    changed = change_status(asset, change, by=make_nurse(ward))

    assert changed.status_reason == "problem_reported"


def test_nobody_stops_a_device_where_they_do_not_work():
    with pytest.raises(PermissionDenied, match="You do not work at"):
        change_status(
            make_asset(),
            full_change(AssetStatus.OUT_OF_SERVICE),
            by=make_nurse(make_facility()),
        )


def test_an_older_page_changes_no_status():
    asset = make_asset()
    change_status(
        asset, full_change(AssetStatus.MAINTENANCE), by=make_manager(), version=1
    )

    with pytest.raises(Stale):
        change_status(
            asset, full_change(AssetStatus.OUT_OF_SERVICE), by=make_nurse(), version=1
        )


# --- Cleaning ---------------------------------------------------------------------


def test_a_clean_device_is_ready_again():
    asset = make_asset(status_reason=StatusReason.NEEDS_CLEANING)

    cleaned = mark_clean(asset, by=make_nurse(), note="Wiped")

    assert (cleaned.status, cleaned.status_reason) == ("available", "ready")
    entry = entries_about(asset)[0]
    assert (entry.action, entry.reason) == ("asset.cleaned", "Wiped")


def test_what_is_not_dirty_is_not_cleaned():
    with pytest.raises(Conflict, match="not waiting to be cleaned"):
        mark_clean(make_asset(), by=make_nurse())


def test_who_reads_alone_cleans_nothing():
    asset = make_asset(status_reason=StatusReason.NEEDS_CLEANING)

    with pytest.raises(PermissionDenied):
        mark_clean(asset, by=make_auditor())


# --- What a rule demands ----------------------------------------------------------


def test_a_rule_stops_a_device_whatever_the_person_may():
    auditor = make_auditor()
    stop = StatusChange(
        AssetStatus.OUT_OF_SERVICE, StatusReason.FAILED_PM, "It failed its check."
    )

    asset = apply_status(make_asset(), stop, by=auditor)

    assert asset.status == AssetStatus.OUT_OF_SERVICE
    entry = AuditLog.objects.about(asset).order_by("-pk").first()
    assert (entry.action, entry.actor_id) == ("asset.status_changed", auditor.pk)
    with pytest.raises(InvalidTransition):
        apply_status(asset, stop, by=auditor)


def test_a_rule_gives_another_reason_for_the_same_status():
    technician = make_technician()
    asset = make_asset(
        status=AssetStatus.MAINTENANCE, status_reason=StatusReason.REPAIR
    )

    asset = apply_reason(asset, StatusReason.AT_VENDOR, by=technician, note="Sent in.")

    assert asset.status_reason == StatusReason.AT_VENDOR
    with pytest.raises(ValidationError, match="does not fit"):
        apply_reason(asset, StatusReason.READY, by=technician, note="Sent in.")
