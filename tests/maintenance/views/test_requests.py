from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from maintenance.models import WorkOrder
from tests.factories import (
    make_asset,
    make_auditor,
    make_department,
    make_nurse,
    make_technician,
    make_work_order,
)
from tests.files import PDF, picture, upload

ADD = reverse("maintenance:work-order-add")


def url_of(asset):
    return reverse("maintenance:asset-report", args=[asset.pk])


@pytest.fixture
def nurse(client):
    person = make_nurse()
    client.force_login(person)
    return person


def test_two_taps_lead_from_the_label_to_a_report(client, nurse):
    asset = make_asset()

    page = client.get(f"/a/{asset.asset_tag}", follow=True)
    assertContains(page, url_of(asset))
    response = client.post(url_of(asset), {"problem": "Beeps"})

    order = WorkOrder.objects.get()
    assertRedirects(response, order.get_absolute_url())
    assert (order.problem, order.requested_by_id) == ("Beeps", nurse.pk)


def test_what_must_not_be_used_is_stopped(client, nurse):
    asset = make_asset()

    client.post(url_of(asset), {"problem": "Smokes", "must_not_be_used": "on"})

    asset.refresh_from_db()
    assert asset.status == "out_of_service"


def test_a_photo_is_kept_with_the_report(client, nurse):
    asset = make_asset()
    said = {"problem": "Cracked", "photo": upload(picture(), "crack.png")}

    client.post(url_of(asset), said)

    [file] = WorkOrder.objects.get().files.all()
    assert file.attachment.kind == "photo"


def test_a_photo_that_is_none_is_refused_and_nothing_is_reported(client, nurse):
    asset = make_asset()

    response = client.post(
        url_of(asset), {"problem": "Cracked", "photo": upload(PDF, "crack.png")}
    )

    assertContains(response, "This is no picture.")
    assert not WorkOrder.objects.exists()


def test_a_known_problem_is_shown_before_and_instead(client, nurse):
    known = make_work_order(problem="Beeps all day")

    assertContains(client.get(url_of(known.asset)), "Beeps all day")
    response = client.post(url_of(known.asset), {"problem": "Beeps"})

    assertContains(response, "Add to it, or say", status_code=409)
    assert WorkOrder.objects.count() == 1


def test_more_is_added_to_a_known_problem(client, nurse):
    known = make_work_order()

    client.post(url_of(known.asset), {"problem": "Louder now", "add_to": "1"})

    assert [each.text for each in known.comments.all()] == ["Louder now"]


def test_another_problem_is_reported_beside_it(client, nurse):
    known = make_work_order()

    client.post(url_of(known.asset), {"problem": "Leaks", "is_another": "true"})

    assert WorkOrder.objects.count() == 2


@pytest.mark.parametrize("problem", ["", "  ", "x" * 10_000, "a\0b"])
def test_a_report_that_says_nothing_is_refused_beside_the_field(client, nurse, problem):
    response = client.post(url_of(make_asset()), {"problem": problem})

    assert response.status_code in (200, 400)
    assert not WorkOrder.objects.exists()


def test_a_device_of_another_ward_is_not_found(client):
    client.force_login(make_nurse(make_department()))

    assert client.get(url_of(make_asset())).status_code == 404


def test_the_page_of_a_device_shows_its_work(client, nurse):
    order = make_work_order()
    done = make_work_order(asset=order.asset, status="cancelled")

    response = client.get(order.asset.get_absolute_url())

    assertContains(response, order.get_absolute_url())
    assertContains(response, done.number)
    assertContains(response, "Open work")
    assertContains(response, "Report a problem")


def test_who_only_reads_gets_no_button(client):
    client.force_login(make_auditor())

    assertNotContains(client.get(make_asset().get_absolute_url()), "Report a problem")


# --- By hand ----------------------------------------------------------------------


def test_a_technician_adds_work_for_a_device(client):
    technician, asset = make_technician(), make_asset()
    client.force_login(technician)
    assertContains(client.get(ADD, {"asset": asset.asset_tag}), asset.asset_tag)

    client.post(
        ADD,
        {
            "asset": asset.asset_tag,
            "type": "upgrade",
            "problem": "New software",
            "priority": "low",
            "is_mine": "on",
        },
    )

    order = WorkOrder.objects.get()
    assert (order.type, order.assigned_to_id) == ("upgrade", technician.pk)


def test_a_device_that_nobody_knows_is_a_sentence(client):
    client.force_login(make_technician())

    response = client.post(
        ADD, {"asset": "BME-404", "type": "cm", "problem": "X", "priority": "low"}
    )

    assertContains(response, "No asset that you can choose is called")
