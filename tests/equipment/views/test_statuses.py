from __future__ import annotations

import pytest
from django.urls import reverse

from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.releases import Proof, Release
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Disposal
from tests.factories import (
    make_administrator,
    make_asset,
    make_manager,
    make_nurse,
    make_passed_inspection,
    make_technician,
)


def url_of(name, asset):
    return reverse(f"equipment:{name}", args=[asset.pk])


def send(client, name, asset, by, **data):
    client.force_login(by)
    return client.post(url_of(name, asset), {"version": asset.version} | data)


def offered(client, asset, by):
    client.force_login(by)
    form = client.get(url_of("asset-status", asset)).context["form"]
    return [value for value, _ in form.fields["to"].choices]


def test_only_statuses_that_may_follow_and_that_the_role_may_set_are_offered(client):
    asset = make_asset()

    assert offered(client, asset, make_technician()) == [
        "maintenance",
        "out_of_service",
    ]
    assert offered(client, asset, make_nurse()) == ["out_of_service"]


def test_the_reasons_are_those_of_the_statuses_offered(client):
    client.force_login(make_technician())

    form = client.get(url_of("asset-status", make_asset())).context["form"]

    groups = [label for label, _ in form.fields["reason"].choices[1:]]
    assert groups == ["Maintenance", "Out of service"]


def test_the_holder_can_keep_it_only_if_there_is_one(client):
    asset = make_asset()
    client.force_login(make_technician())
    form = client.get(url_of("asset-status", asset)).context["form"]
    assert "keeps_assignment" not in form.fields

    assign_asset(asset, to=Handover(room_label="Bed 4"), by=make_technician())
    form = client.get(url_of("asset-status", asset)).context["form"]
    assert "keeps_assignment" in form.fields


def test_a_release_that_nothing_supports_says_what_to_do(client):
    asset = make_asset(status="out_of_service", status_reason="storage")

    response = send(client, "asset-status", asset, make_technician(), to="available")

    assert response.status_code == 409
    page = response.content.decode()
    assert "nothing has shown since that it is fit" in page
    assert "Inspect it now" in page


def test_a_status_that_may_not_follow_any_more_is_a_conflict(client):
    asset = make_asset(status="maintenance", status_reason="repair")
    make_passed_inspection(asset)

    response = send(client, "asset-status", asset, make_technician(), to="in_use")

    assert response.status_code == 409
    assert "Nobody has it any more" in response.content.decode()


def retire(client, asset, by, **data):
    well = {
        "reason": "scrapped",
        "method": "scrap",
        "disposed_on": "2024-05-06",
        "authorised_by": by.username,
    }
    return send(client, "asset-retire", asset, by, **well | data)


def test_a_retirement_records_the_disposal(client):
    manager = make_manager()

    retire(client, make_asset(), manager, recipient="Scrap yard", proceeds="20")

    disposal = Disposal.objects.get()
    assert (disposal.recipient, disposal.authorised_by) == ("Scrap yard", manager)


def test_the_wiping_of_data_is_asked_of_what_stores_patient_data(client):
    asset, manager = make_asset(stores_patient_data=True), make_manager()

    response = retire(client, asset, manager)
    assert "say who wiped it" in str(response.context["form"].errors["data_wiped_by"])

    response = retire(client, asset, manager, data_wiped_by="Ana")
    assert "when and by which method" in str(response.context["form"].errors)

    client.force_login(manager)
    form = client.get(url_of("asset-retire", make_asset())).context["form"]
    assert "data_wiped_by" not in form.fields


def test_what_somebody_has_is_not_retired(client):
    asset = make_asset()
    assign_asset(asset, to=Handover(room_label="Bed 4"), by=make_technician())
    asset.refresh_from_db()

    response = retire(client, asset, make_manager())

    assert response.status_code == 409
    assert "Return it first" in response.content.decode()


def test_a_short_reason_reinstates_nothing(client):
    asset = make_asset(status="retired", status_reason="sold")

    response = send(
        client, "asset-reinstate", asset, make_administrator(), reason="Back"
    )

    assert list(response.context["form"].errors) == ["reason"]


@pytest.mark.parametrize(
    ("name", "make_person"),
    [
        ("asset-status", make_administrator),
        ("asset-retire", make_technician),
        ("asset-reinstate", make_manager),
        ("asset-assign", make_nurse),
    ],
)
def test_the_table_of_roles_holds_on_the_pages(client, name, make_person):
    asset = make_asset()
    client.force_login(make_person())

    response = client.get(url_of(name, asset))

    if name == "asset-status":
        # An administrator may stop a device, and nothing else of its status.
        assert offered(client, asset, make_person()) == ["out_of_service"]
    else:
        assert response.status_code == 403


# --- On the evidence of a check ---------------------------------------------------


def test_the_form_proposes_the_checks_that_the_device_has_passed(client, settings):
    settings.ASSET_RELEASE_OF = f"{__name__}.passed"
    client.force_login(make_technician())
    asset = make_asset(
        status=AssetStatus.MAINTENANCE, status_reason=StatusReason.REPAIR
    )

    page = client.get(reverse("equipment:asset-status", args=[asset.pk]))

    offered = page.context["form"].fields["evidence"].choices
    assert offered == [("check-7", "Inspection 7"), ("check-6", "Inspection 6")]


def test_a_release_that_has_to_wait_is_refused_with_the_reason(client, settings):
    settings.ASSET_RELEASE_OF = f"{__name__}.waiting"
    client.force_login(make_technician())
    asset = make_asset(
        status=AssetStatus.MAINTENANCE, status_reason=StatusReason.REPAIR
    )

    answer = client.post(
        reverse("equipment:asset-status", args=[asset.pk]),
        {"to": "available", "version": asset.version},
    )

    assert answer.status_code == 409
    assert "WO-1 comes first." in answer.content.decode()


def passed(asset):
    return Release((Proof("check-7", "Inspection 7"), Proof("check-6", "Inspection 6")))


def waiting(asset):
    return Release(refusal="WO-1 comes first.")
