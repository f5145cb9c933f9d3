from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.assets import edit_asset, move_asset, register_asset
from equipment.actions.assignments import Handover, assign_asset, return_asset
from equipment.actions.attachments import Upload, attach_file
from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_category,
    make_department,
    make_device_model,
    make_facility,
    make_location,
    make_manager,
    make_manufacturer,
    make_nurse,
    make_technician,
)
from tests.files import picture, upload

MOST_QUERIES = 12


def page_of(client, asset, person, query=""):
    client.force_login(person)
    return client.get(asset.get_absolute_url() + query)


def text_of(response):
    return " ".join(response.content.decode().split())


def buttons_of(response):
    return [button.label for button in response.context["buttons"]]


# --- At a glance ------------------------------------------------------------------


def test_the_page_says_what_it_is_where_and_whose(client):
    department = make_department(name="Intensive Care")
    floor = make_location(facility=department.facility, name="Floor 3")
    room = make_location(parent=floor, name="Bed 4")
    asset = make_asset(
        facility=department.facility,
        name="Ventilator",
        manufacturer_name="Dräger",
        model_name="Evita",
        serial_number="ASCD-0042",
        udi_di="04012345678901",
        current_location=room,
        owner_department=department,
        responsible_person=make_manager(first_name="Ana", last_name="Ruiz"),
    )

    text = text_of(page_of(client, asset, make_technician()))

    for words in (
        "Dräger Evita",
        "ASCD-0042",
        "04012345678901",
        "Floor 3 › Bed 4",
        "Intensive Care",
        "Ana Ruiz",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("fields", "may_be_used", "reason"),
    [
        ({}, True, "ready and nobody has it"),
        ({"status_reason": "needs_cleaning"}, False, "has to be cleaned first"),
        ({"status": "maintenance", "status_reason": "repair"}, False, "Repair"),
        (
            {"status": "out_of_service", "status_reason": "recall_hold"},
            False,
            "Out of service: Recall hold",
        ),
        ({"accepted_at": None}, False, "acceptance inspection was not recorded"),
        ({"status": "retired", "status_reason": "sold"}, False, "Retired: Sold"),
    ],
)
def test_the_page_says_whether_it_may_be_used_and_why(
    client, fields, may_be_used, reason
):
    response = page_of(client, make_asset(**fields), make_nurse())

    assert response.context["verdict"].may_be_used == may_be_used
    assert reason in text_of(response)


def test_who_has_it_since_when_and_that_it_is_overdue(client):
    asset = make_asset()
    yesterday = timezone.now() - timedelta(days=1)
    to = Handover(
        room_label="Bed 4",
        started_at=yesterday - timedelta(days=2),
        expected_return_at=yesterday,
    )
    assign_asset(asset, to=to, by=make_technician())

    text = text_of(page_of(client, asset, make_nurse()))

    assert "Bed 4 has it since" in text
    assert "Bed 4 was to return it by" in text
    assert "Overdue" in text


def test_what_is_not_in_order_is_said_on_top(client):
    long_ago = date(2001, 2, 3)
    asset = make_asset(
        serial_number="N/A",
        next_service_due=long_ago,
        expires_on=long_ago,
        device_model=make_device_model(end_of_support_on=long_ago),
    )

    warnings = page_of(client, asset, make_nurse()).context["warnings"]

    assert warnings == [
        "Its service is overdue since 3 Feb 2001.",
        "It expired on 3 Feb 2001.",
        "The manufacturer's support ended on 3 Feb 2001.",
        "Doubtful serial number: Says that there is no serial number.",
    ]


def test_another_device_with_its_serial_number_is_named(client):
    asset = make_asset(serial_number="ASCD-0042")
    twin = make_asset(serial_number="ascd 0042", facility=asset.facility)
    make_asset(serial_number="ASCD-0042")  # somewhere else

    response = page_of(client, asset, make_technician(asset.facility))

    assert response.context["warnings"] == [f"{twin} has the same serial number."]


