from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.assignments import (
    Handover,
    assign_asset,
    return_asset,
    transfer_asset,
)
from equipment.choices import AssignmentStatus, Condition
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Assignment
from hospital_assets.foundation.errors import Conflict, InvalidTransition, Stale
from tests.factories import (
    make_asset,
    make_auditor,
    make_department,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_technician,
    make_user,
)


def make_assigned(asset=None, **to):
    """An asset that somebody has, and the assignment."""
    asset = asset or make_asset()
    to = to or {"department_name": "Ward 1"}
    assignment = assign_asset(asset, to=Handover(**to), by=make_technician())
    asset.refresh_from_db()
    return asset, assignment


def actions_about(*entities):
    entries = AuditLog.objects.about(*entities).order_by("pk")
    return list(entries.values_list("action", flat=True))


# --- Assigning --------------------------------------------------------------------


def test_an_assigned_device_is_in_use_where_its_holder_is():
    asset = make_asset()
    room = make_location(facility=asset.facility)

    assignment = assign_asset(
        asset, to=Handover(location=room, purpose="Night shift"), by=make_technician()
    )

    asset.refresh_from_db()
    assert (asset.status, asset.status_reason) == ("in_use", "deployed")
    assert asset.current_location == room
    assert (assignment.status, assignment.purpose) == ("active", "Night shift")


def test_an_assignment_is_told_on_itself_and_on_the_device():
    asset, technician = make_asset(), make_technician()

    assignment = assign_asset(
        asset, to=Handover(department_name="Ward 1"), by=technician
    )

    assert actions_about(assignment) == ["assignment.started"]
    entry = AuditLog.objects.about(asset).first()
    assert (entry.action, entry.reason) == ("asset.assigned", "To Ward 1")
    assert entry.payload["status"] == ["available", "in_use"]
    assert assignment.history.count() == 1
    assert assignment.assigned_by == technician


def test_a_fixed_installation_is_in_use_as_such():
    asset, _ = make_assigned(department_name="Radiology", is_fixed=True)

    assert asset.status_reason == StatusReason.FIXED


def test_the_name_of_a_department_is_kept_beside_it():
    asset = make_asset()
    department = make_department(facility=asset.facility, name="Radiology")

    _, assignment = make_assigned(asset, department=department)

    assert assignment.department_name == "Radiology"


def test_the_second_is_told_who_has_it_since_when_and_from_whom():
    asset = make_asset()
    giver = make_technician(first_name="Tom", last_name="Berg")
    assign_asset(asset, to=Handover(department_name="Ward 1"), by=giver)

    with pytest.raises(Conflict) as raised:
        assign_asset(asset, to=Handover(department_name="Ward 2"), by=make_technician())

    [sentence] = raised.value.messages
    assert sentence.startswith("Ward 1 has it since ")
    assert sentence.endswith(", given by Tom Berg. Return or transfer it first.")
    assert Assignment.objects.count() == 1


def test_a_holder_is_named():
    asset = make_asset()

    with pytest.raises(ValidationError, match="Say who has it"):
        assign_asset(asset, to=Handover(purpose="Anything"), by=make_technician())

    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (AssetStatus.MAINTENANCE, StatusReason.REPAIR),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.DAMAGED),
        (AssetStatus.RETIRED, StatusReason.SOLD),
    ],
)
def test_only_an_available_device_is_assigned(status, reason):
    asset = make_asset(status=status, status_reason=reason)

    with pytest.raises(InvalidTransition, match="cannot become “In use”"):
        assign_asset(asset, to=Handover(department_name="Ward"), by=make_technician())

    assert not Assignment.objects.exists()


def test_what_needs_cleaning_is_not_assigned():
    asset = make_asset(status_reason=StatusReason.NEEDS_CLEANING)

    with pytest.raises(Conflict, match="needs cleaning first"):
        assign_asset(asset, to=Handover(department_name="Ward"), by=make_technician())


