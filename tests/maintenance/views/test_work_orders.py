from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from maintenance.actions.attempts import Attempt, record_attempt
from maintenance.actions.comments import comment_on
from maintenance.choices import Disposition, HoldReason, WorkOrderStatus
from tests.factories import (
    make_asset,
    make_auditor,
    make_department,
    make_facility,
    make_manager,
    make_nurse,
    make_plan,
    make_procedure,
    make_technician,
    make_work_order,
)


def page_of(client, order, person, page="detail"):
    client.force_login(person)
    return client.get(reverse(f"maintenance:work-order-{page}", args=[order.pk]))


def labels(response):
    return [button.label for button in response.context["buttons"]]


def test_the_page_tells_all_of_the_order(client):
    technician = make_technician(first_name="Nina", last_name="Berg")
    order = make_work_order(
        problem="Beeps\nall night",
        contact="Ward 3, 4711",
        status=WorkOrderStatus.ON_HOLD,
        hold_reason=HoldReason.VENDOR,
        assigned_to=technician,
        patient_involved=True,
    )
    attempt = Attempt(
        Disposition.ACCESS_DENIED,
        note="Isolation",
        next_attempt_on=timezone.localdate() + timedelta(days=2),
    )
    record_attempt(order, attempt, by=technician)
    comment_on(order, text="Quick please", by=make_nurse())

    response = page_of(client, order, technician)

    for words in (
        order.number,
        "Beeps<br>all night",
        "Ward 3, 4711",
        "Waits for the vendor",
        "Nina Berg",
        "Came to harm, or nearly",
        "No access",
        "Isolation",
        "Quick please",
        "Commented on the work",
    ):
        assertContains(response, words)


@pytest.mark.parametrize(
    ("make_person", "fields", "expected"),
    [
        (make_technician, {}, ["Begin", "Take it", "Could not do it"]),
        (make_technician, {"status": "in_progress"}, ["Put on hold"]),
        (
            make_technician,
            {"status": "on_hold", "hold_reason": "vendor"},
            ["Go on"],
        ),
        (make_manager, {}, ["Set priority", "Assign", "Cancel it"]),
        (
            make_manager,
            {"status": "completed", "completed_at": timezone.now()},
            ["Close", "Reopen"],
        ),
        (make_nurse, {}, ["Add a photo or file"]),
        (make_auditor, {}, []),
    ],
)
def test_the_buttons_are_those_of_the_role_and_the_status(
    client, make_person, fields, expected
):
    found = labels(page_of(client, make_work_order(**fields), make_person()))

    assert [label for label in found if label in expected] == expected
    if not expected:
        assert found == []


def test_only_work_of_a_plan_can_be_deferred(client):
    manager = make_manager()

    assert "Defer" in labels(
        page_of(client, make_work_order(plan=make_plan()), manager)
    )
    assert "Defer" not in labels(page_of(client, make_work_order(), manager))


def test_who_asked_says_that_it_works_again(client):
    nurse = make_nurse()
    order = make_work_order(
        requested_by=nurse, status="completed", completed_at=timezone.now()
    )

    assert labels(page_of(client, order, nurse))[0] == "It works again"


def test_nobody_sees_the_work_of_another_ward(client):
    response = page_of(client, make_work_order(), make_nurse(make_department()))

    assert response.status_code == 404


def test_nothing_is_said_of_what_ended(client):
    order = make_work_order(status="cancelled", ended_reason="Scrapped")

    response = page_of(client, order, make_technician())

    assertContains(response, "Scrapped")
    assertNotContains(response, 'name="text"')


def test_the_page_costs_the_same_for_one_comment_and_for_ten(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    order, technician = make_work_order(), make_technician()
    comment_on(order, text="One", by=technician)
    page_of(client, order, technician)
    url = order.get_absolute_url()
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    for _ in range(9):
        comment_on(order, text="More", by=make_technician())

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(url)


def test_the_sheet_has_the_items_to_check_and_lines_to_write_on(client):
    procedure = make_procedure()
    asset = make_asset(facility=make_facility())
    order = make_work_order(asset=asset, procedure_version=procedure.current)

    response = page_of(client, order, make_technician(), "sheet")

    for words in ("Flow at 10 l/min", "from 9", "to 11", "Name, date, signature"):
        assertContains(response, words)