def test_its_system_and_its_parts_are_linked(client):
    system = make_asset(name="Monitor")
    module = make_asset(name="Module", parent_asset=system)
    person = make_technician()

    assert module.get_absolute_url() in text_of(page_of(client, system, person))
    assert system.get_absolute_url() in text_of(page_of(client, module, person))


def test_costs_are_for_those_who_may_see_them_also_in_the_timeline(client):
    asset = make_asset(purchase_cost=Decimal("77123.00"), currency="EUR")
    edit_asset(
        asset,
        changes={"purchase_cost": Decimal("77124.00"), "supplier": "Hush Ltd"},
        by=make_manager(),
    )

    assert "77,124.00 EUR" in text_of(page_of(client, asset, make_auditor()))
    for person in (make_nurse(), make_technician()):
        text = text_of(page_of(client, asset, person))
        assert "7712" not in text
        assert "77,12" not in text
        assert "Hush Ltd" not in text


@pytest.mark.parametrize(
    ("make_person", "fields", "buttons"),
    [
        (make_nurse, {}, ["Report a problem"]),
        (make_nurse, {"status_reason": "needs_cleaning"}, ["Mark as clean"]),
        (make_nurse, {"status": "retired", "status_reason": "sold"}, []),
        (make_auditor, {}, []),
        (
            make_technician,
            {},
            ["Assign", "Report a problem", "Move", "Change status", "Edit"],
        ),
        (make_technician, {"accepted_at": None}, ["Accept", "Move", "Edit"]),
        (
            make_manager,
            {"status": "maintenance", "status_reason": "repair"},
            ["Report a problem", "Move", "Change status", "Edit", "Retire"],
        ),
        (
            make_administrator,
            {"status": "retired", "status_reason": "sold"},
            ["Reinstate", "Edit"],
        ),
    ],
)
def test_the_buttons_are_those_of_the_role_and_the_status(
    client, make_person, fields, buttons
):
    found = buttons_of(page_of(client, make_asset(**fields), make_person()))

    assert [label for label in found if label in buttons] == buttons
    if not buttons:
        assert found == []


def test_what_somebody_has_is_returned_or_handed_on(client):
    asset = make_asset()
    assign_asset(asset, to=Handover(room_label="Bed 4"), by=make_technician())

    assert buttons_of(page_of(client, asset, make_nurse())) == [
        "Return",
        "Report a problem",
    ]
    assert "Hand on" in buttons_of(page_of(client, asset, make_technician()))


def test_every_button_leads_to_an_open_page(client):
    for fields in ({}, {"accepted_at": None}, {"status_reason": "needs_cleaning"}):
        response = page_of(client, make_asset(**fields), make_manager())
        for button in response.context["buttons"]:
            assert client.get(button.url).status_code == 200


