from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditLog
from audit.saving import save
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
)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client():
    return signed_in(make_administrator())


def url(name, *args):
    return reverse(f"admin:equipment_asset_{name}", args=args)


def errors(response):
    return dict(response.context["adminform"].form.errors)


def form_of(client, asset):
    """What a browser would send back if nothing was typed."""
    form = client.get(url("change", asset.pk)).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {k: v for k, v in values.items() if v not in (None, False)}


def new(**fields):
    return {
        "asset_tag": "NEW-1",
        "name": "Ventilator",
        "model_name": "V500",
        "category": make_category().pk,
        "risk_class": "non_high",
        "ownership": "owned",
    } | fields


# --- Registering --------------------------------------------------------------------


def test_a_new_asset_is_registered_and_waits_for_acceptance(client):
    hospital = make_facility()

    response = client.post(url("add"), new(facility=hospital.pk))

    assert response.status_code == 302
    asset = Asset.objects.get()
    assert asset.status == AssetStatus.OUT_OF_SERVICE
    assert asset.criticality == "low"
    entry = AuditLog.objects.about(asset).get()
    assert (entry.action, entry.source) == ("asset.registered", "admin")


def test_what_is_left_empty_comes_from_the_model(client):
    model = make_device_model(name="Evita V800", is_life_support=True)
    form = new(facility=make_facility().pk, device_model=model.pk)
    del form["name"], form["model_name"]

    client.post(url("add"), form)

    asset = Asset.objects.get()
    assert (asset.manufacturer, asset.model_name) == (model.manufacturer, "Evita V800")
    assert asset.criticality == "critical"


def test_a_model_that_is_neither_named_nor_chosen_is_asked_for(client):
    form = new(facility=make_facility().pk)
    del form["model_name"]

    response = client.post(url("add"), form)

    assert list(errors(response)) == ["model_name"]


def test_a_facility_that_is_not_operational_takes_no_asset(client):
    closed = make_facility(is_operational=False)

    response = client.post(url("add"), new(facility=closed.pk))

    assert "takes no assets" in errors(response)["facility"][0]
    assert not Asset.objects.exists()


def test_a_tag_that_is_taken_is_a_sentence(client):
    make_asset(asset_tag="NEW-1")

    response = client.post(
        url("add"), new(facility=make_facility().pk, asset_tag="new-1")
    )

    assert errors(response) == {"__all__": ["Another asset has this tag."]}


# --- Editing ------------------------------------------------------------------------


def test_an_edit_is_recorded_once_with_what_changed(client):
    asset = make_asset()

    response = client.post(
        url("change", asset.pk), form_of(client, asset) | {"notes": "Display cracked"}
    )

    assert response.status_code == 302, errors(response)
    entry = AuditLog.objects.about(asset).order_by("-pk").first()
    assert (entry.action, entry.source) == ("asset.edited", "admin")
    assert entry.payload == {"notes": ["", "Display cracked"]}


def test_a_form_sent_back_untouched_leaves_no_trace(client):
    asset = make_asset()

    client.post(url("change", asset.pk), form_of(client, asset))

    assert AuditLog.objects.about(asset).count() == 1


def test_what_the_asset_lives_through_is_not_edited(client):
    asset = make_asset()
    form = form_of(client, asset)
    assert {"status", "current_location", "facility", "accepted_at"}.isdisjoint(form)

    client.post(
        url("change", asset.pk),
        form | {"status": "retired", "current_location": make_location().pk},
    )

    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE


def test_an_administrator_does_not_change_the_risk(client):
    asset = make_asset()

    client.post(
        url("change", asset.pk), form_of(client, asset) | {"criticality": "low"}
    )

    asset.refresh_from_db()
    assert asset.criticality == "medium"


def test_a_form_opened_before_a_move_is_refused(client):
    asset = make_asset()
    form = form_of(client, asset)
    asset.notes = "Somebody else was here"
    save(asset, by=None, action="asset.edited")

    response = client.post(url("change", asset.pk), form | {"notes": "Mine"})

    assert response.status_code == 412
    asset.refresh_from_db()
    assert asset.notes == "Somebody else was here"


def test_a_department_of_the_own_reach_does_not_open_a_foreign_asset():
    ward, foreign = make_department(), make_asset()
    client = signed_in(make_administrator(ward))

    response = client.post(url("change", foreign.pk), {"owner_department": ward.pk})

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purchase_cost", "-5"),
        ("purchase_date", "0008-02-03"),
        ("purchase_date", "31.31.2020"),
        ("asset_tag", "t" * 10_000),
        ("name", "a\0b"),
        ("mac_address", "00-11"),
        ("ip_address", "300.1.1.1"),
        ("currency", "€"),
        ("replacement_planned_year", "8"),
        ("parent_asset", "424242"),
        ("responsible_person", "9" * 30),
    ],
)
def test_bad_input_is_a_sentence_beside_its_field(client, field, value):
    asset = make_asset()

    response = client.post(
        url("change", asset.pk), form_of(client, asset) | {field: value}
    )

    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert AuditLog.objects.about(asset).count() == 1


def test_dates_in_the_wrong_order_are_a_sentence(client):
    asset = make_asset(purchase_date="2020-05-01")

    response = client.post(
        url("change", asset.pk),
        form_of(client, asset) | {"warranty_ends_on": "2019-05-01"},
    )

    assert "warranty cannot end" in str(errors(response))


def test_an_asset_cannot_be_a_part_of_itself(client):
    asset = make_asset()
    part = make_asset(parent_asset=asset)

    response = client.post(
        url("change", asset.pk), form_of(client, asset) | {"parent_asset": part.pk}
    )

    assert "part of itself" in str(errors(response))


# --- Finding ------------------------------------------------------------------------


def test_the_list_finds_by_any_part_of_any_name(client):
    found = make_asset(serial_number="HX-77-0815")
    other = make_asset()

    page = client.get(url("changelist"), {"q": "77-08"}).content.decode()

    assert found.asset_tag in page
    assert other.asset_tag not in page


@pytest.mark.parametrize("text", ['"', "' OR 1=1", "%", "💉", "x" * 10_000, "\u202e"])
def test_odd_text_to_find_breaks_nothing(client, text):
    make_asset()

    assert client.get(url("changelist"), {"q": text}).status_code == 200


def test_the_list_costs_as_many_queries_for_many_assets_as_for_one(
    client, django_assert_max_num_queries
):
    client.get(url("changelist"))
    for _ in range(20):
        make_asset()

    with django_assert_max_num_queries(9):
        client.get(url("changelist"))


def test_a_local_administrator_lists_the_own_assets():
    here, elsewhere = make_asset(), make_asset()

    page = signed_in(make_administrator(here.facility)).get(url("changelist"))

    assert here.asset_tag in page.content.decode()
    assert elsewhere.asset_tag not in page.content.decode()
    assert elsewhere.facility.name not in page.content.decode()
