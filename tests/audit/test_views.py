from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditLog
from audit.recording import record
from audit.saving import save
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_department_manager,
    make_facility,
    make_location,
    make_manager,
    make_manufacturer,
    make_nurse,
    make_technician,
)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def labels(response):
    return {each["entry"].entity_label for each in response.context["entries"]}


def edit(asset, *, by, **fields):
    for name, value in fields.items():
        setattr(asset, name, value)
    save(asset, by=by, action="asset.edited")
    return AuditLog.objects.about(asset).order_by("-pk").first()


# --- Who may read what --------------------------------------------------------------


def test_nobody_reads_without_signing_in(client):
    assert client.get("/audit/").status_code == 302


@pytest.mark.parametrize("make", [make_nurse, make_department_manager])
def test_a_role_without_the_right_is_refused(make):
    client = signed_in(make())

    for path in ("/audit/", "/audit/1/", "/audit/export/?format=csv"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("make", [make_administrator, make_auditor])
def test_administrators_and_auditors_read_everything(make):
    asset, maker = make_asset(), make_manufacturer()

    shown = labels(signed_in(make()).get("/audit/"))

    assert {str(asset), str(maker)} <= shown


def test_a_manager_reads_the_entries_of_the_own_facilities():
    here, elsewhere = make_asset(), make_asset()
    client = signed_in(make_manager(here.facility))

    shown = labels(client.get("/audit/"))

    assert str(here) in shown
    assert str(elsewhere) not in shown
    foreign = AuditLog.objects.about(elsewhere).first()
    assert client.get(foreign.get_absolute_url()).status_code == 404


def test_a_technician_reads_the_own_entries_alone():
    asset, technician = make_asset(), make_technician()
    mine = edit(asset, by=technician, notes="Mine")
    others = edit(asset, by=make_technician(), notes="Theirs")
    client = signed_in(technician)

    shown = {
        each["entry"].actor_id for each in client.get("/audit/").context["entries"]
    }

    assert shown == {technician.pk}
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(others.get_absolute_url()).status_code == 404
    assert client.get("/audit/export/?format=csv").status_code == 403


# --- The list -----------------------------------------------------------------------


def test_a_list_costs_as_many_queries_for_many_entries_as_for_one(
    django_assert_max_num_queries,
):
    make_asset()
    client = signed_in(make_auditor())
    client.get("/audit/")
    client.get("/audit/")
    for _ in range(20):
        make_asset()

    with django_assert_max_num_queries(8):
        response = client.get("/audit/")

    assert len(response.context["entries"]) == 50


def test_pages_follow_each_other_without_a_gap():
    for _ in range(30):
        make_asset()
    client = signed_in(make_auditor())

    first = client.get("/audit/").context
    second = client.get("/audit/", {"cursor": first["page"].next}).context

    ids = [each["entry"].pk for each in [*first["entries"], *second["entries"]]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 100


def test_a_filter_that_makes_no_sense_finds_nothing_and_says_why():
    make_asset()
    client = signed_in(make_auditor())

    response = client.get("/audit/", {"since": "yesterday", "source": "post"})

    assert response.status_code == 200
    assert response.context["entries"] == []
    assert set(response.context["filter"].errors) == {"since", "source"}


# --- One entry ----------------------------------------------------------------------


def test_an_entry_shows_what_changed_field_by_field():
    asset = make_asset()
    entry = edit(asset, by=make_technician(), notes="Display cracked")

    page = signed_in(make_auditor()).get(entry.get_absolute_url())

    [change] = page.context["changes"]
    assert (change.field, change.old, change.new) == ("Notes", "", "Display cracked")
    assert asset.asset_tag in page.content.decode()


def test_an_entry_leads_to_the_place_that_it_is_about():
    place = make_location()
    entry = AuditLog.objects.about(place).first()

    page = signed_in(make_auditor()).get(entry.get_absolute_url())

    assert page.context["url"] in ("", f"/locations/{place.pk}/")


@pytest.mark.parametrize(
    ("make", "may_open"), [(make_administrator, True), (make_manager, False)]
)
def test_an_entry_leads_only_to_pages_that_the_reader_may_open(make, may_open):
    reader, person = make(), make_nurse()
    record("person.corrected", entity=person, by=reader)

    page = signed_in(reader).get("/audit/?entity_type=accounts.user")

    assert (person.get_absolute_url() in page.content.decode()) is may_open


def test_costs_are_told_only_to_who_may_see_them():
    technician = make_technician()
    entry = edit(make_asset(), by=technician, purchase_cost="1200.00")

    mine = signed_in(technician).get(entry.get_absolute_url())
    auditors = signed_in(make_auditor()).get(entry.get_absolute_url())

    assert "1200" not in mine.content.decode()
    assert "1200" in auditors.content.decode()


@pytest.mark.parametrize("pk", [0, 999_999_999, 10**30])
def test_an_entry_that_does_not_exist_is_not_found(pk):
    assert signed_in(make_auditor()).get(f"/audit/{pk}/").status_code == 404


# --- Readers leave a trace ----------------------------------------------------------


def test_reading_is_recorded_with_what_was_sought():
    auditor = make_auditor()

    signed_in(auditor).get("/audit/", {"source": "page"})

    entry = AuditLog.objects.get(action="audit.read")
    assert (entry.actor, entry.payload) == (auditor, {"search": {"source": "page"}})


def test_turning_pages_is_one_reading():
    for _ in range(30):
        make_asset()
    client = signed_in(make_auditor())

    cursor = client.get("/audit/").context["page"].next
    client.get("/audit/", {"cursor": cursor})

    assert AuditLog.objects.filter(action="audit.read").count() == 1


def test_looking_for_something_else_is_another_reading(time_machine):
    time_machine.move_to(timezone.now())
    client = signed_in(make_auditor())

    client.get("/audit/", {"source": "page"})
    client.get("/audit/", {"source": "rest"})
    assert AuditLog.objects.filter(action="audit.read").count() == 2

    time_machine.shift(16 * 60)
    client.get("/audit/", {"source": "rest"})
    assert AuditLog.objects.filter(action="audit.read").count() == 3


def test_opening_one_entry_is_a_reading_too():
    entry = AuditLog.objects.about(make_asset()).first()

    signed_in(make_auditor()).get(entry.get_absolute_url())

    assert AuditLog.objects.get(action="audit.read").payload == {
        "search": {"entry": str(entry.pk)}
    }


# --- Export -------------------------------------------------------------------------


def test_an_export_holds_exactly_what_was_found_and_is_recorded():
    asset, auditor = make_asset(), make_auditor()
    edit(asset, by=auditor, notes="Checked")
    client = signed_in(auditor)
    sought = {"entity_type": "equipment.asset", "entity_id": str(asset.pk)}

    response = client.get("/audit/export/", sought | {"format": "jsonl"})

    lines = [json.loads(line) for line in response.getvalue().decode().splitlines()]
    assert [line["action"] for line in lines] == ["asset.created", "asset.edited"]
    assert "attachment" in response["Content-Disposition"]
    entry = AuditLog.objects.get(action="audit.exported")
    assert entry.payload == {"search": sought | {"format": "jsonl"}}


def test_an_export_does_not_hold_its_own_entry():
    make_asset()
    client = signed_in(make_auditor())

    content = client.get("/audit/export/?format=csv").getvalue().decode()

    assert "audit.exported" not in content
    assert "asset.created" in content


@pytest.mark.parametrize("query", ["", "format=exe", "format=csv&since=soon"])
def test_an_export_that_makes_no_sense_is_refused(query):
    client = signed_in(make_auditor())

    assert client.get(f"/audit/export/?{query}").status_code == 400
    assert not AuditLog.objects.filter(action="audit.exported").exists()


def test_a_manager_exports_the_own_facilities_alone():
    here, elsewhere = make_asset(), make_asset()

    client = signed_in(make_manager(here.facility))
    content = client.get("/audit/export/?format=csv").getvalue().decode()

    assert here.asset_tag in content
    assert elsewhere.asset_tag not in content


def test_a_filter_offers_only_the_own_facilities():
    here, elsewhere = make_facility(), make_facility()

    page = signed_in(make_manager(here)).get("/audit/").content.decode()

    assert here.name in page
    assert elsewhere.name not in page