def test_the_newest_photo_stands_beside_the_facts(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    asset, technician = make_asset(), make_technician()
    for size in ((40, 30), (50, 40)):
        photo = upload(picture(size=size), f"{size[0]}.png")
        latest = attach_file(asset, Upload(photo, "photo"), by=technician)

    text = text_of(page_of(client, asset, technician))

    assert reverse("equipment:attachment-thumbnail", args=[latest.pk]) in text


# --- What happened ----------------------------------------------------------------


def make_eventful_asset(moves=3):
    asset = make_asset()
    manager = make_manager(first_name="Ana", last_name="Ruiz")
    for _ in range(moves):
        move_asset(
            asset,
            to=make_location(facility=asset.facility),
            by=manager,
            reason="Round trip",
        )
    assign_asset(asset, to=Handover(room_label="Bed 4"), by=manager)
    return_asset(asset, condition="ok", by=manager)
    asset.refresh_from_db()
    return asset


@pytest.mark.parametrize("moves", [1, 40])
def test_the_page_costs_the_same_however_much_happened(
    client, moves, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    asset = make_eventful_asset(moves)
    for number in range(moves // 4):
        make_asset(parent_asset=asset)
        file = upload(b"%PDF-1.7 " + bytes([number]))
        attach_file(asset, Upload(file, "manual"), by=make_technician())
    person = make_technician(asset.facility)
    page_of(client, asset, person)

    with CaptureQueriesContext(connection) as queries:
        client.get(asset.get_absolute_url())

    assert len(queries) <= MOST_QUERIES


def test_the_timeline_says_who_did_what_and_what_differs(client):
    asset = make_eventful_asset(moves=1)

    text = text_of(page_of(client, asset, make_nurse()))

    for words in (
        "Moved to Room",
        "Ana Ruiz: “Round trip”",
        "Handed over to Bed 4",
        "Returned",
        "Status</dt>",
    ):
        assert words in text


def test_addresses_and_request_ids_are_for_readers_of_the_audit_log(client):
    asset = make_asset(accepted_at=None)
    client.force_login(make_technician(asset.facility))
    url = reverse("equipment:asset-accept", args=[asset.pk])
    sent = {"HTTP_X_REQUEST_ID": "request-42", "REMOTE_ADDR": "10.9.8.7"}
    client.post(url, {"version": 1, "evidence": "P 7"}, **sent)

    assert "10.9.8.7 request-42" in text_of(page_of(client, asset, make_auditor()))
    for person in (make_nurse(), make_technician()):
        text = text_of(page_of(client, asset, person))
        assert "10.9.8.7" not in text
        assert "request-42" not in text


def test_older_deeds_are_a_page_further(client):
    asset = make_eventful_asset(moves=40)
    response = page_of(client, asset, make_nurse())
    assert "Registered" not in text_of(response)

    older = next(
        p["older"] for p in response.context["panels"] if p["id"] == "timeline"
    )
    text = text_of(client.get(f"{asset.get_absolute_url()}?before={older}"))

    assert "Latest" in text


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣", "%00"])
def test_a_page_of_the_timeline_that_does_not_exist_is_the_first(client, before):
    response = page_of(client, make_asset(), make_nurse(), f"?before={before}")

    assert response.status_code in (200, 400)


def test_where_it_stood_and_who_had_it_are_listed(client):
    asset = make_eventful_asset(moves=2)

    panels = {
        p["id"]: p for p in page_of(client, asset, make_nurse()).context["panels"]
    }

    assert len(panels["places"]["stays"]) == 3
    assert panels["places"]["stays"][0].history_change_reason == "Round trip"
    assert [a.holder for a in panels["holders"]["assignments"]] == ["Bed 4"]


def test_a_change_of_something_else_is_no_change_of_place(client):
    asset = make_asset()
    for notes in ("One", "Two"):
        edit_asset(asset, changes={"notes": notes}, by=make_manager())

    panels = {
        p["id"]: p for p in page_of(client, asset, make_nurse()).context["panels"]
    }

    assert len(panels["places"]["stays"]) == 1


# --- By its tag -------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["bme-9/1", "BME-9/1"])
def test_the_code_on_the_label_opens_the_page(client, tag):
    asset = make_asset(asset_tag="BME-9/1")
    client.force_login(make_nurse())

    assert client.get(f"/a/{tag}").url == asset.get_absolute_url()


@pytest.mark.parametrize("tag", ["NOBODY", "x" * 3000, "%F0%9F%8F%A5", "<b>"])
def test_an_unknown_tag_gets_a_sentence_and_a_search(client, tag):
    client.force_login(make_nurse())

    response = client.get(f"/a/{tag}")

    assert response.status_code == 404
    assert "Compare the tag with the label" in text_of(response)


def test_a_tag_out_of_sight_is_unknown(client):
    asset = make_asset()
    client.force_login(make_nurse(make_facility()))

    assert client.get(f"/a/{asset.asset_tag}").status_code == 404


# --- Registering ------------------------------------------------------------------


def register(client, facility, **data):
    well = {
        "facility": facility.pk,
        "asset_tag": "NEW-1",
        "name": "Pump",
        "model_name": "Agilia",
        "ownership": "owned",
        "serial_number": "SX-1234",
    }
    if "category" not in data:
        well["category"] = make_category().pk
    return client.post(reverse("equipment:asset-add"), well | data)


def test_a_technician_registers_a_device(client):
    facility = make_facility()
    client.force_login(make_technician(facility))

    response = register(client, facility)

    asset = Asset.objects.get()
    assert response.url == asset.get_absolute_url()
    assert asset.status == AssetStatus.OUT_OF_SERVICE


def test_a_model_of_the_catalogue_fills_in_what_is_left_open(client):
    facility = make_facility()
    model = make_device_model(
        manufacturer=make_manufacturer(name="Dräger"),
        name="Evita V500",
        is_life_support=True,
    )
    client.force_login(make_technician(facility))

    register(
        client,
        facility,
        device_model="drager evita v500",
        category="",
        name="",
        model_name="",
    )

    asset = Asset.objects.get()
    assert (asset.name, asset.category) == ("Dräger Evita V500", model.category)
    assert (asset.is_life_support, asset.criticality) == (True, "critical")


def test_a_model_chosen_above_the_form_fills_the_form(client):
    model = make_device_model(name="Evita V500", stores_patient_data=True)
    client.force_login(make_technician(make_facility()))

    response = client.get(reverse("equipment:asset-add"), {"model": "evita v500"})

    form = response.context["form"]
    assert form["model_name"].value() == "Evita V500"
    assert form["category"].value() == model.category_id
    assert form["stores_patient_data"].value() is True


@pytest.mark.parametrize("model", ["nobody makes this", "x" * 9000, "\0"])
def test_an_unknown_model_above_the_form_leaves_it_open(client, model):
    client.force_login(make_technician(make_facility()))

    response = client.get(reverse("equipment:asset-add"), {"model": model})

    assert response.status_code in (200, 400)


def test_without_a_model_the_category_is_asked_for(client):
    facility = make_facility()
    client.force_login(make_technician(facility))

    response = register(client, facility, category="", model_name="")

    assert response.context["form"].errors == {
        "category": ["Choose the category, or a model of the catalogue."],
        "model_name": ["Write the model, or choose one of the catalogue."],
    }


def test_the_next_free_tag_is_proposed(client):
    facility = make_facility()
    make_asset(facility=facility, asset_tag="BME-0009")
    make_asset(asset_tag="BME-0041")
    client.force_login(make_technician(facility))

    form = client.get(reverse("equipment:asset-add")).context["form"]

    assert form["asset_tag"].value() == "BME-0042"


def test_a_tag_that_is_taken_is_refused_beside_it(client):
    asset = make_asset(asset_tag="new-1")
    client.force_login(make_technician(asset.facility))

    response = register(client, asset.facility)

    assert response.context["form"].errors == {
        "asset_tag": ["Another asset has this tag."]
    }


def test_a_serial_number_that_another_device_has_is_asked_about_once(client):
    asset = make_asset(serial_number="SX 1234")
    client.force_login(make_technician(asset.facility))

    response = register(client, asset.facility)
    [refusal] = response.context["form"].errors["serial_number"]
    assert refusal.startswith(f"{asset} has this serial number already.")
    assert "is_other_device" in text_of(response)

    assert register(client, asset.facility, is_other_device="on").status_code == 302
    assert Asset.objects.count() == 2


def test_a_place_is_found_by_its_path_and_must_fit_the_facility(client):
    facility = make_facility()
    room = make_location(parent=make_location(facility=facility, name="ICU"), name="3")
    client.force_login(make_technician())

    response = register(client, make_facility(), current_location="ICU > 3")
    assert "another facility" in str(response.context["form"].errors)

    register(client, facility, current_location="icu > 3")
    assert Asset.objects.get().current_location == room


def test_costs_and_risk_are_asked_of_those_who_may_write_them(client):
    client.force_login(make_technician(make_facility()))
    fields = client.get(reverse("equipment:asset-add")).context["form"].fields
    assert not {"purchase_cost", "criticality", "risk_class"} & fields.keys()
    assert {"serial_number", "asset_tag"} <= fields.keys()

    client.force_login(make_manager(make_facility()))
    fields = client.get(reverse("equipment:asset-add")).context["form"].fields
    assert {"purchase_cost", "criticality", "risk_class"} <= fields.keys()


def test_only_places_of_work_are_offered(client):
    own, _ = make_facility(), make_facility()
    client.force_login(make_technician(own))

    form = client.get(reverse("equipment:asset-add")).context["form"]

    assert list(form.fields["facility"].queryset) == [own]


# --- Editing ----------------------------------------------------------------------


def edit(client, asset, **data):
    url = reverse("equipment:asset-edit", args=[asset.pk])
    form = client.get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    return client.post(url, sent | data)


def actions_about(asset):
    return {entry.action: entry.payload for entry in AuditLog.objects.about(asset)}


def test_a_form_sent_as_it_was_shown_changes_nothing(client):
    asset = make_asset(
        device_model=make_device_model(),
        responsible_person=make_manager(first_name="Ana"),
        parent_asset=make_asset(),
        purchase_date=date(2020, 1, 2),
        purchase_cost=Decimal("10.50"),
        currency="EUR",
        notes="One\nTwo",
        is_networked=True,
        criticality="low",
    )
    client.force_login(make_manager())

    # As browsers send line breaks.
    response = edit(client, asset, notes="One\r\nTwo")

    assert response.status_code == 302
    assert "asset.edited" not in actions_about(asset)


def test_an_edit_keeps_what_it_did_not_show(client):
    asset = make_asset(purchase_cost=Decimal(9), criticality="low")
    client.force_login(make_technician())

    edit(client, asset, notes="Dented", reason="Seen on the round")

    asset.refresh_from_db()
    assert (asset.notes, asset.purchase_cost) == ("Dented", Decimal(9))


def test_roles_see_the_fields_that_they_may_edit(client):
    asset = make_asset()
    url = reverse("equipment:asset-edit", args=[asset.pk])

    client.force_login(make_technician())
    fields = client.get(url).context["form"].fields
    assert not {"asset_tag", "criticality", "purchase_cost"} & fields.keys()

    client.force_login(make_administrator())
    fields = client.get(url).context["form"].fields
    assert {"asset_tag", "purchase_cost"} <= fields.keys()
    assert "criticality" not in fields


def test_a_stale_edit_keeps_what_was_typed_and_takes_over_the_rest(client):
    asset = make_asset(notes="Old", name="Pump", criticality="low")
    client.force_login(make_manager(asset.facility))
    other = make_manager(first_name="Ana", last_name="Ruiz")
    url = reverse("equipment:asset-edit", args=[asset.pk])
    form = client.get(url).context["form"]
    sent = {
        n: form[n].value() for n in form.fields if form[n].value() not in (None, False)
    }
    edit_asset(asset, changes={"notes": "Theirs", "hostname": "vent-7"}, by=other)

    response = client.post(url, sent | {"notes": "Mine", "name": "Infusion pump"})

    assert response.status_code == 412
    form = response.context["form"]
    assert form["notes"].value() == "Mine"
    assert form["name"].value() == "Infusion pump"
    assert form["hostname"].value() == "vent-7"
    [clash] = response.context["clashes"]
    assert (clash.stored, clash.typed) == ("Theirs", "Mine")
    assert "Ana Ruiz changed this at" in text_of(response)
    asset.refresh_from_db()
    assert (asset.notes, asset.name) == ("Theirs", "Pump")


def test_a_device_of_a_department_out_of_sight_keeps_it(client):
    department = make_department()
    asset = make_asset(owner_department=department, criticality="low")
    client.force_login(make_manager(asset.facility))

    edit(client, asset, notes="New")

    asset.refresh_from_db()
    assert (asset.owner_department, asset.notes) == (department, "New")


def test_a_registered_asset_is_found_by_its_tag(client):
    asset = register_asset(
        Asset(
            facility=make_facility(),
            asset_tag="Q-7",
            name="Pump",
            category=make_category(),
            model_name="Agilia",
        ),
        by=make_manager(),
    )
    client.force_login(make_technician())

    assert client.get("/a/q-7").url == asset.get_absolute_url()
