from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditLog
from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from maintenance.actions.generating import Outcome, generate_work_orders
from maintenance.actions.work_orders import cancel_work_order
from maintenance.choices import (
    EventSeverity,
    EventType,
    IntervalUnit,
    PlanStatus,
    PlanType,
    Strategy,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.models import ComplianceEvent, FacilityPolicy, WorkOrder
from tests.factories import (
    make_asset,
    make_department,
    make_facility,
    make_manager,
    make_plan,
    make_procedure,
    make_technician,
    make_work_order,
    saved,
)

TODAY = date(2026, 3, 10)
UNTIL = date(2026, 4, 10)
DUE = date(2026, 3, 15)
MONTHLY = {"interval_value": 1, "interval_unit": IntervalUnit.MONTH}


def generate(on=TODAY, until=UNTIL, **options):
    return generate_work_orders(on=on, until=until, by=make_manager(), **options)


def make_due_plan(**fields):
    return make_plan(**{"next_due_on": DUE} | fields)


def orders_of(plan):
    return WorkOrder.objects.filter(plan=plan).order_by("due_on")


def dates_of(plan):
    return [(order.due_on, order.status) for order in orders_of(plan)]


# --- Made -------------------------------------------------------------------------


def test_an_occurrence_keeps_what_it_is_counted_by():
    department = make_department()
    asset = make_asset(
        facility=department.facility,
        owner_department=department,
        risk_class=RiskClass.HIGH,
        is_life_support=True,
    )
    saved(FacilityPolicy(facility=asset.facility, days_after_high_risk=5))
    procedure, technician = make_procedure(standard_minutes=45), make_technician()
    plan = make_due_plan(
        asset=asset,
        plan_type=PlanType.EST,
        strategy=Strategy.AEM,
        procedure=procedure,
        assigned_to=technician,
    )

    assert generate() == Outcome(made=1)

    order = orders_of(plan).get()
    assert order.number.startswith("WO-")
    assert (order.type, order.status) == (WorkOrderType.EST, WorkOrderStatus.ASSIGNED)
    assert (order.due_on, order.window_start) == (DUE, date(2026, 3, 1))
    assert order.window_end == date(2026, 3, 20)
    assert (order.facility, order.department) == (asset.facility, department)
    assert (order.risk_class, order.is_life_support) == (RiskClass.HIGH, True)
    assert (order.strategy, order.estimated_minutes) == (Strategy.AEM, 45)
    assert order.procedure_version == procedure.current
    assert order.assigned_to == technician
    assert AuditLog.objects.about(order).get().action == "work_order.generated"
    assert order.history.count() == 1


def test_a_second_run_makes_nothing():
    make_due_plan()
    generate()

    assert generate() == Outcome()
    assert WorkOrder.objects.count() == 1


def test_what_is_due_later_waits():
    plan = make_due_plan(next_due_on=date(2026, 4, 11))

    assert generate() == Outcome()
    assert generate(until=date(2026, 4, 11)).made == 1
    assert orders_of(plan).exists()


def test_a_facility_is_generated_alone():
    here, there = make_due_plan(), make_due_plan()

    generate(facility=here.asset.facility)

    assert orders_of(here).exists()
    assert not orders_of(there).exists()


@pytest.mark.parametrize(
    ("status", "reason", "made"),
    [
        (AssetStatus.IN_USE, StatusReason.DEPLOYED, 1),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.DAMAGED, 1),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.STORAGE, 0),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.MISSING, 0),
        (AssetStatus.RETIRED, StatusReason.SOLD, 0),
    ],
)
def test_devices_that_are_away_wait(status, reason, made):
    make_due_plan(asset=make_asset(status=status, status_reason=reason))

    assert generate().made == made


def test_a_paused_or_completed_plan_makes_nothing():
    make_due_plan(status=PlanStatus.PAUSED, paused_reason="Lent")
    make_due_plan(status=PlanStatus.COMPLETED)

    assert generate() == Outcome()


def test_many_plans_take_as_many_queries_as_one():
    facility = make_facility()
    make_due_plan(asset=make_asset(facility=facility))
    with CaptureQueriesContext(connection) as one:
        assert generate().made == 1
    for _ in range(20):
        make_due_plan(asset=make_asset(facility=facility))

    with CaptureQueriesContext(connection) as many:
        assert generate().made == 20

    assert len(many) <= len(one)


# --- Missed -----------------------------------------------------------------------


def test_work_is_missed_when_the_window_of_the_next_date_opens():
    plan = make_due_plan(**MONTHLY)
    generate()

    assert generate(on=date(2026, 4, 1), until=date(2026, 5, 1)) == Outcome(1, 1, 1)

    assert dates_of(plan) == [
        (DUE, WorkOrderStatus.MISSED),
        (date(2026, 4, 15), WorkOrderStatus.TRIAGED),
    ]
    first = orders_of(plan)[0]
    assert first.missed_on == date(2026, 4, 1)
    event = ComplianceEvent.objects.get(work_order=first)
    assert event.event_type == EventType.MISSED_PM
    assert event.severity == EventSeverity.MEDIUM
    assert first.number in event.summary
    plan.asset.refresh_from_db()
    assert plan.asset.next_service_due == date(2026, 4, 15)
    log = AuditLog.objects.about(first).filter(action="work_order.missed")
    assert log.get().reason


