from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from audit.constraints import check_constraints
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from hospital_assets.demo.catalogue import read_types
from hospital_assets.demo.programme import lines_for
from maintenance.checklists import parse_checklist
from maintenance.choices import (
    ChecklistVerdict,
    Disposition,
    EventStatus,
    ItemResult,
    LogOutcome,
    PlanStatus,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.lifecycle import PLANNED_WORK_ORDER
from maintenance.measuring import Limits, read_value, verdict
from maintenance.models import (
    ComplianceEvent,
    FacilityPolicy,
    Inspection,
    InstrumentUse,
    MaintenanceLog,
    MaintenancePlan,
    ProcedureVersion,
    Team,
    TestInstrument,
    WorkOrder,
    WorkOrderAttempt,
    WorkOrderCount,
)
from maintenance.schedules import schedule_of
from tests.hospital_assets.demo.conftest import NOW

TODAY = NOW.date()


def occurrences():
    """Those whose window is over, and that somebody still had to do."""
    planned = WorkOrder.objects.filter(plan__isnull=False, window_end__lt=TODAY)
    return planned.exclude(status=WorkOrderStatus.CANCELLED)


def fate(order):
    if order.status == WorkOrderStatus.MISSED:
        return "missed"
    if order.completed_on and order.completed_on <= order.window_end:
        return "on time"
    if order.last_disposition == Disposition.COULD_NOT_LOCATE:
        return "not found"
    return "late" if order.completed_on else "overdue"


# --- It is believable -------------------------------------------------------------


def test_most_work_was_on_time_and_some_devices_could_not_be_found(demo):
    fates = Counter(map(fate, occurrences()))
    share = {name: count / fates.total() for name, count in fates.items()}

    assert fates.total() > 700
    assert 0.88 < share["on time"] < 0.96
    assert 0.02 < share["late"] < 0.065
    assert 0.015 < share["not found"] < 0.05
    assert share.get("missed", 0) < 0.02


def test_what_breaks_often_was_repaired_more_often(demo):
    repairs = WorkOrder.objects.filter(type=WorkOrderType.CM)
    large = Asset.objects.filter(name__regex="^(CT|MRI|Linear)").count()
    of_large = repairs.filter(asset__name__regex="^(CT|MRI|Linear)").count()

    assert 0.3 < repairs.count() / 400 / 2 < 0.9
    assert large == 0 or of_large / large > 2


def test_something_is_down_asked_and_overdue_on_the_dashboard(demo):
    still_open = WorkOrder.objects.open()

    assert still_open.filter(equipment_down=True).exists()
    assert still_open.filter(status=WorkOrderStatus.REQUESTED).exists()
    assert WorkOrder.objects.overdue(TODAY).exists()
    assert still_open.filter(plan__isnull=False, due_on__gte=TODAY).exists()
    statuses = Counter(ComplianceEvent.objects.values_list("status", flat=True))
    assert statuses[EventStatus.CLOSED] > statuses[EventStatus.OPEN] > 0


def test_each_facility_has_teams_a_policy_and_instruments_one_of_them_overdue(demo):
    assert FacilityPolicy.objects.count() == 3
    assert Team.objects.count() == 6
    assert all(team.members.exists() for team in Team.objects.all())
    overdue = [i.code for i in TestInstrument.objects.all() if i.is_overdue(TODAY)]
    assert overdue == ["NGH-MULTI"]


def test_every_device_that_was_accepted_has_its_inspection(demo):
    accepted = Asset.objects.exclude(accepted_at=None)
    inspected = Inspection.objects.filter(status="passed", type="acceptance")

    without = accepted.exclude(pk__in=inspected.values("asset"))
    assert not [a for a in without if [*lines_for(kind_of(a))]]


def kind_of(asset):
    return next(kind for kind in read_types() if kind.name == asset.name)


def test_every_kind_has_checklists_that_can_be_used():
    for kind in read_types():
        for line in lines_for(kind):
            assert line.items
            assert parse_checklist(line.checklist) == line.items


# --- It is true -------------------------------------------------------------------


@pytest.mark.parametrize(
    "model",
    [
        ComplianceEvent,
        Inspection,
        InstrumentUse,
        MaintenanceLog,
        MaintenancePlan,
        ProcedureVersion,
        WorkOrder,
        WorkOrderAttempt,
    ],
)
def test_every_constraint_holds_for_every_record(demo, model):
    entities = list(model.objects.all())

    assert entities
    for entity in entities:
        check_constraints(entity)


def test_numbers_follow_the_order_of_time_and_the_counters_go_on(demo):
    orders = WorkOrder.objects.order_by("requested_at", "pk")
    by_year = defaultdict(list)
    for number in orders.values_list("number", flat=True):
        by_year[int(number[3:7])].append(int(number[8:]))

    for year, numbers in by_year.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert WorkOrderCount.objects.get(year=year).last == len(numbers)
    firsts = [numbers[0] for numbers in by_year.values()]
    assert firsts == [1] * len(firsts)


def test_orders_went_from_status_to_status_as_they_may(demo):
    rows = defaultdict(list)
    for row in WorkOrder.history.order_by("history_id").values("id", "status"):
        if rows[row["id"]][-1:] != [row["status"]]:
            rows[row["id"]].append(row["status"])

    for statuses in rows.values():
        for before, after in pairwise(statuses):
            # What was assigned is begun and completed in one go.
            may = PLANNED_WORK_ORDER[WorkOrderStatus(before)] | {"completed"}
            assert after in may, statuses


def test_windows_and_next_dates_are_those_of_the_plan(demo):
    plans = MaintenancePlan.objects.select_related("asset")
    for order in WorkOrder.objects.exclude(plan=None)[:200]:
        window = schedule_of(plans.get(pk=order.plan_id)).window(order.due_on)
        assert (window.start, window.end) == (order.window_start, order.window_end)
    for order in WorkOrder.objects.open().exclude(plan=None).select_related("plan"):
        assert order.due_on == order.plan.next_due_on


def test_the_next_service_of_a_device_is_the_first_of_its_plans(demo):
    dates = defaultdict(list)
    for plan in MaintenancePlan.objects.filter(status=PlanStatus.ACTIVE):
        dates[plan.asset_id].append(plan.next_due_on)

    for asset in Asset.objects.all():
        assert asset.next_service_due == min(dates[asset.pk], default=None)
        assert asset.status != AssetStatus.RETIRED or not dates[asset.pk]


def test_what_is_being_repaired_has_an_open_order_and_nothing_retired_has(demo):
    opened = set(WorkOrder.objects.open().values_list("asset", flat=True))
    broken = Asset.objects.filter(
        status_reason__in=[StatusReason.REPAIR, StatusReason.DAMAGED]
    )

    assert broken
    assert {asset.pk for asset in broken} <= opened
    retired = Asset.objects.filter(status=AssetStatus.RETIRED)
    assert not opened & set(retired.values_list("pk", flat=True))
    down = WorkOrder.objects.open().filter(equipment_down=True)
    assert set(down.values_list("asset__status", flat=True)) <= {
        AssetStatus.MAINTENANCE,
        AssetStatus.OUT_OF_SERVICE,
    }


def test_values_were_judged_by_the_limits_that_were_frozen(demo):
    judged = Counter()
    for log in MaintenanceLog.objects.exclude(results=[]):
        assert [r["key"] for r in log.results] == [i["key"] for i in log.checklist]
        for result in log.results:
            if "value" in result:
                limits = Limits(*(number(result, end) for end in ("min", "max")))
                reading = read_value(result["value"], unit=result.get("unit", ""))
                assert verdict(reading, limits) == result["result"]
                judged[result["result"]] += 1
        is_failed = ItemResult.FAIL in {each["result"] for each in log.results}
        assert is_failed == (log.verdict == ChecklistVerdict.FAILED)
        assert is_failed == (log.outcome == LogOutcome.FAILED)
    assert judged[ItemResult.PASS] > 100 * judged[ItemResult.FAIL]


def number(result, end):
    text = result.get(f"limit_{end}")
    return None if text is None else read_value(text).value


def test_nothing_was_measured_with_an_instrument_that_was_overdue(demo):
    for use in InstrumentUse.objects.select_related("log", "inspection"):
        done_at = use.log.performed_at if use.log else use.inspection.inspected_at
        assert not use.was_overdue(done_at.date())
