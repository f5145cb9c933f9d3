from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from audit.saving import save
from hospital_assets.foundation.errors import Conflict, Stale
from maintenance.actions.dispatching import (
    Triage,
    Worker,
    assign_order,
    assign_orders,
    take_order,
    triage_order,
)
from maintenance.choices import Priority, WorkOrderStatus, WorkOrderType
from tests.factories import (
    make_asset,
    make_facility,
    make_manager,
    make_nurse,
    make_plan,
    make_team,
    make_technician,
    make_work_order,
)

URGENT = Triage(priority=Priority.URGENT, type=WorkOrderType.CM)


def last_entry(entity):
    return AuditLog.objects.about(entity).order_by("-pk").first()


def today():
    return timezone.localdate()


# --- Triage -----------------------------------------------------------------------


def test_a_request_is_looked_at():
    triage = Triage(
        priority=Priority.LOW,
        type=WorkOrderType.UPGRADE,
        due_on=today() + timedelta(days=9),
        equipment_down=True,
    )

    order = triage_order(make_work_order(), triage, by=make_manager())

    assert (order.status, order.priority) == (WorkOrderStatus.TRIAGED, Priority.LOW)
    assert (order.type, order.equipment_down) == (WorkOrderType.UPGRADE, True)
    assert order.first_response_at is not None
    assert last_entry(order).action == "work_order.triaged"


def test_work_of_a_plan_keeps_its_type_and_its_date():
    due = today() - timedelta(days=3)
    order = make_work_order(plan=make_plan(), due_on=due)

    order = triage_order(order, URGENT, by=make_manager())

    assert (order.type, order.due_on) == (WorkOrderType.PM, due)
    assert order.priority == Priority.URGENT


def test_work_is_not_due_in_the_past():
    triage = Triage(
        priority=Priority.LOW,
        type=WorkOrderType.CM,
        due_on=today() - timedelta(days=2),
    )

    with pytest.raises(ValidationError, match="in the past"):
        triage_order(make_work_order(), triage, by=make_manager())


def test_a_technician_does_not_triage():
    with pytest.raises(PermissionDenied):
        triage_order(make_work_order(), URGENT, by=make_technician())


def test_a_manager_elsewhere_does_not_triage():
    with pytest.raises(PermissionDenied, match="You do not work at"):
        triage_order(make_work_order(), URGENT, by=make_manager(make_facility()))


def test_a_form_that_is_out_of_date_is_refused_with_who_was_faster():
    order, faster = make_work_order(), make_manager(first_name="Ada")
    triage_order(order, URGENT, by=faster)

    with pytest.raises(Stale, match="Ada"):
        triage_order(order, URGENT, by=make_manager(), version=1)


# --- Assigning --------------------------------------------------------------------


def test_work_is_given_to_a_person():
    technician = make_technician()

    order = assign_order(
        make_work_order(), to=Worker(person=technician), by=make_manager()
    )

    assert order.status == WorkOrderStatus.ASSIGNED
    assert order.assigned_to_id == technician.pk
    assert last_entry(order).action == "work_order.assigned"
    assert last_entry(order).reason == f"To {technician}"


def test_work_is_given_to_a_team():
    order = make_work_order()
    team = make_team(facility=order.facility)

    assert assign_order(order, to=Worker(team=team), by=make_manager()).team == team


def test_work_that_was_begun_goes_on_with_somebody_else():
    order = make_work_order(status=WorkOrderStatus.IN_PROGRESS)

    order = assign_order(order, to=Worker(person=make_technician()), by=make_manager())

    assert order.status == WorkOrderStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("make_worker", "refusal"),
    [
        (Worker, "Choose a person"),
        (lambda: Worker(person=make_nurse()), "does not do such work"),
        (
            lambda: Worker(person=make_technician(make_facility())),
            "does not work at this place",
        ),
        (lambda: Worker(team=make_team()), "does not work at"),
    ],
)
def test_only_who_can_do_the_work_gets_it(make_worker, refusal):
    with pytest.raises(ValidationError, match=refusal):
        assign_order(make_work_order(), to=make_worker(), by=make_manager())


def test_a_technician_gives_work_to_nobody():
    technician = make_technician()

    with pytest.raises(PermissionDenied):
        assign_order(make_work_order(), to=Worker(person=technician), by=technician)


def test_work_that_ended_is_not_given_to_anybody():
    order = make_work_order(status=WorkOrderStatus.CANCELLED)

    with pytest.raises(Conflict, match="“Cancelled”"):
        assign_order(order, to=Worker(person=make_technician()), by=make_manager())


def test_many_are_given_at_once():
    orders = [make_work_order(), make_work_order()]
    technician = make_technician()

    assert assign_orders(orders, to=Worker(person=technician), by=make_manager()) == 2
    assert {order.assigned_to_id for order in reloaded(orders)} == {technician.pk}


def reloaded(orders):
    for order in orders:
        order.refresh_from_db()
    return orders


def test_of_many_none_is_given_if_one_cannot():
    orders = [make_work_order(), make_work_order(status=WorkOrderStatus.MISSED)]
    worker = Worker(person=make_technician())

    with pytest.raises(ValidationError) as raised:
        assign_orders(orders, to=worker, by=make_manager())

    assert raised.value.messages[0] == "Nothing was changed."
    assert reloaded(orders)[0].assigned_to is None


# --- Taking -----------------------------------------------------------------------


def test_a_technician_takes_work_that_nobody_has():
    technician = make_technician()

    order = take_order(make_work_order(), by=technician)

    assert (order.status, order.assigned_to_id) == ("assigned", technician.pk)
    assert order.first_response_at is not None
    assert last_entry(order).action == "work_order.taken"


def test_the_second_who_takes_work_learns_who_has_it():
    order = make_work_order()
    take_order(order, by=make_technician(first_name="Ada"))

    with pytest.raises(Conflict, match="Ada"):
        take_order(order, by=make_technician())


def test_who_has_it_already_is_told():
    order, technician = make_work_order(), make_technician()
    take_order(order, by=technician)

    with pytest.raises(Conflict, match="already"):
        take_order(order, by=technician)


def test_a_nurse_takes_no_work():
    with pytest.raises(PermissionDenied):
        take_order(make_work_order(asset=make_asset()), by=make_nurse())


def test_the_first_answer_is_the_one_that_counts():
    order = triage_order(make_work_order(), URGENT, by=make_manager())
    first = order.first_response_at
    save(order, by=None)

    assert take_order(order, by=make_technician()).first_response_at == first
