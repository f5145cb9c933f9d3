from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditLog
from equipment.choices import AppliedPart, ProtectionClass
from equipment.lifecycle import AssetStatus
from maintenance.actions.inspections import Verdict, begin_inspection, sign_inspection
from maintenance.choices import InspectionStatus, InspectionType
from maintenance.models import Inspection
from tests.factories import (
    make_asset,
    make_auditor,
    make_facility,
    make_nurse,
    make_procedure,
    make_technician,
)


@pytest.fixture
def technician(client):
    person = make_technician()
    client.force_login(person)
    return person


def add(client, asset, **said):
    url = reverse("maintenance:inspection-add", args=[asset.pk])
    return client.post(url, said)


def make_inspection(*, by=None, asset=None, findings="All in order.", **said):
    person = by or make_technician()
    asset = asset or make_asset()
    inspection = begin_inspection(asset, kind=InspectionType.AD_HOC, by=person)
    wanted = Verdict(InspectionStatus.PASSED, findings=findings, **said)
    return sign_inspection(inspection, wanted=wanted, by=person).inspection


def test_a_new_device_is_accepted_by_its_inspection(client, technician):
    asset = make_asset(accepted_at=None)
    answer = add(client, asset, kind="acceptance")
    inspection = Inspection.objects.get()
    assert answer["Location"].endswith(f"/inspections/{inspection.pk}/sign/")

    client.post(answer["Location"], {"status": "passed", "findings": ""})

    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE


def test_an_electrical_safety_test_is_filled_in_by_the_limits(client, technician):
    asset = make_asset(protection_class=ProtectionClass.I, applied_part=AppliedPart.BF)

    answer = add(client, asset, kind="electrical_safety")

    page = client.get(answer["Location"]).content.decode()
    assert "Protective earth resistance" in page
    assert "At most 0.3 ohm" in page


def test_a_procedure_gives_the_checklist(client, technician):
    procedure = make_procedure()

    answer = add(client, make_asset(), kind="scheduled", procedure=procedure.pk)

    assert answer["Location"].endswith("/check/")
    assert Inspection.objects.get().procedure_version == procedure.current


def test_a_kind_has_to_be_chosen(client, technician):
    answer = add(client, make_asset(), kind="")

    assert "Choose what kind" in answer.content.decode()


def test_a_nurse_inspects_nothing(client):
    client.force_login(make_nurse())

    assert add(client, make_asset(), kind="ad_hoc").status_code == 403


def test_the_record_says_what_was_found_and_by_whom(client):
    inspection = make_inspection(by=make_technician(first_name="Ada"))
    client.force_login(make_nurse())

    page = client.get(inspection.get_absolute_url()).content.decode()

    assert "All in order." in page
    assert "Signed by Ada" in page


def test_the_list_is_filtered_by_device_result_and_day(client):
    inspection, other = make_inspection(), make_inspection()
    client.force_login(make_auditor())
    tag = inspection.asset.asset_tag
    url = reverse("maintenance:inspection-list")

    def found(**query):
        rows = client.get(url, query).context["page"].rows
        return {row.pk for row in rows}

    assert found() == {inspection.pk, other.pk}
    assert found(search=tag) == {inspection.pk}
    assert found(status="failed") == set()
    assert found(since=timezone.localdate().isoformat()) == {inspection.pk, other.pk}
    assert found(until="2001-01-01") == set()
    assert found(type="nonsense") == set()


def test_the_list_shows_only_what_one_may_see(client):
    make_inspection()
    client.force_login(make_technician(make_facility()))

    rows = client.get(reverse("maintenance:inspection-list")).context["page"].rows

    assert rows == []


def test_the_list_costs_the_same_for_one_row_and_for_twenty(client):
    client.force_login(make_auditor())
    url = reverse("maintenance:inspection-list")
    make_inspection()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(19):
        make_inspection()
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(one) == len(many)


def test_the_export_is_recorded_and_runs_no_formula(client):
    make_inspection(findings="=1+1")
    client.force_login(make_auditor())

    answer = client.get(reverse("maintenance:inspection-export"))

    text = b"".join(answer.streaming_content).decode()
    assert "'=1+1" in text
    assert AuditLog.objects.filter(action="inspection.exported").count() == 1


def test_the_asset_page_shows_the_last_checks(client):
    inspection = make_inspection()
    client.force_login(make_nurse())

    page = client.get(inspection.asset.get_absolute_url()).content.decode()

    assert inspection.get_absolute_url() in page
    assert "Inspect it" not in page
