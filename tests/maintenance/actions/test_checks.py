from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import AuditLog
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.checks import begin_log, keep_answer, pass_the_rest
from maintenance.actions.judging import Said
from maintenance.choices import MaintenanceType, WorkOrderStatus
from maintenance.models import CheckAnswer, MaintenanceLog
from tests.factories import (
    make_nurse,
    make_plan,
    make_procedure,
    make_technician,
    make_work_order,
)


def test_beginning_keeps_the_checklist_as_it_is_now():
    plan = make_plan(procedure=make_procedure())
    person = make_technician()

    log = begin_log(make_work_order(plan=plan), by=person)

    assert [item["key"] for item in log.checklist] == ["housing", "flow"]
    assert log.procedure_version == plan.procedure.current
    assert log.maintenance_type == MaintenanceType.PREVENTIVE
    assert log.performed_by == person
    assert AuditLog.objects.about(log).get().action == "maintenance_log.begun"


def test_the_checklist_of_the_plan_serves_where_there_is_no_procedure():
    plan = make_plan(checklist=["Look at the housing", "Clean the filter"])

    log = begin_log(make_work_order(plan=plan), by=make_technician())

    assert [item["key"] for item in log.checklist] == [
        "look_at_the_housing",
        "clean_the_filter",
    ]


def test_beginning_again_finds_what_was_begun():
    order, person = make_work_order(), make_technician()

    assert begin_log(order, by=person) == begin_log(order, by=person)
    assert MaintenanceLog.objects.count() == 1


def test_two_people_have_a_log_each():
    order = make_work_order()

    first, second = (begin_log(order, by=make_technician()) for _ in range(2))

    assert first != second


def test_a_nurse_does_not_record_work():
    with pytest.raises(PermissionDenied):
        begin_log(make_work_order(), by=make_nurse())


def test_nothing_is_begun_for_an_order_that_is_over():
    order = make_work_order(status=WorkOrderStatus.CANCELLED)

    with pytest.raises(Conflict, match="Cancelled"):
        begin_log(order, by=make_technician())


def test_the_rest_passes_but_for_values_and_what_needs_evidence():
    items = [
        *("Housing", "Cord"),
        {"label": "Plate", "evidence_required": True},
        {"label": "Flow", "type": "numeric", "unit": "L/min"},
    ]
    plan = make_plan(procedure=make_procedure(items=items))
    person = make_technician()
    log = begin_log(make_work_order(plan=plan), by=person)
    keep_answer(log, "cord", said=Said("fail"), by=person)

    assert pass_the_rest(log, by=person) == 1

    results = dict(CheckAnswer.objects.values_list("key", "result"))
    assert results == {"cord": "fail", "housing": "pass"}
