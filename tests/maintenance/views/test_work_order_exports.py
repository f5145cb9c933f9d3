from __future__ import annotations

import csv
import io
from datetime import date

from django.urls import reverse
from pytest_django.asserts import assertRedirects
from python_calamine import CalamineWorkbook

from audit.models import AuditLog
from tests.factories import make_manager, make_nurse, make_work_order

CSV = reverse("maintenance:work-order-export-csv")
XLSX = reverse("maintenance:work-order-export-xlsx")


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_what_is_filtered_and_nothing_else(client):
    client.force_login(make_manager())
    wanted = make_work_order(priority="urgent", problem="=1+1", due_on=date(2026, 3, 1))
    make_work_order()

    [row] = rows_of(client.get(CSV, {"priority": "urgent"}))

    assert (row["Number"], row["Priority"]) == (wanted.number, "Urgent")
    assert (row["Problem"], row["Due"]) == ("'=1+1", "2026-03-01")
    assert row["Asset tag"] == wanted.asset.asset_tag


def test_who_exported_what_is_in_the_audit_log(client):
    manager = make_manager()
    client.force_login(manager)
    make_work_order()

    rows_of(client.get(CSV, {"tab": "open"}))

    entry = AuditLog.objects.get(action="work_order.exported")
    assert (entry.actor_id, entry.payload["rows"]) == (manager.pk, 1)
    assert entry.payload["filter"] == {"tab": "open"}


def test_days_are_days_in_a_spreadsheet(client):
    client.force_login(make_manager())
    make_work_order(due_on=date(2026, 3, 1))

    content = b"".join(client.get(XLSX).streaming_content)

    header, row = (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert row[header.index("Due")] == date(2026, 3, 1)


def test_a_filter_that_is_not_understood_exports_nothing(client):
    client.force_login(make_manager())

    response = client.get(CSV, {"tab": "open", "type": "x"})

    assertRedirects(
        response, reverse("maintenance:work-order-list") + "?type=x&tab=open"
    )


def test_a_nurse_exports_nothing(client):
    client.force_login(make_nurse())

    assert client.get(CSV).status_code == 403
