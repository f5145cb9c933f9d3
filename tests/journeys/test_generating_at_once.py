"""Two processes that make work orders at the same moment."""

from __future__ import annotations

import pytest

from maintenance.models import WorkOrder
from tests.factories import make_asset, make_facility, make_plan
from tests.processes import PATIENCE_SECONDS, start

pytestmark = pytest.mark.django_db(transaction=True)

PLANS = 120


@pytest.mark.parametrize("command", ["generate_work_orders", "run_jobs"])
def test_two_processes_at_once_make_each_work_order_once(command):
    facility = make_facility()
    for _ in range(PLANS):
        make_plan(asset=make_asset(facility=facility))

    processes = [start(command), start(command)]
    said = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], said
    assert WorkOrder.objects.count() == PLANS
    assert WorkOrder.objects.values("plan", "due_on").distinct().count() == PLANS
