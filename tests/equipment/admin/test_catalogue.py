from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from audit.models import AuditLog
from equipment.models import DeviceModel, Manufacturer
from tests.factories import (
    make_administrator,
    make_auditor,
    make_category,
    make_device_model,
    make_manager,
    make_manufacturer,
)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client():
    return signed_in(make_administrator())


def url(name, *args):
    return reverse(f"admin:equipment_{name}", args=args)


def errors(response):
    return dict(response.context["adminform"].form.errors)


def test_a_maker_is_added_and_recorded_once(client):
    client.post(url("manufacturer_add"), {"name": "Dräger", "is_active": "on"})

    maker = Manufacturer.objects.get()
    entry = AuditLog.objects.about(maker).get()
    assert (entry.action, entry.source) == ("manufacturer.created", "admin")
    assert maker.history.count() == 1


def test_a_form_sent_without_a_change_leaves_no_trace(client):
    maker = make_manufacturer(name="Dräger")

    client.post(
        url("manufacturer_change", maker.pk), {"name": "Dräger", "is_active": "on"}
    )

    assert AuditLog.objects.about(maker).count() == 1
    assert maker.history.count() == 1


def test_a_name_that_is_taken_in_another_case_is_a_sentence(client):
    make_manufacturer(name="Draeger")

    response = client.post(url("manufacturer_add"), {"name": "DRAEGER"})

    assert errors(response) == {
        "__all__": ["There is a manufacturer of that name already."]
    }


def test_what_the_database_alone_refuses_is_a_sentence_too(client, monkeypatch):
    make_manufacturer(name="Draeger")
    monkeypatch.setattr(Manufacturer, "validate_constraints", lambda *a, **k: None)

    response = client.post(url("manufacturer_add"), {"name": "DRAEGER"})

    assert response.status_code == 200
    assert errors(response) == {
        "__all__": ["There is a manufacturer of that name already."]
    }


def test_a_model_is_added_with_its_maker_and_category(client):
    maker, category = make_manufacturer(), make_category()

    client.post(
        url("devicemodel_add"),
        {
            "manufacturer": maker.pk,
            "category": category.pk,
            "name": "Evita V800",
            "risk_class": "high",
            "em_function": "10",
            "em_physical_risk": "5",
            "em_maintenance": "4",
        },
    )

    assert DeviceModel.objects.get().em_number == 19


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("em_function", "1"),
        ("em_physical_risk", "-3"),
        ("list_price", "-0.01"),
        ("list_price", "NaN"),
        ("currency", "euro"),
        ("end_of_support_on", "0008-01-01"),
        ("gtin", "12345670x"),
        ("notes", "n" * 10_000),
        ("name", "\0"),
        ("manufacturer", "999999"),
        ("manufacturer", "9" * 30),
    ],
)
def test_bad_input_is_a_sentence_beside_its_field(client, field, value):
    form = {
        "manufacturer": make_manufacturer().pk,
        "category": make_category().pk,
        "name": "Evita",
        "risk_class": "high",
    }

    response = client.post(url("devicemodel_add"), form | {field: value})

    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert not DeviceModel.objects.exists()


@pytest.mark.parametrize("make", [make_manager, make_auditor])
def test_other_roles_do_not_come_into_the_admin_site(make):
    assert signed_in(make()).get(url("manufacturer_changelist")).status_code == 403


def test_nothing_is_deleted(client):
    maker = make_manufacturer()

    assert client.get(url("manufacturer_delete", maker.pk)).status_code == 403
    assert client.post(url("manufacturer_delete", maker.pk)).status_code == 403
    client.post(
        url("manufacturer_changelist"),
        {"action": "delete_selected", "_selected_action": maker.pk, "post": "yes"},
    )
    assert Manufacturer.objects.filter(pk=maker.pk).exists()


def test_the_history_shows_who_changed_what(client):
    maker = make_manufacturer(name="Dräger")
    client.post(url("manufacturer_change", maker.pk), {"name": "Draeger"})

    page = client.get(url("manufacturer_history", maker.pk)).content.decode()

    assert "Dräger" in page
    assert "Draeger" in page


def test_a_version_of_the_past_is_shown_but_never_restored(client):
    maker = make_manufacturer(name="Dräger")
    version = maker.history.first().pk
    client.post(url("manufacturer_change", maker.pk), {"name": "Draeger"})
    path = url("manufacturer_simple_history", maker.pk, version)

    page = client.get(path)
    assert page.status_code == 200
    assert b'type="submit"' not in page.content.split(b"submit-row")[-1]
    assert client.post(path, {"name": "Dräger"}).status_code == 403
    maker.refresh_from_db()
    assert maker.name == "Draeger"


def test_nothing_is_written_beside_the_audit_log(client):
    client.post(url("manufacturer_add"), {"name": "Dräger"})

    assert not LogEntry.objects.exists()


def test_an_inactive_maker_is_not_offered_any_more(client):
    make_manufacturer(name="Ohmeda", is_active=False)
    make_manufacturer(name="Ohmron")

    answer = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "equipment",
            "model_name": "devicemodel",
            "field_name": "manufacturer",
            "term": "ohm",
        },
    ).json()

    assert [each["text"] for each in answer["results"]] == ["Ohmron"]


def test_the_list_costs_as_many_queries_for_many_models_as_for_one(
    client, django_assert_max_num_queries
):
    client.get(url("devicemodel_changelist"))
    for _ in range(20):
        make_device_model()

    with django_assert_max_num_queries(8):
        client.get(url("devicemodel_changelist"))
