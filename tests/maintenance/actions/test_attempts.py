from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from equipment.lifecycle import AssetStatus, StatusReason
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.attempts import Attempt, declare_missing, record_attempt
from maintenance.choices import DecontaminationStatus, Disposition, HoldReason
from maintenance.models import ComplianceEvent
from tests.factories import (
    make_manager,
    make_nurse,
    make_plan,
    make_technician,
    make_work_order,
)


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def searched(**fields):
    said = {
        "places_searched": "Ward 1, store",
        "contacted_person": "Nurse Kim",
        "next_attempt_on": in_days(5),
    }
    return Attempt(Disposition.COULD_NOT_LOCATE, **said | fields)


IN_USE = Attempt(
    Disposition.IN_USE, contacted_person="Nurse Kim", next_attempt_on=in_days(3)
)


def make_occurrence(**fields):
    window = {"window_start": in_days(-5), "window_end": in_days(5)}
    return make_work_order(plan=make_plan(), due_on=in_days(0), **window | fields)


def lost_twice():
    order = make_occurrence()
    for _ in range(2):
        record_attempt(order, searched(), by=make_technician())
    return order


def test_an_attempt_is_kept_and_followed_up():
    technician = make_technician()

    kept = record_attempt(make_occurrence(), IN_USE, by=technician)

    assert (kept.disposition, kept.attempted_by_id) == ("in_use", technician.pk)
    order = kept.work_order
    assert (order.last_disposition, order.next_attempt_on) == ("in_use", in_days(3))
    assert (order.status, order.was_attempted_in_window) == ("triaged", True)
    assert order.first_response_at is not None
    assert AuditLog.objects.about(kept).first().action == "work_order.attempted"


def test_an_attempt_outside_the_window_is_no_excuse():
    order = make_occurrence(window_end=in_days(-1))

    assert not record_attempt(
        order, IN_USE, by=make_technician()
    ).work_order.was_attempted_in_window


def test_what_excused_it_once_stays():
    order = make_occurrence()
    record_attempt(order, IN_USE, by=make_technician())
    vendor = Attempt(
        Disposition.VENDOR_DELAYED, note="Acme", next_attempt_on=in_days(9)
    )

    order = record_attempt(order, vendor, by=make_technician()).work_order

    assert order.was_attempted_in_window
    assert (order.status, order.hold_reason) == ("on_hold", HoldReason.VENDOR)


@pytest.mark.parametrize(
    ("disposition", "refusals"),
    [
        (Disposition.IN_USE, {"contacted_person", "next_attempt_on"}),
        (
            Disposition.COULD_NOT_LOCATE,
            {"places_searched", "contacted_person", "next_attempt_on"},
        ),
        (Disposition.NOT_IN_SERVICE, {"note"}),
        (Disposition.ACCESS_DENIED, {"note", "next_attempt_on"}),
        (Disposition.PARTS_UNAVAILABLE, {"note", "next_attempt_on"}),
        (Disposition.VENDOR_DELAYED, {"note", "next_attempt_on"}),
        (Disposition.REFUSED_CONTAMINATED, {"contacted_person", "next_attempt_on"}),
        (Disposition.COMPLETED, {"disposition"}),
        ("tea", {"disposition"}),
    ],
)
def test_each_attempt_says_what_it_has_to(disposition, refusals):
    with pytest.raises(ValidationError) as raised:
        record_attempt(make_occurrence(), Attempt(disposition), by=make_technician())

    assert raised.value.message_dict.keys() == refusals


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"next_attempt_on": in_days(-2)}, "before this attempt"),
        ({"next_attempt_on": in_days(60)}, "at the latest"),
        ({"attempted_at": timezone.now() + timedelta(days=1)}, "in the future"),
    ],
)
def test_an_attempt_has_sensible_dates(fields, refusal):
    with pytest.raises(ValidationError, match=refusal):
        record_attempt(make_occurrence(), searched(**fields), by=make_technician())


def test_what_is_not_in_service_is_due_when_it_comes_back():
    attempt = Attempt(Disposition.NOT_IN_SERVICE, note="In storage")

    order = record_attempt(make_occurrence(), attempt, by=make_technician()).work_order

    assert (order.status, order.deferred_until) == ("deferred", None)


def test_what_is_contaminated_waits_for_its_cleaning():
    attempt = Attempt(
        Disposition.REFUSED_CONTAMINATED,
        contacted_person="Ward 1",
        next_attempt_on=in_days(2),
    )

    order = record_attempt(make_work_order(), attempt, by=make_technician()).work_order

    assert order.hold_reason == HoldReason.DECONTAMINATION
    assert order.decontamination_status == DecontaminationStatus.NEEDED


def test_a_nurse_makes_no_attempt():
    with pytest.raises(PermissionDenied):
        record_attempt(make_occurrence(), IN_USE, by=make_nurse())


def test_nobody_tries_what_is_over():
    with pytest.raises(Conflict, match="“Cancelled”"):
        record_attempt(
            make_work_order(status="cancelled"), IN_USE, by=make_technician()
        )


# --- Missing ----------------------------------------------------------------------


def test_the_third_search_in_vain_needs_no_fourth():
    order = lost_twice()

    kept = record_attempt(order, searched(next_attempt_on=None), by=make_technician())

    assert kept.next_attempt_on is None


def test_after_three_searches_a_manager_declares_it_missing():
    order = lost_twice()
    record_attempt(order, searched(next_attempt_on=None), by=make_technician())

    declare_missing(order, note="All units asked", by=make_manager())

    order.asset.refresh_from_db()
    assert order.asset.status == AssetStatus.OUT_OF_SERVICE
    assert order.asset.status_reason == StatusReason.MISSING
    order.plan.refresh_from_db()
    assert order.plan.status == "paused"
    assert ComplianceEvent.objects.get().work_order == order


def test_it_is_not_missing_before():
    with pytest.raises(Conflict, match="3 times"):
        declare_missing(lost_twice(), note="Gone", by=make_manager())


def test_a_technician_does_not_declare_it_missing():
    with pytest.raises(PermissionDenied):
        declare_missing(lost_twice(), note="Gone", by=make_technician())
