from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment.actions.assets import edit_asset
from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.attachments import Upload, attach_file
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_department,
    make_device_model,
    make_location,
    make_manager,
    make_nurse,
    make_technician,
)
from tests.files import picture, upload


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
            ["Assign", "Move", "Change status", "Edit", "Report a problem"],
        ),
        (make_technician, {"accepted_at": None}, ["Accept", "Move", "Edit"]),
        (
            make_manager,
            {"status": "maintenance", "status_reason": "repair"},
            ["Move", "Change status", "Edit", "Retire", "Report a problem"],
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
