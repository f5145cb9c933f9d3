from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from maintenance.models import FacilityPolicy, Inspection, WorkOrder
from tests.factories import (
    make_asset,
    make_nurse,
    make_plan,
    make_technician,
    make_work_order,
    saved,
)

IN_STORE = {
    "status": AssetStatus.OUT_OF_SERVICE,
    "status_reason": StatusReason.STORAGE,
}


def status_page(client, asset):
    return client.get(reverse("equipment:asset-status", args=[asset.pk]))


def test_a_device_from_the_store_is_inspected_in_two_taps_and_released(client):
    asset = make_asset(**IN_STORE)
    client.force_login(make_technician())
    page = status_page(client, asset).content.decode()
    inspect = reverse("maintenance:inspection-add", args=[asset.pk])
    assert f'action="{inspect}"' in page
    assert 'name="kind" value="ad_hoc"' in page

    begun = client.post(inspect, {"kind": "ad_hoc"})
    sign = reverse("maintenance:inspection-sign", args=[Inspection.objects.get().pk])
    assert begun.url == sign
    signed = client.post(sign, {"status": "passed"}, follow=True)

    change = reverse("equipment:asset-status", args=[asset.pk])
    assert f'href="{change}?to=available"' in signed.content.decode()
    client.post(change, {"to": "available", "version": asset.version})
    assert Asset.objects.get().status == AssetStatus.AVAILABLE


def test_what_came_due_in_the_store_is_begun_from_the_refusal(client):
    asset = make_asset(risk_class=RiskClass.HIGH, **IN_STORE)
    plan = make_plan(asset=asset, next_due_on=timezone.localdate() - timedelta(days=40))
    client.force_login(make_technician())
    inspect = reverse("maintenance:inspection-add", args=[asset.pk])
    client.post(inspect, {"kind": "ad_hoc"})
    inspection = Inspection.objects.get()
    signing = reverse("maintenance:inspection-sign", args=[inspection.pk])

    page = client.post(signing, {"status": "passed"}, follow=True).content.decode()
    begin = reverse("maintenance:plan-begin", args=[plan.pk])
    assert f'action="{begin}"' in page

    answer = client.post(begin)
    order = WorkOrder.objects.get(plan=plan)
    assert answer.url == reverse("maintenance:check-fill", args=[order.pk])


def test_the_page_of_a_plan_lets_begin_what_is_due(client):
    past = timezone.localdate() - timedelta(days=1)
    due, later = make_plan(next_due_on=past), make_plan()
    client.force_login(make_technician())

    def is_offered(plan):
        begin = reverse("maintenance:plan-begin", args=[plan.pk])
        page = client.get(plan.get_absolute_url()).content.decode()
        return f'action="{begin}"' in page

    assert is_offered(due)
    assert not is_offered(later)
    client.post(reverse("maintenance:plan-begin", args=[due.pk]))
    assert not is_offered(due)


def test_work_that_is_not_due_is_refused_on_the_page_of_the_plan(client):
    plan = make_plan()
    client.force_login(make_technician())

    answer = client.post(reverse("maintenance:plan-begin", args=[plan.pk]), follow=True)

    assert "is not due" in answer.content.decode()
    assert not WorkOrder.objects.exists()


def test_a_device_in_maintenance_leads_to_the_record_of_its_repair(client):
    asset = make_asset(
        status=AssetStatus.MAINTENANCE, status_reason=StatusReason.REPAIR
    )
    order = make_work_order(asset=asset)
    client.force_login(make_technician())

    page = status_page(client, asset).content.decode()

    assert reverse("maintenance:check-fill", args=[order.pk]) in page
    assert f"Record {order.number}" in page


def test_a_new_device_is_accepted_by_its_inspection(client):
    asset = make_asset(accepted_at=None)
    accept = reverse("maintenance:inspection-add", args=[asset.pk])
    accept = f"{accept}?kind=acceptance"
    client.force_login(make_technician())

    page = client.get(asset.get_absolute_url())

    first = page.context["buttons"][0]
    assert (first.label, first.url) == ("Accept", accept)
    client.force_login(make_nurse())
    page = client.get(asset.get_absolute_url())
    assert accept not in page.content.decode()


def test_who_hands_out_an_overdue_high_risk_device_sees_it(client):
    asset = make_asset(risk_class=RiskClass.HIGH)
    past = timezone.localdate() - timedelta(days=40)
    order = make_work_order(plan=make_plan(asset=asset), due_on=past, window_end=past)
    client.force_login(make_technician())
    page = reverse("equipment:asset-assign", args=[asset.pk])

    assert f"{order} should have been done by" in client.get(page).content.decode()
    saved(FacilityPolicy(facility=asset.facility, overdue_high_risk="block"))
    answer = client.post(page, {"room_label": "Bed 4", "version": asset.version})

    assert answer.status_code == 409
    assert Asset.objects.get().status == AssetStatus.AVAILABLE
