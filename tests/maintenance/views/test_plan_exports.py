from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditLog
from tests.factories import make_asset, make_manager, make_nurse, make_plan

CSV = reverse("maintenance:plan-export-csv")
XLSX = reverse("maintenance:plan-export-xlsx")


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def read(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_filtered_plans_come_as_csv(client, manager):
    plan = make_plan(asset=make_asset(asset_tag="=1+1"))
    make_plan(name="Other")

    (row,) = read(client.get(CSV, {"search": plan.name}))

    assert row["Plan"] == plan.name
    assert row["Asset tag"] == "'=1+1"
    assert row["Due next"] == plan.next_due_on.isoformat()
    assert (row["Interval"], row["Unit"]) == ("12", "Months")
    entry = AuditLog.objects.get(action="maintenance_plan.exported")
    assert entry.actor == manager
    assert entry.payload["rows"] == 1


def test_they_come_as_a_workbook(client, manager):
    plan = make_plan()

    answer = client.get(XLSX)

    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.active.cell(2, 1).value == plan.name
    book.close()


def test_a_wrong_filter_exports_nothing(client, manager):
    answer = client.get(CSV, {"tab": "nonsense"})

    assert answer.status_code == 302
    assert not AuditLog.objects.filter(action="maintenance_plan.exported").exists()


def test_who_may_not_export_does_not(client):
    client.force_login(make_nurse())

    assert client.get(CSV).status_code == 403
