from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment.actions.assignments import Handover, assign_asset
from equipment.choices import Criticality
from equipment.lifecycle import AssetStatus, StatusReason
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_department,
    make_department_manager,
    make_facility,
    make_manager,
    make_nurse,
    make_technician,
    make_user,
)

URL = reverse("equipment:dashboard")


def make_hospital():
    """A few devices in every state that the dashboard tells apart."""
    facility, other = make_facility(), make_facility()
    for _ in range(3):
        make_asset(facility=facility)
    make_asset(facility=other, criticality=Criticality.HIGH, is_life_support=True)
    make_asset(facility=other, accepted_at=None, name="Broken ventilator")
    make_asset(facility=facility, status_reason=StatusReason.NEEDS_CLEANING)
    make_asset(facility=facility, status=AssetStatus.RETIRED)
    make_asset(
        facility=facility,
        status=AssetStatus.MAINTENANCE,
        status_reason=StatusReason.REPAIR,
    )
    hand_over_late(make_asset(facility=facility))
    return facility


def hand_over_late(asset):
    to = Handover(
        department_name="Theatre",
        started_at=timezone.now() - timedelta(days=9),
        expected_return_at=timezone.now() - timedelta(days=2),
    )
    return assign_asset(asset, to=to, by=make_technician())


def sections_in(response):
    return [section["name"] for section in response.context["sections"]]


@pytest.mark.parametrize(
    ("make", "first"),
    [
        (make_administrator, "waiting"),
        (make_manager, "work"),
        (make_technician, "work"),
        (make_auditor, "work"),
        (make_department_manager, "work-overdue"),
        (make_nurse, "ward"),
    ],
)
def test_each_role_sees_first_what_it_is_there_for(client, make, first):
    make_hospital()
    client.force_login(make())

    assert sections_in(client.get(URL))[0] == first


def links_with_numbers(text):
    """Every number that is a link to the list, with what it claims."""
    found = re.findall(
        r'href="(/assets/\?[^"]+)"[^>]*>\s*(?:<span class="tile-number">)?([\d,]+)',
        text,
    )
    return [(url.replace("&amp;", "&"), int(number)) for url, number in found]


@pytest.mark.parametrize("make", [make_manager, make_nurse])
def test_every_number_opens_exactly_the_assets_that_it_counts(client, make):
    make_hospital()
    client.force_login(make())

    links = links_with_numbers(client.get(URL).text)

    assert len(links) >= 3
    for url, number in links:
        assert len(client.get(url).context["page"].rows) == number, url


def test_a_number_is_never_of_what_one_may_not_see(client):
    make_hospital()
    mine = make_asset(name="Mine")
    client.force_login(make_manager(mine.facility))

    links = links_with_numbers(client.get(URL).text)

    assert {number for _, number in links} <= {0, 1}


def test_a_stopped_device_is_shown_with_its_reason_and_since_when(client):
    make_hospital()
    client.force_login(make_technician())

    text = client.get(URL).text

    assert "Broken ventilator" in text
    assert "Pending acceptance" in text
    assert "less than a minute" in text


def test_an_overdue_return_can_be_taken_back_at_once(client):
    late = hand_over_late(make_asset())
    client.force_login(make_technician())

    text = client.get(URL).text

    assert "Theatre" in text
    assert reverse("equipment:asset-return", args=[late.asset_id]) in text


def test_an_administrator_sees_who_waits_for_approval(client):
    waiting = make_user(first_name="Ivy", last_name="Okafor")
    client.force_login(make_administrator())

    text = client.get(URL).text

    assert "Ivy Okafor" in text
    assert reverse("accounts:person-detail", args=[waiting.pk]) in text


def test_nobody_else_sees_who_waits_for_approval(client):
    make_user(first_name="Ivy", last_name="Okafor")
    for make in (make_manager, make_technician, make_auditor, make_nurse):
        client.force_login(make())
        assert "Ivy Okafor" not in client.get(URL).text


def test_a_ward_sees_its_kinds_of_device_and_which_are_ready(client):
    ward = make_department()
    make_asset(facility=ward.facility, owner_department=ward, name="Our pump")
    make_asset(facility=ward.facility, name="Their pump")
    client.force_login(make_nurse(ward))

    response = client.get(URL)

    assert "Our pump" in response.text
    assert "Their pump" not in response.text
    assert 'id="scan-code"' in response.text


def test_recent_changes_say_what_was_done_by_whom(client):
    asset = make_asset()
    hand_over_late(asset)
    client.force_login(make_technician())

    text = client.get(URL).text

    assert f"{asset}: Handed over to Theatre" in text
    assert asset.get_absolute_url() in text


@pytest.mark.parametrize(
    "make",
    [make_administrator, make_manager, make_technician, make_auditor, make_nurse],
)
def test_an_empty_register_says_so(client, make):
    client.force_login(make())

    response = client.get(URL)

    assert response.status_code == 200
    assert "Nothing is out of service" in response.text


@pytest.mark.parametrize(
    "make",
    [
        make_administrator,
        make_manager,
        make_technician,
        make_department_manager,
        make_nurse,
        make_auditor,
    ],
)
def test_the_page_needs_ten_queries_at_most_however_many_assets_there_are(
    client, make, django_assert_max_num_queries, django_assert_num_queries
):
    make_hospital()
    make_user()
    client.force_login(make())
    client.get(URL)
    with django_assert_max_num_queries(10) as few:
        client.get(URL)
    for _ in range(3):
        make_hospital()
        make_user()
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(URL)
