from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.checks import begin_log
from maintenance.actions.logs import Signing, sign_log
from maintenance.actions.permits import allow_instrument
from maintenance.choices import EventType, LogOutcome, WorkOrderStatus
from maintenance.models import ComplianceEvent, InstrumentPermit, InstrumentUse
from tests.factories import (
    make_instrument,
    make_manager,
    make_technician,
    make_work_order,
)

TODAY = timezone.localdate()


def make_overdue(**fields):
    return make_instrument(calibration_due_on=TODAY - timedelta(days=3), **fields)


def allow(order, instrument, *, by=None, reason="The other one is broken."):
    return allow_instrument(order, instrument, reason=reason, by=by or make_manager())


def sign(order, instrument, *, by):
    wanted = Signing(LogOutcome.PASSED, "Measured", instruments=(instrument,))
    return sign_log(begin_log(order, by=by), wanted=wanted, by=by).log


def test_a_technician_signs_with_what_a_manager_has_allowed():
    manager, technician = make_manager(first_name="Ida"), make_technician()
    order, instrument = make_work_order(), make_overdue()
    permit = allow(order, instrument, by=manager)

    log = sign(order, instrument, by=technician)

    use = InstrumentUse.objects.get(log=log)
    assert use.override_reason == f"The other one is broken. (allowed by {manager})"
    event = ComplianceEvent.objects.get()
    assert event.event_type == EventType.POLICY_OVERRIDE
    assert "The other one is broken." in event.summary
    entry = AuditLog.objects.about(permit).get()
    assert (entry.action, entry.actor) == ("instrument.allowed", manager)


def test_it_is_allowed_for_that_work_alone():
    technician, instrument = make_technician(), make_overdue()
    allow(make_work_order(), instrument)

    with pytest.raises(ValidationError, match="ask a manager to allow it"):
        sign(make_work_order(), instrument, by=technician)


def test_another_overdue_instrument_is_not_allowed_with_it():
    technician, order = make_technician(), make_work_order()
    allow(order, make_overdue())

    with pytest.raises(ValidationError, match="ask a manager to allow it"):
        sign(order, make_overdue(), by=technician)


def test_a_technician_allows_nothing():
    with pytest.raises(PermissionDenied):
        allow(make_work_order(), make_overdue(), by=make_technician())


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"calibration_due_on": TODAY}, "instrument"),
        ({"out_of_tolerance_since": TODAY}, "instrument"),
        ({"is_active": False}, "instrument"),
    ],
)
def test_only_what_is_merely_overdue_can_be_allowed(fields, field):
    overdue = {"calibration_due_on": TODAY - timedelta(days=3)}

    with pytest.raises(ValidationError) as raised:
        allow(make_work_order(), make_instrument(**overdue | fields))

    assert list(raised.value.message_dict) == [field]


def test_a_permit_says_why_and_is_given_once_and_for_open_work():
    order, instrument = make_work_order(), make_overdue()

    with pytest.raises(ValidationError) as raised:
        allow(order, instrument, reason=" ")
    assert list(raised.value.message_dict) == ["reason"]
    allow(order, instrument)
    with pytest.raises(ValidationError, match="allowed for this work already"):
        allow(order, instrument)

    done = make_work_order(
        status=WorkOrderStatus.COMPLETED, completed_at=timezone.now()
    )
    with pytest.raises(Conflict):
        allow(done, instrument)
    assert InstrumentPermit.objects.count() == 1
