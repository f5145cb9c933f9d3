from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from audit.models import AuditLog
from equipment.actions.assignments import Handover, assign_asset
from hospital_assets.foundation.paging import PAGE_SIZE
from maintenance.choices import LogOutcome, LogStatus
from tests.factories import (
    make_asset,
    make_category,
    make_department,
    make_department_manager,
    make_log,
    make_manager,
    make_technician,
)

AGE, USE, COST = (
    reverse(f"maintenance:report-{name}") for name in ("age", "utilisation", "costs")
)
PAGES = [f"{page}rows/" for page in (AGE, USE, COST)]


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def make_old(years, **fields):
    return make_asset(
        accepted_at=timezone.now() - timedelta(days=years * 365.25 + 2), **fields
    )


def make_service(asset, cost):
    at = timezone.now().replace(day=1) - timedelta(days=10)
    make_log(
        asset=asset,
        started_at=at,
        completed_at=at,
        performed_at=at,
        signed_at=at,
        status=LogStatus.COMPLETED,
        outcome=LogOutcome.REPAIRED,
        summary="New valve",
        labor_cost=cost,
    )


def links(page, line=0):
    """What each number of a line leads to, by what stands over it."""
    table = page.context["table"]
    cells = zip(table.heads, table.lines[line].cells, strict=True)
    return {head: (cell.text, cell.query) for head, cell in cells}


def tags(page):
    return {asset.asset_tag for asset in page.context["page"].rows}


def test_each_number_of_age_opens_as_many_devices_as_it_says(client, manager):
    pumps = make_category(expected_life_years=8)
    past = make_old(9, category=pumps)
    young = make_old(7, category=pumps)
    no_date = make_asset(category=pumps, accepted_at=None, purchase_date=None)
    no_life = make_old(3, category=make_category())

    found = links(client.get(AGE))

    opened = {
        head: tags(client.get(f"{AGE}rows/?{query}"))
        for head, (_, query) in found.items()
    }
    dated = {past.asset_tag, young.asset_tag, no_life.asset_tag}
    assert opened == {
        "Devices": dated | {no_date.asset_tag},
        "Mean age": dated,
        "Of life used": dated,
        "Past life": {past.asset_tag},
        "Not known": {no_date.asset_tag, no_life.asset_tag},
    }
    assert found["Past life"][0] == "50.0 %"


@pytest.mark.parametrize(("days", "is_past"), [(2922, False), (2923, True)])
def test_a_device_is_past_its_life_on_the_same_day_in_table_and_rows(
    client, manager, days, is_past
):
    bought = timezone.localdate() - timedelta(days=days)
    pumps = make_category(expected_life_years=8)
    make_asset(category=pumps, accepted_at=None, purchase_date=bought)

    share = links(client.get(AGE))["Past life"][0]

    assert share == ("100.0 %" if is_past else "0.0 %")
    rows = client.get(f"{AGE}rows/?what=past")
    assert len(rows.context["page"].rows) == is_past


def test_utilisation_tells_the_hours_of_each_device(client, manager):
    asset, idle = make_old(2), make_old(3)
    start = timezone.now() - timedelta(days=800)
    to = Handover(department_name="ICU", started_at=start)
    assign_asset(asset, to=to, by=make_technician())

    found = links(client.get(USE))
    rows = client.get(f"{USE}rows/?{found['In use'][1]}")

    assert tags(rows) == {asset.asset_tag, idle.asset_tag}
    assertContains(rows, "0.0 %")


def test_costs_are_told_by_device_and_say_who_is_left_out(client, manager):
    dear = make_old(2, purchase_cost=Decimal(1000), currency="EUR")
    cheap = make_old(2, purchase_cost=Decimal(3000), currency="EUR")
    unpriced = make_old(2, currency="EUR")
    make_service(dear, Decimal(50))

    found = links(client.get(COST))

    assert found["Ratio"][0] == "1.3 %"
    assert found["A device, a year"][0] == "25.00"
    rows = client.get(f"{COST}rows/?{found['Ratio'][1]}")
    assert tags(rows) == {dear.asset_tag, cheap.asset_tag}
    assertContains(rows, "50.00 EUR")
    assertContains(rows, "5.0 %")
    left_out = client.get(f"{COST}rows/?{found['Left out'][1]}")
    assert tags(left_out) == {unpriced.asset_tag}


@pytest.mark.parametrize("currency", ["x" * 10_000, "\u202e", "😀"])
def test_a_currency_that_cannot_be_has_no_devices(client, manager, currency):
    make_asset()

    page = client.get(f"{COST}rows/", {"currency": currency})

    assertContains(page, "No device counts here")


@pytest.mark.parametrize("page", PAGES)
def test_the_rows_are_a_file_too_and_who_took_it_is_in_the_audit_log(
    client, manager, page
):
    asset = make_old(2, name="=1+1", purchase_cost=Decimal(5), currency="")

    text = b"".join(client.get(f"{page}export.csv", {"bom": "1"})).decode()

    assert text.startswith("\ufeffAsset tag,Name,Category,Facility,")
    assert f"{asset.asset_tag},'=1+1," in text
    assert AuditLog.objects.filter(action="report.exported").count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_department_manager_opens_the_own_devices_alone(client, page):
    ward = make_department()
    own = make_old(2, facility=ward.facility, owner_department=ward)
    other = make_old(2)
    client.force_login(make_department_manager(ward))

    answer = client.get(page)

    if answer.status_code != 403:  # Costs are for who may see prices.
        assertContains(answer, own.asset_tag)
        assertNotContains(answer, other.asset_tag)


@pytest.mark.parametrize("page", PAGES)
def test_more_devices_need_no_more_queries(client, manager, page):
    pumps = make_category(expected_life_years=8)
    make_old(2, category=pumps)
    few = queries_of(client, page)
    for _ in range(PAGE_SIZE + 2):
        make_old(2, category=pumps)

    assert queries_of(client, page) == few


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as found:
        client.get(page)
    return len(found)
