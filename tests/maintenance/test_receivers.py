from __future__ import annotations

from datetime import date

from equipment.actions.disposals import retire_asset
from equipment.choices import DisposalMethod
from equipment.lifecycle import StatusReason
from equipment.models import Disposal
from maintenance.choices import PlanStatus, WorkOrderStatus
from maintenance.receivers import RETIRED
from tests.factories import make_manager, make_plan, make_work_order


def test_a_retired_device_has_no_plans_and_no_open_work():
    plan, by = make_plan(), make_manager()
    repair = make_work_order(asset=plan.asset)

    retire_asset(
        plan.asset,
        reason=StatusReason.SCRAPPED,
        disposal=Disposal(
            method=DisposalMethod.SCRAP, disposed_on=date(2026, 1, 1), authorised_by=by
        ),
        by=by,
    )

    plan.refresh_from_db()
    repair.refresh_from_db()
    plan.asset.refresh_from_db()
    assert (plan.status, plan.ended_reason) == (PlanStatus.COMPLETED, RETIRED)
    assert repair.status == WorkOrderStatus.CANCELLED
    assert plan.asset.next_service_due is None
