from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import (
    make_asset,
    make_department,
    make_facility,
    make_nurse,
    make_technician,
)

URL = reverse("equipment:scan")


def test_a_code_of_one_device_opens_it(client):
    asset = make_asset()
    client.force_login(make_nurse(asset.facility))

    response = client.get(URL, {"code": f"https://x.example/a/{asset.asset_tag}"})

    assert response.status_code == 302
    assert response["Location"] == asset.get_absolute_url()


def test_a_code_of_several_devices_lists_them(client):
    both = [make_asset(serial_number="S-10000") for _ in range(2)]
    client.force_login(make_technician())

    response = client.get(URL, {"code": "S10000"})

    assert "Which one is it?" in response.text
    for asset in both:
        assert asset.asset_tag in response.text


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("BME-NOTHING", "No device that you may see carries “BME-NOTHING”."),
        ("x" * 401, "longer than any code"),
        ("😀", "No device that you may see carries “😀”."),
        ("שלום", "No device that you may see"),
        ("(01)", "No device that you may see"),
    ],
)
def test_a_code_of_no_device_is_answered_with_a_sentence(client, code, sentence):
    client.force_login(make_nurse())

    assert sentence in client.get(URL, {"code": code}).text


def test_a_device_elsewhere_is_as_unknown_as_one_that_does_not_exist(client):
    asset = make_asset()
    client.force_login(make_nurse(make_department(facility=make_facility())))

    response = client.get(URL, {"code": asset.asset_tag})

    assert response.status_code == 200
    assert asset.name not in response.text


def test_the_field_waits_for_a_hand_scanner(client):
    client.force_login(make_nurse())

    response = client.get(URL)

    assert "autofocus" in response.text
    assert "No device" not in response.text


def test_the_list_needs_as_many_queries_for_many_devices_as_for_two(
    client, django_assert_num_queries
):
    client.force_login(make_technician())
    client.get(URL)
    for number in (2, 20):
        for _ in range(number):
            make_asset(serial_number="S-10000")
        with django_assert_num_queries(6):
            client.get(URL, {"code": "S-10000"})
