from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from hospital_assets.foundation.errors import Conflict, InvalidTransition
from maintenance.actions.progress import (
    Deferral,
    begin_work,
    call_off,
    close_work_order,
    confirm_works,
    defer_work,
    hold_work,
    reopen_work,
    resume_work,
)
from maintenance.actions.work_orders import complete_work_order
from maintenance.choices import (
    DecontaminationStatus,
    EventType,
    HoldReason,
    WorkOrderStatus,
)
from maintenance.models import ComplianceEvent, FacilityPolicy
from tests.factories import (
    make_facility,
    make_manager,
    make_nurse,
    make_plan,
    make_technician,
    make_work_order,
    saved,
)


def last_entry(entity):
    return AuditLog.objects.about(entity).order_by("-pk").first()


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def make_done(**fields):
    return complete_work_order(
        make_work_order(**fields), at=timezone.now(), by=make_technician()
    )


# --- Beginning --------------------------------------------------------------------


def test_who_begins_work_that_nobody_has_takes_it():
    technician = make_technician()

    order = begin_work(make_work_order(), by=technician)

    assert (order.status, order.assigned_to_id) == ("in_progress", technician.pk)
    assert order.started_at is not None
    assert order.first_response_at is not None
    assert last_entry(order).action == "work_order.begun"


def test_nobody_begins_the_work_of_another():
    order = make_work_order(assigned_to=make_technician(first_name="Ada"))

    with pytest.raises(Conflict, match="Ada"):
        begin_work(order, by=make_technician())


@pytest.mark.parametrize(
    "make_person", [make_nurse, lambda: make_technician(make_facility())]
)
def test_who_does_not_do_the_work_does_not_begin_it(make_person):
    with pytest.raises(PermissionDenied):
        begin_work(make_work_order(), by=make_person())


def test_closed_work_is_final():
    order = make_work_order(status=WorkOrderStatus.CLOSED, completed_at=timezone.now())

    with pytest.raises(InvalidTransition, match="final"):
        begin_work(order, by=make_technician())


# --- Waiting ----------------------------------------------------------------------


def test_work_waits_for_something_and_goes_on():
    technician = make_technician()
    order = begin_work(make_work_order(), by=technician)
    reason = HoldReason.DECONTAMINATION

    order = hold_work(order, reason=reason, note="Blood", by=technician)

    assert (order.status, order.hold_reason) == (WorkOrderStatus.ON_HOLD, reason)
    assert (last_entry(order).action, last_entry(order).reason) == (
        "work_order.held",
        "Blood",
    )

    order = resume_work(order, by=technician)

    assert (order.status, order.hold_reason) == (WorkOrderStatus.IN_PROGRESS, "")
    assert order.decontamination_status == DecontaminationStatus.DONE


def test_work_waits_for_something_that_is_named():
    order = begin_work(make_work_order(), by=make_technician())

    with pytest.raises(ValidationError, match="what it waits for"):
        hold_work(order, reason="tea", by=make_technician())


def test_a_new_request_does_not_wait():
    with pytest.raises(InvalidTransition, match="cannot become “On hold”"):
        hold_work(make_work_order(), reason="user", by=make_technician())


def test_only_what_waits_goes_on():
    with pytest.raises(Conflict, match="not on hold"):
        resume_work(make_work_order(), by=make_technician())


# --- Deferring --------------------------------------------------------------------


def test_a_manager_defers_work_and_its_window_stays():
    window_end = in_days(3)
    order = make_work_order(plan=make_plan(), window_end=window_end)

    order = defer_work(
        order, Deferral(in_days(40), "Rebuilding", "no_access"), by=make_manager()
    )

    assert (order.status, order.deferred_until) == ("deferred", in_days(40))
    assert order.window_end == window_end
    assert last_entry(order).reason == "Rebuilding"
    event = ComplianceEvent.objects.get()
    assert (event.event_type, event.due_on) == (EventType.DEFERRED_PM, in_days(40))
    assert "No access to the room: Rebuilding" in event.summary


@pytest.mark.parametrize(
    ("until", "reason", "code", "refusal"),
    [
        (0, "Rebuilding", "other", "in the future"),
        (91, "Rebuilding", "other", "for 90 days at most"),
        (5, " ", "other", "Say why"),
        (5, "Rebuilding", "", "Choose why"),
    ],
)
def test_a_deferral_needs_a_day_and_a_reason(until, reason, code, refusal):
    deferral = Deferral(in_days(until), reason, code)

    with pytest.raises(ValidationError, match=refusal):
        defer_work(make_work_order(plan=make_plan()), deferral, by=make_manager())


