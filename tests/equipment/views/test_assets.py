from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import AuditLog
from equipment.actions.assets import edit_asset, register_asset
from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from tests.factories import (
    make_administrator,
    make_asset,
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


def text_of(response):
    return " ".join(response.content.decode().split())


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
