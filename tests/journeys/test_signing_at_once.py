"""Two technicians who finish the same work at the same moment."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from equipment.lifecycle import AssetStatus
from maintenance.actions.checks import begin_log
from maintenance.actions.inspections import Verdict, begin_inspection, sign_inspection
from maintenance.actions.logs import Signing, sign_log
from maintenance.choices import InspectionStatus, InspectionType, LogOutcome
from maintenance.models import MaintenanceLog, WorkOrder
from tests.factories import make_asset, make_technician, make_work_order
from tests.journeys.test_races import at_once, refusals_in

pytestmark = pytest.mark.django_db(transaction=True)

SIGNERS = 4


def test_of_several_who_finish_one_order_one_signs_and_the_others_are_told_who():
    order = make_work_order()
    people = [make_technician(first_name=f"Ann{n}") for n in range(SIGNERS)]
    logs = [begin_log(order, by=person) for person in people]
    wanted = Signing(LogOutcome.REPAIRED, "New fuse.")

    outcomes = at_once(
        *(
            lambda log=log, person=person: sign_log(log, wanted=wanted, by=person)
            for log, person in zip(logs, people, strict=True)
        )
    )

    refused = refusals_in(outcomes)
    assert len(refused) == SIGNERS - 1
    assert MaintenanceLog.objects.signed().count() == 1
    winner = MaintenanceLog.objects.signed().get().performed_by
    for refusal in refused:
        assert isinstance(refusal, ValidationError)
        assert f"{winner} finished {order.number}" in " ".join(refusal.messages)


def test_a_failed_inspection_and_a_finished_repair_leave_the_device_stopped():
    asset = make_asset(status=AssetStatus.MAINTENANCE, status_reason="repair")
    order = make_work_order(asset=asset)
    mender, inspector = make_technician(), make_technician()
    log = begin_log(order, by=mender)
    inspection = begin_inspection(asset, kind=InspectionType.AD_HOC, by=inspector)
    repaired = Signing(LogOutcome.REPAIRED, "New fuse.")
    failed = Verdict(InspectionStatus.FAILED, "It smells burnt.")

    outcomes = at_once(
        lambda: sign_log(log, wanted=repaired, by=mender),
        lambda: sign_inspection(inspection, wanted=failed, by=inspector),
    )

    asset.refresh_from_db()
    assert refusals_in(outcomes) == []
    assert asset.status == AssetStatus.OUT_OF_SERVICE
    assert WorkOrder.objects.open().filter(asset=asset).count() == 1