def test_each_facility_says_for_how_long_work_is_deferred():
    order = make_work_order(plan=make_plan())
    saved(FacilityPolicy(facility=order.facility, longest_deferral_days=10))

    with pytest.raises(ValidationError, match="for 10 days at most"):
        defer_work(order, Deferral(in_days(11), "Busy", "staff"), by=make_manager())


def test_a_repair_is_not_deferred():
    with pytest.raises(Conflict, match="Only work of a plan"):
        defer_work(
            make_work_order(), Deferral(in_days(5), "Busy", "staff"), by=make_manager()
        )


def test_a_technician_does_not_defer():
    order = make_work_order(plan=make_plan())

    with pytest.raises(PermissionDenied):
        defer_work(order, Deferral(in_days(5), "Busy", "staff"), by=make_technician())


# --- After it was done ------------------------------------------------------------


def test_a_manager_reopens_work_of_the_last_month():
    order = reopen_work(make_done(), reason="Beeps again", by=make_manager())

    assert (order.status, order.completed_at) == (WorkOrderStatus.IN_PROGRESS, None)
    assert last_entry(order).reason == "Beeps again"


def test_older_work_is_not_reopened():
    long_ago = timezone.now() - timedelta(days=31)
    order = make_work_order(status=WorkOrderStatus.COMPLETED, completed_at=long_ago)

    with pytest.raises(Conflict, match="more than 30 days ago"):
        reopen_work(order, reason="Beeps again", by=make_manager())


def test_work_is_reopened_with_a_reason_and_by_a_manager():
    order = make_done()

    with pytest.raises(ValidationError, match="what is still wrong"):
        reopen_work(order, reason="", by=make_manager())
    with pytest.raises(PermissionDenied):
        reopen_work(order, reason="Beeps", by=make_technician())


def test_a_manager_closes_work_that_is_done():
    order = close_work_order(make_done(failure_code="BATT"), by=make_manager())

    assert order.status == WorkOrderStatus.CLOSED
    assert order.closed_at is not None
    assert last_entry(order).action == "work_order.closed"
    with pytest.raises(InvalidTransition, match="final"):
        reopen_work(order, reason="Oh", by=make_manager())


def test_a_repair_is_not_closed_before_it_is_known_what_failed():
    order = make_done()

    with pytest.raises(ValidationError) as raised:
        close_work_order(order, by=make_manager())

    assert list(raised.value.message_dict) == ["failure"]
    order.refresh_from_db()
    assert order.status == WorkOrderStatus.COMPLETED


def test_planned_work_is_closed_without_a_failure():
    order = make_done(plan=make_plan())

    assert close_work_order(order, by=make_manager()).status == "closed"


def test_open_work_is_not_closed():
    with pytest.raises(InvalidTransition, match="cannot become “Closed”"):
        close_work_order(make_work_order(), by=make_manager())


# --- Calling off ------------------------------------------------------------------


def test_who_asked_calls_it_off_until_somebody_looked_at_it():
    nurse = make_nurse()
    order = make_work_order(requested_by=nurse)

    assert call_off(order, reason="It works", by=nurse).status == "cancelled"

    seen = make_work_order(requested_by=nurse, status=WorkOrderStatus.TRIAGED)
    with pytest.raises(PermissionDenied):
        call_off(seen, reason="It works", by=nurse)


def test_a_manager_calls_off_any():
    order = call_off(
        make_work_order(status="assigned"), reason="Scrapped", by=make_manager()
    )

    assert order.ended_reason == "Scrapped"


def test_a_nurse_does_not_call_off_what_others_asked():
    with pytest.raises(PermissionDenied):
        call_off(make_work_order(), reason="It works", by=make_nurse())


# --- Confirming -------------------------------------------------------------------


def test_who_asked_says_that_it_works_again():
    nurse = make_nurse()

    order = confirm_works(make_done(requested_by=nurse), by=nurse)

    assert order.confirmed_at is not None
    assert last_entry(order).action == "work_order.confirmed"
    with pytest.raises(Conflict, match="You said so already"):
        confirm_works(order, by=nurse)


def test_nobody_else_says_so():
    with pytest.raises(PermissionDenied, match="Only who reported"):
        confirm_works(make_done(requested_by=make_nurse()), by=make_nurse())


def test_it_does_not_work_before_the_work_is_done():
    nurse = make_nurse()

    with pytest.raises(Conflict, match="“Requested”"):
        confirm_works(make_work_order(requested_by=nurse), by=nurse)
