from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from audit.models import AuditLog
from equipment.choices import RiskClass
from maintenance.binder import devices
from maintenance.choices import (
    Disposition,
    InspectionStatus,
    InspectionType,
    WorkOrderStatus,
)
from maintenance.models import WorkOrderAttempt
from maintenance.reports.chosen import Period
from tests.factories import (
    make_asset,
    make_auditor,
    make_department,
    make_department_manager,
    make_event,
    make_facility,
    make_inspection,
    make_instrument,
    make_manager,
    make_nurse,
    make_plan,
    make_technician,
    make_work_order,
    saved,
)

PAGE = reverse("maintenance:report-binder")
PDF = reverse("maintenance:report-binder-pdf")
ZIP = reverse("maintenance:report-binder-zip")
LONG_AGO = timedelta(days=900)


@pytest.fixture
def manager(client):
    person = make_manager(first_name="Ana", last_name="Ruiz")
    client.force_login(person)
    return person


def last_day():
    return Period.usual(timezone.localdate()).end


def pages_of(answer):
    document = pypdfium2.PdfDocument(answer.content)
    return [page.get_textpage().get_text_range() for page in document]


def text_of(answer):
    return " ".join(" ".join(pages_of(answer)).split())


def files_of(answer):
    archive = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    return {name: archive.read(name).decode() for name in archive.namelist()}


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def make_ventilator(**fields):
    long_ago = timezone.now() - LONG_AGO
    return make_asset(
        **{
            "name": "Ventilator",
            "accepted_at": long_ago,
            "risk_class": RiskClass.HIGH,
            "is_life_support": True,
        }
        | fields
    )


def make_world(asset, number="WO-LATE"):
    """One of each thing that a binder shows, at a device."""
    end, now = last_day(), timezone.now()
    make_work_order(
        plan=make_plan(asset=asset),
        status=WorkOrderStatus.COMPLETED,
        due_on=end,
        window_end=end,
        completed_on=end,
        completed_at=now,
    )
    late = make_work_order(
        plan=make_plan(asset=asset),
        number=number,
        due_on=end - timedelta(days=400),
        window_end=end - timedelta(days=400),
    )
    saved(
        WorkOrderAttempt(
            work_order=late,
            attempted_at=now - timedelta(days=390),
            attempted_by=make_technician(),
            disposition=Disposition.IN_USE,
        )
    )
    in_period = now.replace(year=end.year, month=end.month, day=3)
    make_work_order(asset=asset, problem="Smells burnt.", requested_at=in_period)
    make_inspection(
        asset=asset,
        type=InspectionType.ACCEPTANCE,
        status=InspectionStatus.PASSED,
        inspected_at=in_period,
        signed_at=in_period,
        findings="Complete.",
    )
    make_event(asset=asset, summary="Leakage current too high.")
    make_instrument(facility=asset.facility, code=f"ESA-{number}")
    make_asset(facility=asset.facility, asset_tag=f"NEW-{number}", accepted_at=None)


# --- Who may ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [make_manager, make_technician, make_department_manager, make_auditor]
)
def test_who_reads_reports_makes_a_binder(make, client):
    client.force_login(make())

    assert client.get(PAGE).status_code == 200
    assert client.get(PDF)["Content-Type"] == "application/pdf"
    assert client.get(ZIP)["Content-Type"] == "application/zip"


@pytest.mark.parametrize("address", [PAGE, PDF, ZIP])
def test_a_nurse_makes_none(address, client):
    client.force_login(make_nurse())

    assert client.get(address).status_code == 403


def test_nothing_of_another_facility_is_in_it(client):
    here, there = make_facility(), make_facility(name="Elsewhere General")
    make_world(make_ventilator(facility=there, asset_tag="FOREIGN-1"))
    client.force_login(make_manager(here))

    pdf, files = text_of(client.get(PDF)), files_of(client.get(ZIP))

    for said in (pdf, *files.values()):
        assert "FOREIGN-1" not in said
        assert "ESA-WO-LATE" not in said
        assert "Elsewhere" not in said
    chosen = client.get(PDF, {"facility": there.pk})
    assert chosen.status_code == 400
    assertContains(chosen, "Choose one of the list.", status_code=400)


def test_a_department_sees_its_devices_and_what_its_role_lacks_is_said(client):
    ward = make_department()
    mine = make_ventilator(facility=ward.facility, owner_department=ward)
    make_world(mine)
    other = make_ventilator(facility=ward.facility)
    client.force_login(make_department_manager(ward))

    pdf, files = text_of(client.get(PDF)), files_of(client.get(ZIP))

    assert mine.asset_tag in pdf
    assert other.asset_tag not in pdf + files["inventory.csv"]
    assert "the role of who made it does not show them" in pdf
    assert "instruments.csv" not in files
    assert "events.csv" not in files
    assert "does not show them" in files["README.txt"]


def test_who_sees_no_costs_takes_none_out(client):
    client.force_login(make_technician())

    assert "Purchase cost" not in files_of(client.get(ZIP))["inventory.csv"]


# --- What is in it ----------------------------------------------------------------


def test_the_pdf_answers_what_a_surveyor_asks(client, manager):
    asset = make_ventilator()
    make_world(asset)

    answer = client.get(PDF)

    pages, text = pages_of(answer), text_of(answer)
    period = Period.usual(timezone.localdate())
    assert f"{period.start:%-d %b %Y} to {period.end:%-d %b %Y}" in pages[0]
    assert "Ana Ruiz (biomed manager)" in pages[0]
    assert asset.facility.name in pages[0]
    for said in (
        "High-risk and life-support devices (1)",
        asset.asset_tag,
        "Life support",
        "100.0 % (1 of 1)",
        "Done by the last day of its window",
        "WO-LATE",
        "In use on a patient",
        "Acceptance inspections (1)",
        "Complete.",
        "NEW-WO-LATE",
        "Smells burnt.",
        "ESA-WO-LATE",
        "Leakage current too high.",
        "no certificate of compliance",
    ):
        assert said in text
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page