def test_nothing_is_given_in_future_or_due_back_before_it_is_given():
    asset, now = make_asset(), timezone.now()

    for field, at, key in (
        ("started_at", now + timedelta(hours=1), "started_at"),
        ("expected_return_at", now - timedelta(days=1), "expected_return_at"),
    ):
        with pytest.raises(ValidationError) as raised:
            assign_asset(
                asset,
                to=Handover(department_name="Ward", **{field: at}),
                by=make_technician(),
            )
        assert key in raised.value.message_dict


def test_a_device_of_a_closed_facility_is_not_assigned():
    asset = make_asset(facility=make_facility(is_operational=False))

    with pytest.raises(ValidationError, match="takes no assets"):
        assign_asset(asset, to=Handover(department_name="Ward"), by=make_technician())


def test_nothing_goes_to_somebody_who_left():
    left = make_user(is_active=False, first_name="Ida", last_name="Gone")

    with pytest.raises(ValidationError, match="Ida Gone does not work here any more"):
        assign_asset(make_asset(), to=Handover(person=left), by=make_technician())


def test_a_department_of_another_facility_needs_a_place_there():
    asset, department = make_asset(), make_department()

    with pytest.raises(ValidationError, match="is in another facility"):
        assign_asset(asset, to=Handover(department=department), by=make_technician())

    place = make_location(facility=department.facility)
    assign_asset(
        asset, to=Handover(department=department, location=place), by=make_technician()
    )
    asset.refresh_from_db()
    assert asset.facility == department.facility


def test_nobody_assigns_to_where_they_do_not_work():
    asset, elsewhere = make_asset(), make_location()

    with pytest.raises(PermissionDenied, match="You do not work at"):
        assign_asset(
            asset,
            to=Handover(location=elsewhere),
            by=make_technician(asset.facility),
        )


@pytest.mark.parametrize("make_person", [make_nurse, make_auditor])
def test_who_may_not_assign_is_told(make_person):
    with pytest.raises(PermissionDenied, match="Your role does not allow this"):
        assign_asset(
            make_asset(), to=Handover(department_name="Ward"), by=make_person()
        )


def test_an_older_page_assigns_nothing():
    asset = make_asset()
    make_assigned(asset)
    return_asset(asset, condition=Condition.OK, by=make_nurse())

    with pytest.raises(Stale):
        assign_asset(
            asset,
            to=Handover(department_name="Ward"),
            by=make_technician(),
            version=1,
        )


# --- Returning --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "status", "reason"),
    [
        (Condition.OK, AssetStatus.AVAILABLE, StatusReason.READY),
        (Condition.DIRTY, AssetStatus.AVAILABLE, StatusReason.NEEDS_CLEANING),
        (Condition.DAMAGED, AssetStatus.OUT_OF_SERVICE, StatusReason.DAMAGED),
    ],
)
def test_what_comes_next_follows_from_the_condition(condition, status, reason):
    asset, assignment = make_assigned()

    return_asset(asset, condition=condition, by=make_nurse(), note="Left wheel")

    asset.refresh_from_db()
    assignment.refresh_from_db()
    assert (asset.status, asset.status_reason) == (status, reason)
    assert (assignment.status, assignment.return_condition) == ("completed", condition)
    assert assignment.ended_at is not None


def test_a_return_is_told_on_the_assignment_and_on_the_device():
    asset, assignment = make_assigned()

    return_asset(asset, condition=Condition.OK, by=make_nurse(), note="All well")

    assert actions_about(assignment) == ["assignment.started", "assignment.ended"]
    entry = AuditLog.objects.about(asset).first()
    assert (entry.action, entry.reason) == ("asset.returned", "All well")
    assert entry.payload["status"] == ["in_use", "available"]


def test_a_returned_device_stands_where_it_was_put():
    asset, _ = make_assigned()
    store = make_location(facility=asset.facility)

    return_asset(asset, condition=Condition.OK, by=make_technician(), to=store)

    asset.refresh_from_db()
    assert asset.current_location == store


