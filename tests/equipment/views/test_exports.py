from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from audit.models import AuditLog
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.views import exports
from tests.factories import (
    make_asset,
    make_department,
    make_department_manager,
    make_facility,
    make_manager,
    make_nurse,
    make_technician,
)

CSV, XLSX = "/assets/export.csv", "/assets/export.xlsx"


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_holds_exactly_the_filtered_rows_in_their_order(client, manager):
    facility = make_facility()
    names = ["B", "C", "A"]
    for name in names:
        make_asset(facility=facility, name=name)
    make_asset(
        facility=facility,
        status=AssetStatus.OUT_OF_SERVICE,
        status_reason=StatusReason.DAMAGED,
    )
    query = {"status": "available", "ordering": "-name"}

    rows = rows_of(client.get(CSV, query))
    book = io.BytesIO(b"".join(client.get(XLSX, query).streaming_content))

    assert [row["Name"] for row in rows] == ["C", "B", "A"]
    sheet = openpyxl.load_workbook(book).active
    assert [row[1] for row in sheet.iter_rows(values_only=True)] == [
        "Name",
        "C",
        "B",
        "A",
    ]


def test_the_file_is_named_for_the_day(client, manager):
    today = timezone.localdate()

    for path, suffix in ((CSV, "csv"), (XLSX, "xlsx")):
        response = client.get(path)
        assert response["Content-Disposition"] == (
            f'attachment; filename="assets-{today}.{suffix}"'
        )
        assert response.getvalue()


def test_excel_gets_its_mark(client, manager):
    assert client.get(CSV, {"bom": "1"}).getvalue().startswith(b"\xef\xbb\xbf")
    assert client.get(CSV).getvalue().startswith(b"Asset tag")


def test_only_what_one_may_see_is_exported(client):
    department = make_department()
    mine = make_asset(facility=department.facility, owner_department=department)
    make_asset()
    client.force_login(make_department_manager(department))

    assert [row["Asset tag"] for row in rows_of(client.get(CSV))] == [mine.asset_tag]


def test_costs_are_not_for_technicians(client):
    client.force_login(make_technician())
    make_asset(purchase_cost="10.00")

    assert "Purchase cost" not in rows_of(client.get(CSV))[0]


def test_the_audit_log_knows_the_filter_and_the_number(client, manager):
    make_asset()

    client.get(CSV, {"status": "available"})

    entry = AuditLog.objects.get(action="asset.exported")
    assert entry.actor == manager
    assert entry.payload == {"format": "csv", "rows": 1, "filter": "Status: Available"}


@pytest.mark.parametrize("path", [CSV, XLSX])
def test_a_filter_that_is_not_understood_exports_nothing(client, manager, path):
    make_asset()

    response = client.get(path, {"status": "nonsense"}, follow=True)

    assertContains(response, "Correct the filter first, then export.")
    assert not AuditLog.objects.filter(action="asset.exported").exists()


def test_more_rows_than_a_sheet_holds_are_refused(client, manager, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    make_asset(), make_asset()

    response = client.get(XLSX, follow=True)

    assertContains(response, "XLSX holds 1 rows at most. Export CSV instead.")


def test_clinical_staff_does_not_export(client):
    client.force_login(make_nurse())

    for name in ("csv", "xlsx"):
        url = reverse(f"equipment:asset-export-{name}")
        assert client.get(url).status_code == 403
