from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from hospital_assets.foundation.errors import Conflict, Stale
from maintenance.actions.failures import Failure, name_failure
from tests.factories import make_nurse, make_technician, make_work_order

BATTERY = Failure(failure="BATT", cause="age", action="part_replaced")


def test_what_failed_is_said_in_codes():
    order = make_work_order(status="completed", completed_at=timezone.now())

    order = name_failure(order, BATTERY, by=make_technician())

    assert (order.failure_code, order.cause_code) == ("BATT", "age")
    assert order.action_code == "part_replaced"
    entry = AuditLog.objects.about(order).order_by("-pk").first()
    assert entry.action == "work_order.failure_named"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"failure": ""}, "what kind of failure"),
        ({"failure": "BATT", "cause": "tea"}, "the cause from the list"),
        ({"failure": "BATT", "action": "tea"}, "what was done"),
    ],
)
def test_only_known_codes_are_taken(fields, refusal):
    with pytest.raises(ValidationError, match=refusal):
        name_failure(make_work_order(), Failure(**fields), by=make_technician())


def test_closed_work_keeps_its_codes():
    order = make_work_order(status="closed", completed_at=timezone.now())

    with pytest.raises(Conflict, match="“Closed”"):
        name_failure(order, BATTERY, by=make_technician())


def test_a_nurse_names_no_failure():
    with pytest.raises(PermissionDenied):
        name_failure(make_work_order(), BATTERY, by=make_nurse())


def test_what_somebody_else_said_meanwhile_is_not_overwritten():
    order = make_work_order()
    name_failure(order, BATTERY, by=make_technician())

    with pytest.raises(Stale):
        name_failure(order, Failure("SW"), by=make_technician(), version=1)