def test_work_is_not_missed_before_the_window_of_the_next_date_opens():
    plan = make_due_plan(**MONTHLY)
    generate()

    generate(on=date(2026, 3, 31))

    assert dates_of(plan) == [(DUE, WorkOrderStatus.TRIAGED)]


@pytest.mark.parametrize(
    "risk", [{"risk_class": RiskClass.HIGH}, {"is_life_support": True}]
)
def test_high_risk_stays_open_until_it_is_done(risk):
    plan = make_due_plan(asset=make_asset(**risk), **MONTHLY)
    generate()

    assert generate(on=date(2026, 9, 1)) == Outcome()

    assert dates_of(plan) == [(DUE, WorkOrderStatus.TRIAGED)]


def test_dates_at_which_nothing_ran_are_missed_too():
    plan = make_due_plan(**MONTHLY)

    generate(on=date(2026, 5, 10), until=date(2026, 6, 10))

    assert dates_of(plan) == [
        (DUE, WorkOrderStatus.MISSED),
        (date(2026, 4, 15), WorkOrderStatus.MISSED),
        (date(2026, 5, 15), WorkOrderStatus.TRIAGED),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": WorkOrderStatus.IN_PROGRESS},
        {"status": WorkOrderStatus.DEFERRED, "deferred_until": date(2026, 5, 20)},
    ],
)
def test_work_that_somebody_is_at_or_that_was_put_off_is_not_missed(fields):
    plan = make_due_plan(**MONTHLY)
    make_work_order(plan=plan, due_on=DUE, **fields)

    assert generate(on=date(2026, 5, 10)) == Outcome()


def test_work_at_a_device_in_storage_stays_as_it_is():
    plan = make_due_plan(**MONTHLY)
    generate()
    plan.asset.status = AssetStatus.OUT_OF_SERVICE
    plan.asset.status_reason = StatusReason.STORAGE
    saved(plan.asset)

    assert generate(on=date(2026, 5, 10)) == Outcome()


def test_a_device_back_from_storage_is_due_at_once_and_has_missed_nothing():
    asset = make_asset(
        status=AssetStatus.OUT_OF_SERVICE, status_reason=StatusReason.STORAGE
    )
    plan = make_due_plan(asset=asset)
    generate(on=date(2028, 3, 10))
    asset.refresh_from_db()
    asset.status, asset.status_reason = AssetStatus.AVAILABLE, StatusReason.READY
    saved(asset)

    generate(on=date(2028, 6, 1), until=date(2028, 7, 1))

    assert dates_of(plan) == [(date(2028, 3, 15), WorkOrderStatus.TRIAGED)]


def test_a_one_off_plan_is_never_missed():
    plan = make_due_plan(is_one_off=True, **MONTHLY)

    generate(on=date(2027, 3, 10), until=date(2027, 4, 10))

    assert dates_of(plan) == [(DUE, WorkOrderStatus.TRIAGED)]


# --- After work was closed --------------------------------------------------------


def test_a_plan_goes_on_after_its_order_was_cancelled():
    plan = make_due_plan(**MONTHLY)
    generate()
    cancel_work_order(orders_of(plan).get(), reason="Twice", by=make_manager())

    generate(until=date(2026, 4, 15))

    assert dates_of(plan) == [
        (DUE, WorkOrderStatus.CANCELLED),
        (date(2026, 4, 15), WorkOrderStatus.TRIAGED),
    ]


def test_a_plan_goes_on_after_its_order_was_done():
    plan = make_due_plan(**MONTHLY)
    make_work_order(
        plan=plan,
        due_on=DUE,
        status=WorkOrderStatus.COMPLETED,
        completed_at=datetime.fromisoformat("2026-03-12T10:00Z"),
        completed_on=date(2026, 3, 12),
    )

    generate(on=DUE, until=date(2026, 4, 15))

    plan.refresh_from_db()
    assert plan.next_due_on == date(2026, 4, 15)
    assert orders_of(plan).count() == 2


def test_a_one_off_plan_ends_with_its_order():
    plan = make_due_plan(is_one_off=True)
    generate()
    cancel_work_order(orders_of(plan).get(), reason="Not needed", by=make_manager())

    generate(on=DUE)

    plan.refresh_from_db()
    assert plan.status == PlanStatus.COMPLETED


# --- Plans that cover others ------------------------------------------------------


def test_a_lesser_plan_waits_for_the_greater_one_that_is_due_nearby():
    greater = make_due_plan()
    lesser = make_due_plan(
        asset=greater.asset, covered_by=greater, next_due_on=date(2026, 3, 20)
    )

    generate()

    assert orders_of(greater).exists()
    assert not orders_of(lesser).exists()


def test_a_lesser_plan_goes_alone_when_the_greater_one_is_far_away():
    greater = make_due_plan(next_due_on=date(2026, 9, 15))
    lesser = make_due_plan(asset=greater.asset, covered_by=greater)

    generate()

    assert orders_of(lesser).exists()