def test_the_contents_name_the_page_of_each_section(client, manager):
    pages = pages_of(client.get(PDF))

    for number, title in re.findall(r"(?m)^(\d+) (.+?)\r?$", pages[1]):
        assert pages[int(number) - 1].startswith(title)
    assert pages[1].count("\n") >= 8


def test_the_numbers_are_those_of_the_report(client, manager):
    make_world(make_ventilator())
    report = client.get(reverse("maintenance:report-planned-export")).content.decode()

    kept = files_of(client.get(ZIP))["completion.csv"]

    by_month_and_risk = ("By month", "By risk class", "Table")
    lines = [line for line in report.splitlines() if line.startswith(by_month_and_risk)]
    assert kept.splitlines() == lines[: len(kept.splitlines())]
    assert "By risk class" in kept


def test_the_zip_has_all_rows_as_csv(client, manager):
    asset = make_ventilator(name="=cmd()")
    make_world(asset)

    files = files_of(client.get(ZIP))

    tags = {
        name: [row.get("Asset tag") for row in rows_of(files[name])]
        for name in files
        if name not in ("README.txt", "completion.csv", "instruments.csv")
    }
    assert tags.pop("not-accepted.csv")[-1] == "NEW-WO-LATE"
    assert {asset.asset_tag, "NEW-WO-LATE"} <= set(tags.pop("inventory.csv"))
    assert {name: set(found) for name, found in tags.items()} == {
        name: {asset.asset_tag} for name in tags
    }
    assert rows_of(files["high-risk.csv"])[0]["Name"] == "'=cmd()"
    assert rows_of(files["instruments.csv"])[0]["Code"] == "ESA-WO-LATE"
    assert rows_of(files["overdue-attempts.csv"])[0]["How it ended"].startswith(
        "In use"
    )
    assert files["README.txt"].startswith("Survey binder")


def test_an_empty_hospital_has_a_binder_that_says_so(client, manager):
    text, files = text_of(client.get(PDF)), files_of(client.get(ZIP))

    assert "None." in text
    assert "n/a" in text
    assert rows_of(files["inventory.csv"]) == []


def test_a_facility_and_a_year_can_be_chosen(client, manager):
    here, there = make_ventilator(), make_ventilator()

    text = text_of(client.get(PDF, {"facility": here.facility_id, "end": "2025-03"}))

    assert "1 Apr 2024 to 31 Mar 2025" in text
    assert here.asset_tag in text
    assert there.asset_tag not in text


def test_a_long_list_is_cut_and_says_so(client, manager, monkeypatch):
    monkeypatch.setattr(devices, "MOST_OF_INVENTORY", 2)
    for _ in range(4):
        make_asset()

    text = text_of(client.get(PDF))

    assert "shows the first 2 of 4. All are in inventory.csv" in text
    assert len(rows_of(files_of(client.get(ZIP))["inventory.csv"])) == 4


@pytest.mark.parametrize(
    "name", ["Помпа Ω ß", "輸液 مضخة 😀", "a\u202eb", "x" * 200, "(\\)%{nb}"]
)
def test_names_of_all_scripts_do_no_harm(name, client, manager):
    make_ventilator(name=name)

    text = text_of(client.get(PDF))

    if name.endswith("ß"):
        assert name in text
    assert "Ventilator" not in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"end": "soon"}, "Write year and month as 2026-10."),
        ({"end": "0008-01"}, "Choose a year from 1990 to 2150."),
        ({"end": "2149-01"}, "That month has not come yet."),
        ({"facility": "9" * 30}, "Choose one of the list."),
    ],
)
@pytest.mark.parametrize("address", [PDF, ZIP])
def test_what_is_not_understood_is_said_beside_the_field(
    address, asked, said, client, manager
):
    assertContains(client.get(address, asked), said, status_code=400)
    assertContains(client.get(PAGE, asked), said)
    assert not AuditLog.objects.filter(action="report.binder_made").exists()


def test_a_hundred_facilities_fit_above_each_page(client, manager):
    for number in range(100):
        make_facility(name=f"Hospital number {number} of a large organization")

    pages = pages_of(client.get(PDF))

    assert "Hospital number 99 of a large organization" in " ".join(pages[0].split())
    assert all("…" in page for page in pages)


def test_making_one_is_in_the_audit_log(client, manager):
    facility = make_facility()

    client.get(PDF, {"facility": facility.pk, "end": "2025-03"})
    client.get(ZIP)

    pdf, archive = AuditLog.objects.filter(action="report.binder_made").order_by("pk")
    assert pdf.actor_id == manager.pk
    assert pdf.facility_id == facility.pk
    assert pdf.payload["from"] == "2024-04-01"
    assert (pdf.payload["format"], archive.payload["format"]) == ("pdf", "zip")


def test_more_rows_cost_no_more_queries(client, manager):
    make_world(make_ventilator())
    queries_of(client)
    few = queries_of(client)
    for number in range(5):
        make_world(make_ventilator(), number=f"WO-{number}")

    assert queries_of(client) == few


def queries_of(client):
    with CaptureQueriesContext(connection) as queries:
        client.get(PDF)
    return len(queries)


def test_the_reports_lead_there(client, manager):
    assertContains(client.get(reverse("maintenance:report-overview")), PAGE)