def test_a_device_in_maintenance_stays_there_when_its_holder_gives_it_back():
    asset, _ = make_assigned()
    asset.status, asset.status_reason = AssetStatus.MAINTENANCE, StatusReason.REPAIR
    asset.save()

    return_asset(asset, condition=Condition.DAMAGED, by=make_technician())

    asset.refresh_from_db()
    assert (asset.status, asset.status_reason) == ("maintenance", "repair")


def test_nothing_is_returned_twice():
    asset, _ = make_assigned()
    return_asset(asset, condition=Condition.OK, by=make_nurse())

    with pytest.raises(Conflict, match="returned already"):
        return_asset(asset, condition=Condition.OK, by=make_nurse())


def test_a_condition_that_nobody_knows_is_refused_by_field():
    asset, _ = make_assigned()

    with pytest.raises(ValidationError) as raised:
        return_asset(asset, condition="soaked", by=make_nurse())

    assert "condition" in raised.value.message_dict
    assert Assignment.objects.active().count() == 1


def test_nobody_returns_to_where_they_do_not_work():
    asset, _ = make_assigned()

    with pytest.raises(PermissionDenied, match="You do not work at"):
        return_asset(
            asset,
            condition=Condition.OK,
            by=make_technician(asset.facility),
            to=make_location(),
        )

    assert Assignment.objects.active().exists()


def test_who_reads_alone_returns_nothing():
    asset, _ = make_assigned()

    with pytest.raises(PermissionDenied):
        return_asset(asset, condition=Condition.OK, by=make_auditor())


# --- Transferring -----------------------------------------------------------------


def test_a_transfer_ends_one_assignment_and_starts_the_next_that_follows_it():
    asset, previous = make_assigned()

    following = transfer_asset(
        asset, to=Handover(department_name="Ward 2"), by=make_technician()
    )

    previous.refresh_from_db()
    asset.refresh_from_db()
    assert previous.status == AssignmentStatus.TRANSFERRED
    assert following.transferred_from == previous
    assert previous.ended_at <= following.started_at
    assert asset.status == AssetStatus.IN_USE


def test_a_transfer_is_told_on_the_device_even_if_it_stays_where_it_is():
    asset, previous = make_assigned()

    following = transfer_asset(
        asset, to=Handover(department_name="Ward 2"), by=make_technician()
    )

    entry = AuditLog.objects.about(asset).first()
    assert (entry.action, entry.reason) == (
        "asset.transferred",
        "From Ward 1 to Ward 2",
    )
    assert actions_about(previous)[-1] == "assignment.transferred"
    assert actions_about(following) == ["assignment.started"]


def test_the_same_transfer_sent_twice_happens_once():
    asset, _ = make_assigned()
    to, by = Handover(department_name="Ward 2"), make_technician()
    transfer_asset(asset, to=to, by=by, version=asset.version)

    with pytest.raises(Stale):
        transfer_asset(asset, to=to, by=by, version=asset.version)

    assert Assignment.objects.count() == 2


def test_who_has_it_is_not_handed_it_again():
    asset, previous = make_assigned()

    with pytest.raises(Conflict, match="Ward 1 has it already"):
        transfer_asset(
            asset,
            to=Handover(department_name="Ward 1", purpose=previous.purpose),
            by=make_technician(),
        )

    assert list(Assignment.objects.active()) == [previous]


def test_what_nobody_has_cannot_be_handed_on():
    with pytest.raises(Conflict, match="Assign it instead"):
        transfer_asset(
            make_asset(), to=Handover(department_name="Ward"), by=make_technician()
        )


def test_a_refused_transfer_leaves_the_old_assignment():
    asset, previous = make_assigned()

    with pytest.raises(ValidationError):
        transfer_asset(asset, to=Handover(), by=make_manager())

    previous.refresh_from_db()
    assert previous.status == AssignmentStatus.ACTIVE
    assert Assignment.objects.count() == 1


def test_clinical_staff_transfer_nothing():
    asset, _ = make_assigned()

    with pytest.raises(PermissionDenied):
        transfer_asset(asset, to=Handover(department_name="Ward"), by=make_nurse())
