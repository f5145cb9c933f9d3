from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone as clock

from audit.models import AuditLog
from equipment.choices import RiskClass
from hospital_assets.foundation.errors import Conflict, InvalidTransition
from maintenance.actions.work_orders import (
    Wanted,
    cancel_work_order,
    complete_work_order,
    open_work_order,
)
from maintenance.choices import Priority, WorkOrderStatus, WorkOrderType
from tests.factories import (
    make_asset,
    make_department,
    make_facility,
    make_plan,
    make_technician,
    make_work_order,
)


def last_action(entity):
    return AuditLog.objects.about(entity).order_by("-pk").first().action


# --- Opening ----------------------------------------------------------------------


def test_an_order_is_counted_by_what_the_device_is_today():
    ward = make_department()
    asset = make_asset(
        facility=ward.facility,
        owner_department=ward,
        risk_class=RiskClass.HIGH,
        is_life_support=True,
    )
    by = make_technician()

    order = open_work_order(asset, wanted=Wanted(problem="Beeps"), by=by)

    assert order.number.startswith(f"WO-{clock.now().year}-")
    assert (order.facility, order.department) == (ward.facility, ward)
    assert (order.risk_class, order.is_life_support) == (RiskClass.HIGH, True)
    assert (order.status, order.requested_by_id) == (WorkOrderStatus.REQUESTED, by.pk)
    assert last_action(order) == "work_order.opened"


def test_an_order_for_somebody_is_assigned_at_once():
    technician = make_technician()

    order = open_work_order(
        make_asset(), wanted=Wanted(assigned_to=technician), by=technician
    )

    assert order.status == WorkOrderStatus.ASSIGNED


def test_an_order_says_what_it_follows_from():
    first = make_work_order()
    wanted = Wanted(
        type=WorkOrderType.CM, priority=Priority.URGENT, follows=first, problem="Leaks"
    )

    order = open_work_order(first.asset, wanted=wanted, by=make_technician())

    assert (order.follows, order.priority) == (first, Priority.URGENT)


# --- Completing -------------------------------------------------------------------


def test_work_done_is_dated_by_the_calendar_of_the_facility():
    facility = make_facility(time_zone="Pacific/Auckland")
    order = make_work_order(asset=make_asset(facility=facility))
    evening = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)

    done = complete_work_order(order, at=evening, by=make_technician())

    assert (done.status, done.completed_at) == (WorkOrderStatus.COMPLETED, evening)
    assert done.completed_on == date(2026, 3, 2)
    assert done.started_at == done.first_response_at == evening
    assert last_action(order) == "work_order.completed"


def test_a_device_that_was_down_works_again_when_the_work_is_done():
    begun = clock.now() - timedelta(hours=5)
    order = make_work_order(equipment_down=True, requested_at=begun)
    at = begun + timedelta(hours=2)

    done = complete_work_order(order, at=at, by=make_technician(), resolution="Fuse")

    assert (done.restored_at, done.resolution) == (at, "Fuse")


def test_work_done_before_it_was_asked_for_leaves_no_time_down():
    order = make_work_order(equipment_down=True)

    done = complete_work_order(
        order, at=order.requested_at - timedelta(days=1), by=make_technician()
    )

    assert done.restored_at == order.requested_at


def test_deferred_work_can_be_done_after_all():
    order = make_work_order(
        plan=make_plan(), status=WorkOrderStatus.DEFERRED, deferred_until=date.max
    )

    done = complete_work_order(order, at=clock.now(), by=make_technician())

    assert (done.status, done.deferred_until) == (WorkOrderStatus.COMPLETED, None)


def test_the_second_who_completes_an_order_is_told():
    order, by = make_work_order(), make_technician()
    complete_work_order(order, at=clock.now(), by=by)

    with pytest.raises(Conflict, match="was completed already"):
        complete_work_order(order, at=clock.now(), by=by)


def test_work_cannot_be_done_in_the_future():
    with pytest.raises(ValidationError, match="in the future"):
        complete_work_order(
            make_work_order(),
            at=clock.now() + timedelta(minutes=5),
            by=make_technician(),
        )


# --- Cancelling -------------------------------------------------------------------


def test_an_order_is_cancelled_with_its_reason():
    order = cancel_work_order(
        make_work_order(), reason="Wrong device", by=make_technician()
    )

    assert (order.status, order.ended_reason) == ("cancelled", "Wrong device")
    assert last_action(order) == "work_order.cancelled"


def test_nothing_is_cancelled_without_a_reason():
    with pytest.raises(ValidationError, match="Say why"):
        cancel_work_order(make_work_order(), reason=" ", by=make_technician())


def test_work_done_is_not_cancelled():
    order = make_work_order()
    complete_work_order(order, at=clock.now(), by=make_technician())

    with pytest.raises(InvalidTransition, match="cannot become “Cancelled”"):
        cancel_work_order(order, reason="Oh", by=make_technician())
