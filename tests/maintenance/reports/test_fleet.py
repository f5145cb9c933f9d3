from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment.actions.assignments import Handover, assign_asset
from equipment.models import Asset, Assignment
from maintenance.choices import LogOutcome, LogStatus, WorkOrderStatus
from maintenance.models import MaintenanceLog, WorkOrder
from maintenance.reports import fleet
from maintenance.reports.chosen import Chosen, Period
from tests.factories import (
    make_asset,
    make_category,
    make_department,
    make_department_manager,
    make_log,
    make_manager,
    make_nurse,
    make_plan,
    make_technician,
    make_work_order,
)

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
OCTOBER = Chosen(Period(date(2026, 10, 1), date(2026, 10, 31)), TODAY)
PAGES = [
    reverse(f"maintenance:report-{name}")
    for name in ("backlog", "age", "utilisation", "costs")
]


def backlog():
    parts = fleet.backlog_parts(WorkOrder.objects.all(), OCTOBER, today=TODAY)
    counts = fleet.backlog_of(parts, today=TODAY)
    return {name: sum(by.values()) for name, by in counts.items()}


def test_what_is_planned_counts_once_its_window_is_over_and_what_waits_apart():
    plan, ended = make_plan(), TODAY - timedelta(days=1)
    make_work_order()
    make_work_order(plan=plan, due_on=ended, window_end=ended)
    make_work_order(plan=plan, due_on=TODAY, window_end=TODAY)
    make_work_order(status=WorkOrderStatus.ON_HOLD, hold_reason="vendor")
    make_work_order(status=WorkOrderStatus.CANCELLED)

    assert backlog() == {fleet.REPAIRS: 1, fleet.PLANNED: 1, fleet.WAITING: 1}


def test_each_age_of_the_backlog_leads_to_its_own_orders():
    days = [0, 7, 8, 30, 31, 90, 91, 400]
    for age in days:
        at = datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(days=age)
        make_work_order(requested_at=at)
    part = fleet.backlog_parts(WorkOrder.objects.all(), OCTOBER, today=TODAY)["repairs"]
    counts = fleet.backlog_of({"repairs": part}, today=TODAY)["repairs"]

    found = {label: fleet.of_age(part, label, today=TODAY).count() for label in counts}

    assert found == counts
    assert list(counts.values()) == [2, 2, 2, 2]


def test_age_is_told_by_category_and_what_lacks_a_date_is_in_no_share():
    pumps = make_category(expected_life_years=8)
    ago = datetime(2016, 11, 22, tzinfo=UTC)
    make_asset(category=pumps, accepted_at=ago)
    make_asset(category=make_category(), accepted_at=ago)

    by = fleet.ages_by(Asset.objects.all(), OCTOBER, today=TODAY)

    ages = by[pumps.pk]
    assert (ages.devices, ages.past, ages.unknown) == (1, 1, 0)
    assert round(ages.mean_years.value or 0, 1) == Decimal("10.0")
    others = next(each for key, each in by.items() if key != pumps.pk)
    assert (others.unknown, others.past_share.value) == (1, None)


def test_a_device_that_was_given_out_half_of_the_month_was_used_by_half():
    asset = make_asset(accepted_at=datetime(2020, 1, 1, tzinfo=UTC))
    start = datetime(2026, 10, 16, 12, tzinfo=UTC)
    to = Handover(department_name="ICU", started_at=start)
    assign_asset(asset, to=to, by=make_technician())

    by = fleet.utilisation_by(
        Asset.objects.all(), Assignment.objects.all(), OCTOBER, now=NOW
    )

    assert by[asset.category_id].percent_text() == "50.0 %"


def test_cost_of_service_leaves_out_what_has_no_price_on_both_sides():
    dear = make_asset(purchase_cost=Decimal(10_000), currency="EUR")
    unpriced = make_asset(currency="EUR")
    at = datetime(2026, 10, 5, tzinfo=UTC)
    for asset in (dear, unpriced):
        make_log(
            asset=asset,
            started_at=at,
            completed_at=at,
            performed_at=at,
            signed_at=at,
            status=LogStatus.COMPLETED,
            outcome=LogOutcome.REPAIRED,
            summary="New valve",
            labor_cost=Decimal(80),
            parts_cost=Decimal(20),
        )

    by = fleet.costs_by(
        Asset.objects.all(), MaintenanceLog.objects.all(), OCTOBER, now=NOW
    )

    found = by["EUR"]
    assert found.ratio.denominator == 10_000
    assert round(found.ratio.numerator) == round(100 * 365 / 31)
    assert (found.coverage.numerator, found.coverage.denominator) == (1, 2)


# --- Pages ------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_each_report_opens_and_is_exported(client, page):
    client.force_login(make_manager())
    make_work_order(asset=make_asset(accepted_at=timezone.now()))

    assert client.get(page).status_code == 200
    exported = client.get(f"{page}export.csv")
    assert exported.status_code == 200
    assert exported["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_see_reports_is_refused(client, page):
    client.force_login(make_nurse())

    assert client.get(page).status_code == 403


def test_the_rows_of_the_backlog_are_those_of_the_own_department(client):
    ward = make_department()
    mine = make_work_order(
        asset=make_asset(facility=ward.facility, owner_department=ward)
    )
    other = make_work_order()
    client.force_login(make_department_manager(ward))

    text = client.get(f"{PAGES[0]}rows/?part=repairs").content.decode()

    assert mine.number in text
    assert other.number not in text


def test_the_backlog_says_how_many_hours_are_estimated_of_how_many_orders():
    for minutes in (90, 30, None):
        make_work_order(estimated_minutes=minutes)

    hours, estimated = fleet.hours_of_backlog(WorkOrder.objects.all())

    assert (hours.value, estimated) == (2, 2)
