from __future__ import annotations

from equipment.lifecycle import AssetStatus
from maintenance.choices import PlanStatus
from maintenance.plan_panel import plans
from tests.factories import make_asset, make_manager, make_nurse, make_plan, make_user


class Request:
    def __init__(self, user):
        self.user = user


def test_the_panel_has_the_plans_that_run():
    plan = make_plan()
    make_plan(asset=plan.asset, status=PlanStatus.COMPLETED)

    panel = plans(Request(make_manager()), plan.asset)

    assert panel["plans"] == [plan]
    assert panel["can_add"]


def test_a_nurse_sees_plans_and_adds_none():
    plan = make_plan()
    nurse = make_nurse(plan.asset.facility)

    panel = plans(Request(nurse), plan.asset)

    assert (panel["plans"], panel["can_add"]) == ([plan], False)
    assert plans(Request(nurse), make_asset(facility=plan.asset.facility)) is None


def test_a_retired_device_gets_no_plan():
    asset = make_asset(status=AssetStatus.RETIRED, status_reason="sold")

    assert plans(Request(make_manager()), asset) is None


def test_who_may_not_see_plans_has_no_panel():
    assert plans(Request(make_user()), make_plan().asset) is None
