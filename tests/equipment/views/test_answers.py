"""What holds for every form that changes an asset."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import AuditLog
from equipment.actions.assignments import Handover, assign_asset
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Assignment, Attachment, Disposal
from tests.factories import (
    make_asset,
    make_auditor,
    make_category,
    make_department,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_technician,
    make_user,
)
from tests.files import upload

WELL = {
    "asset-assign": {"room_label": "Bed 4"},
    "asset-clean": {"note": "Wiped"},
    "asset-edit": {
        "asset_tag": "EDITED",
        "name": "Pump",
        "model_name": "Agilia",
        "ownership": "owned",
        "risk_class": "non_high",
        "criticality": "low",
    },
    "asset-move": {"reason": "Needed"},
    "asset-reinstate": {"reason": "Found behind the boiler."},
    "asset-retire": {
        "reason": "scrapped",
        "method": "scrap",
        "disposed_on": "2024-05-06",
        "authorised_by": "boss",
    },
    "asset-return": {"condition": "ok"},
    "asset-status": {"to": "maintenance", "reason": "repair", "note": "Beeps"},
    "asset-transfer": {"room_label": "Bed 5"},
}
FORMS = sorted(WELL)

# What nobody means, and what everybody writes somewhere in the world.
ATTACKS = {
    "nul": "a\0b",
    "long": "x" * 10_000,
    "emoji": "\N{HOSPITAL}\N{FACE WITH THERMOMETER}",
    "right to left": "مضخة \u202eabc",
    "markup": "<script>alert(1)</script>{{ x }}{% x %}%s",
    "year 8": "0008-01-01",
    "negative": "-5",
    "not a number": "NaN",
    "huge number": "9" * 400,
    "unknown id": "99999999",
    "id beyond every column": "99999999999999999999999",
}


@pytest.fixture
def boss():
    return make_user(is_superuser=True, username="boss", is_staff=True)


@pytest.fixture
def signed_in(client, boss):
    client.force_login(boss)
    return client


def asset_for(name):
    """An asset in the state in which the form of this name can be filled in."""
    match name:
        case "asset-clean":
            return make_asset(status_reason=StatusReason.NEEDS_CLEANING)
        case "asset-reinstate":
            return make_asset(status=AssetStatus.RETIRED, status_reason="sold")
        case "asset-return" | "asset-transfer":
            asset = make_asset()
            assign_asset(asset, to=Handover(room_label="Bed 3"), by=make_technician())
            asset.refresh_from_db()
            return asset
    return make_asset()


def well_filled(name, asset):
    data = {"version": asset.version} | WELL[name]
    if name == "asset-move":
        data["location"] = make_location(facility=asset.facility).full_path
    if name == "asset-edit":
        data["category"] = asset.category_id
    return data


def post(client, name, asset, data):
    return client.post(reverse(f"equipment:{name}", args=[asset.pk]), data)


def trace(asset):
    rows = Assignment.objects.count(), Disposal.objects.count()
    return Asset.objects.get(pk=asset.pk).version, rows, AuditLog.objects.count()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_filled_in_well_is_carried_out(signed_in, name):
    asset = asset_for(name)

    response = post(signed_in, name, asset, well_filled(name, asset))

    assert response.status_code == 302, response.context["form"].errors
    assert response.url == asset.get_absolute_url()
    assert Asset.objects.get(pk=asset.pk).version == asset.version + 1


@pytest.mark.parametrize("name", FORMS)
def test_the_same_form_sent_twice_acts_once(signed_in, name):
    asset = asset_for(name)
    data = well_filled(name, asset)
    post(signed_in, name, asset, data)
    before = trace(asset)

    response = post(signed_in, name, asset, data)

    assert response.status_code == 412
    assert "changed this at" in response.content.decode()
    assert trace(asset) == before


@pytest.mark.parametrize("name", FORMS)
def test_a_stale_form_tells_what_happened_and_can_be_sent_again(signed_in, name):
    asset = asset_for(name)
    data = well_filled(name, asset) | {"version": 0}

    response = post(signed_in, name, asset, data)

    assert response.status_code == 412
    assert "What happened since you opened this page" in response.content.decode()
    again = response.context["form"]["version"].value()
    assert post(signed_in, name, asset, data | {"version": again}).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
@pytest.mark.parametrize("name", ["asset-move", "asset-edit"])
def test_a_form_without_its_version_does_nothing(signed_in, name, version):
    asset = asset_for(name)
    data = well_filled(name, asset) | {"version": version}
    before = trace(asset)

    response = post(signed_in, name, asset, data)

    assert response.status_code in (200, 412)
    assert trace(asset) == before


def attack_all_fields(client, url, well, attack):
    """Type it everywhere, then again only where the form took it; the last answer."""
    fields = set(client.get(url).context["form"].fields) - {"version"}
    response = client.post(url, well | dict.fromkeys(fields, attack))
    if response.status_code == 302:
        return response
    taken = fields - set(response.context["form"].errors)
    return client.post(url, well | dict.fromkeys(taken, attack))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=list(ATTACKS))
@pytest.mark.parametrize("name", FORMS)
def test_whatever_is_typed_gets_a_sentence_or_is_kept(signed_in, name, attack):
    asset = asset_for(name)
    well = well_filled(name, asset)
    before = trace(asset)
    url = reverse(f"equipment:{name}", args=[asset.pk])

    response = attack_all_fields(signed_in, url, well, attack)

    assert response.status_code in (200, 302, 409)
    if response.status_code != 302:
        assert response.context["form"].errors
        assert trace(asset) == before


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=list(ATTACKS))
def test_whatever_is_typed_to_register_gets_a_sentence_or_is_kept(signed_in, attack):
    well = {
        "facility": make_facility().pk,
        "category": make_category().pk,
        "asset_tag": "NEW-1",
        "name": "Pump",
        "model_name": "Agilia",
        "ownership": "owned",
        "risk_class": "non_high",
    }

    response = attack_all_fields(
        signed_in, reverse("equipment:asset-add"), well, attack
    )

    assert response.status_code in (200, 302)
    assert Asset.objects.count() == (response.status_code == 302)
    assert response.status_code == 302 or response.context["form"].errors


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=list(ATTACKS))
def test_whatever_is_typed_beside_a_file_gets_a_sentence_or_is_kept(
    signed_in, attack, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    asset = make_asset()
    url = reverse("equipment:attachment-add", args=[asset.pk])
    for field in ("kind", "title"):
        data = {"file": upload(), "kind": "manual", field: attack}

        response = signed_in.post(url, data)

        assert response.status_code in (200, 302, 409), field
        assert Attachment.objects.count() == sum(
            path.is_file() for path in tmp_path.rglob("*")
        )


@pytest.mark.parametrize("name", [*FORMS, "asset-detail", "attachment-add"])
def test_what_is_out_of_sight_does_not_exist(client, name):
    asset = make_asset()
    client.force_login(make_user(*everything()))
    url = reverse(f"equipment:{name}", args=[asset.pk])

    for unseen in (url, url.replace(f"/{asset.pk}/", "/99999999999999999999/")):
        assert client.get(unseen).status_code == 404


def everything():
    return ("administrator", "biomed_manager")


@pytest.mark.parametrize("name", [*FORMS, "attachment-add"])
def test_who_reads_alone_finds_every_form_closed(client, name):
    client.force_login(make_auditor())

    assert post(client, name, make_asset(), {}).status_code == 403


def test_a_device_that_left_ones_sight_leads_back_to_the_list(client):
    ward = make_department()
    asset = make_asset(facility=ward.facility)
    assign_asset(asset, to=Handover(department=ward), by=make_manager())
    client.force_login(make_nurse(ward))

    response = post(client, "asset-return", asset, {"version": 2, "condition": "ok"})

    assert response.status_code == 302
    assert response.url == reverse("equipment:asset-list")
