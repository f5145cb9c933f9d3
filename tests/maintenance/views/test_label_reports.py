from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from audit.models import AuditLog
from equipment.lifecycle import AssetStatus
from maintenance.models import WorkOrder
from tests.factories import make_asset, make_nurse

SAID = {"problem": "Smokes", "contact": "Kim, 4711"}


def url_of(asset):
    return reverse("maintenance:label-report", args=[asset.asset_tag])


@pytest.fixture
def allowed(settings):
    settings.REPORT_WITHOUT_SIGN_IN = True
    settings.LABEL_PAGE_FOR_STRANGERS = "maintenance:label-report"
    cache.clear()


def test_nothing_is_there_unless_the_hospital_wants_it(client):
    asset = make_asset()

    assert client.get(url_of(asset)).status_code == 404
    assert client.post(url_of(asset), SAID).status_code == 404
    label = client.get(f"/a/{asset.asset_tag}")
    assertRedirects(label, f"/accounts/login/?next=/a/{asset.asset_tag}")


def test_a_label_leads_to_the_name_and_whether_it_may_be_used(client, allowed):
    asset = make_asset(name="Ventilator", serial_number="SECRET1")

    response = client.get(f"/a/{asset.asset_tag}", follow=True)

    assertContains(response, "Ventilator")
    assertContains(response, "Yes")
    for hidden in ("SECRET1", asset.facility.name, asset.current_location.name):
        assertNotContains(response, hidden)


def test_a_stranger_reports_and_stops_nothing(client, allowed):
    asset = make_asset()

    response = client.post(url_of(asset), SAID | {"must_not_be_used": "on"})

    assertContains(response, "Biomedical engineering knows of it")
    order = WorkOrder.objects.get()
    assertNotContains(response, order.number)
    assert (order.requested_by, order.contact) == (None, "Kim, 4711")
    assert order.priority == "urgent"
    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE
    assert AuditLog.objects.about(order).get().address == "127.0.0.1"


def test_a_stranger_says_what_and_who(client, allowed):
    response = client.post(url_of(make_asset()), {})

    assertContains(response, "Say in a few words what is wrong.")
    assertContains(response, "Say whom we can ask about it.")


def test_one_device_is_not_reported_without_end(client, allowed):
    asset = make_asset()
    for _ in range(3):
        client.post(url_of(asset), SAID)

    assertContains(
        client.post(url_of(asset), SAID), "Call the workshop", status_code=409
    )


def test_one_address_reports_so_often_only(client, allowed):
    answers = [client.post(url_of(make_asset()), SAID) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


def test_who_has_signed_in_comes_to_the_device(client, allowed):
    asset = make_asset()
    client.force_login(make_nurse())

    response = client.get(url_of(asset), follow=True)

    assertContains(response, asset.serial_number)


@pytest.mark.parametrize("fields", [{"status": "retired", "status_reason": "sold"}])
def test_a_retired_device_is_not_repaired(client, allowed, fields):
    response = client.post(url_of(make_asset(**fields)), SAID)

    assertContains(response, "retired", status_code=409)
