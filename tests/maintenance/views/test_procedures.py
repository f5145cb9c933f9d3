from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maintenance.actions.procedures import publish_version
from maintenance.models import Procedure
from tests.factories import make_manager, make_plan, make_procedure, make_technician

LIST = reverse("maintenance:procedure-list")


def url(verb, procedure):
    return reverse(f"maintenance:procedure-{verb}", args=[procedure.pk])


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def sent(page, **changes):
    """What the form of `page` would send, with `changes`."""
    rows = page.context["rows"]
    data = {
        "item-TOTAL_FORMS": len(rows.forms),
        "item-INITIAL_FORMS": len(rows.forms),
        "based_on": page.context["form"]["based_on"].value(),
        "change_note": "",
        "pasted": "",
        "do": "publish",
    }
    for row in rows:
        for field in row:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = "on" if value is True else value
    return data | changes


def test_procedures_are_found_by_name_and_code(client, manager):
    make_procedure(name="Ventilator, yearly")
    make_procedure(name="Infusion pump")

    page = client.get(LIST, {"search": "ventil"}).content.decode()

    assert "Ventilator, yearly" in page
    assert "Infusion pump" not in page


def test_a_list_of_20_takes_as_many_queries_as_one_of_1(client, manager):
    make_procedure()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(20):
        make_procedure()

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(one)


def test_a_procedure_shows_its_versions_and_what_they_changed(client, manager):
    procedure = make_procedure()
    publish_version(procedure, items=["Alarm"], note="Shorter", by=manager)
    make_plan(procedure=procedure)

    page = client.get(url("detail", procedure)).content.decode()

    assert "What version 2 changed from version 1" in page
    assert "Removed: Housing is undamaged" in page
    assert "1 plan" in page
    first = client.get(f"{url('detail', procedure)}?version=1").content.decode()
    assert "Flow at 10 l/min" in first


def test_a_version_that_is_not_there_shows_the_current_one(client, manager):
    answer = client.get(f"{url('detail', make_procedure())}?version=99")

    assert answer.context["shown"].number == 1


def test_a_procedure_is_added_and_then_gets_its_checklist(client, manager):
    said = {"code": "P-9", "name": "Check", "work_type": "pm", "is_active": "on"}

    answer = client.post(reverse("maintenance:procedure-add"), said)

    procedure = Procedure.objects.get()
    assert answer.url == url("items", procedure)


def test_a_code_that_another_has_is_refused_in_words(client, manager):
    make_procedure(code="P-9")
    said = {"code": "p-9", "name": "Check", "work_type": "pm"}

    answer = client.post(reverse("maintenance:procedure-add"), said)

    assert "Another procedure has this code." in answer.content.decode()


def test_a_procedure_is_changed(client, manager):
    procedure = make_procedure()
    said = {"code": procedure.code, "name": "New name", "work_type": "est"}

    client.post(url("edit", procedure), said)

    procedure.refresh_from_db()
    assert (procedure.name, procedure.is_active) == ("New name", False)


# --- The table of items -----------------------------------------------------------


def test_five_rows_are_added_and_nothing_is_published(client, manager):
    procedure = make_procedure()
    page = client.get(url("items", procedure))
    assert len(page.context["rows"].forms) == 7

    said = sent(page, do="more", **{"item-2-label": "Alarm", "item-2-place": "5"})
    page = client.post(url("items", procedure), said)

    rows = page.context["rows"]
    assert len(rows.forms) == 8
    assert [row["label"].value() for row in rows][:2] == [
        "Alarm",
        "Housing is undamaged",
    ]
    assert [row["place"].value() for row in rows][:3] == [10, 20, 30]
    assert procedure.versions.count() == 1


def test_items_are_changed_added_moved_and_left_out(client, manager):
    procedure = make_procedure()
    page = client.get(url("items", procedure))
    said = sent(
        page,
        change_note="Closer limits",
        **{
            "item-0-label": "",
            "item-1-max": "10,5",
            "item-2-label": "Battery holds 30 min",
            "item-2-place": "1",
        },
    )

    answer = client.post(url("items", procedure), said)

    assert answer.url == url("detail", procedure)
    version = procedure.versions.first()
    battery, flow = version.checklist()
    assert (battery.label, flow.key) == ("Battery holds 30 min", "flow")
    assert str(flow.max) == "10.5"
    assert version.change_note == "Closer limits"


def test_what_the_table_does_not_show_is_kept(client, manager):
    item = {
        "key": "o2",
        "label": "Oxygen",
        "type": "numeric",
        "nominal": 50,
        "tolerance": 3,
        "tol_type": "percent",
        "fail_action": "Change the cell",
        "evidence_required": True,
    }
    procedure = make_procedure(items=[item])
    page = client.get(url("items", procedure))

    said = sent(page, change_note="Words", **{"item-0-label": "Oxygen cell"})
    client.post(url("items", procedure), said)

    (oxygen,) = procedure.versions.first().checklist()
    assert oxygen.label == "Oxygen cell"
    assert (oxygen.tol_type, oxygen.fail_action) == ("percent", "Change the cell")
    assert oxygen.evidence_required


@pytest.mark.parametrize(
    "pasted", ["Housing\nAlarm\n", json.dumps(["Housing", {"label": "Alarm"}])]
)
def test_a_list_is_pasted(client, manager, pasted):
    procedure = make_procedure()
    page = client.get(url("items", procedure))

    client.post(url("items", procedure), sent(page, change_note="New", pasted=pasted))

    items = procedure.versions.first().checklist()
    assert [item.label for item in items] == ["Housing", "Alarm"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "Nothing differs from version 1"),
        ({"change_note": "", "item-0-label": "Case"}, "Say what is new"),
        ({"item-1-min": "many"}, "not a number"),
        ({"item-1-min": "99"}, "lower limit is above"),
        ({"item-1-key": "a b"}, "small letters"),
        ({"item-0-label": "x" * 10_000}, "at most"),
        ({"item-0-label": "a\0b"}, "Null characters"),
        ({"item-0-place": "first"}, "number"),
        ({"item-0-type": "song"}, "song"),
        ({"pasted": "[1, 2"}, "no JSON list"),
        ({"item-TOTAL_FORMS": "x"}, "Correct the rows"),
    ],
)
def test_what_cannot_be_published_is_said_in_words(client, manager, wrong, sentence):
    procedure = make_procedure()
    page = client.get(url("items", procedure))

    answer = client.post(url("items", procedure), sent(page, change_note="x") | wrong)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert procedure.versions.count() == 1


def test_what_somebody_else_published_meanwhile_is_not_overwritten(client, manager):
    procedure = make_procedure()
    page = client.get(url("items", procedure))
    publish_version(procedure, items=["Alarm"], note="Shorter", by=manager)

    said = sent(page, change_note="Mine", **{"item-0-label": "Case"})
    answer = client.post(url("items", procedure), said)

    assert answer.status_code == 412
    assert "Version 2 was published" in answer.content.decode()


def test_a_technician_reads_and_changes_nothing(client):
    client.force_login(make_technician())
    procedure = make_procedure()

    assert client.get(url("detail", procedure)).status_code == 200
    assert client.get(url("items", procedure)).status_code == 403
    assert client.get(reverse("maintenance:procedure-add")).status_code == 403
