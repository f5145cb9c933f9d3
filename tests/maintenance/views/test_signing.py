from __future__ import annotations

import pytest
from django.urls import reverse

from equipment.lifecycle import AssetStatus
from maintenance.actions.checks import begin_log, keep_answer
from maintenance.actions.judging import Said
from maintenance.choices import WorkOrderStatus
from maintenance.models import ComplianceEvent, MaintenanceLog, WorkOrder
from tests.factories import (
    make_asset,
    make_instrument,
    make_technician,
    make_work_order,
)
from tests.maintenance.views.test_checks import make_check, send

NO_PARTS = {"parts-TOTAL_FORMS": "5", "parts-INITIAL_FORMS": "0"}


@pytest.fixture
def technician(client):
    person = make_technician(first_name="Ada", last_name="Okafor")
    client.force_login(person)
    return person


def sign_url(order):
    return reverse("maintenance:check-sign", args=[order.pk])


def sign(client, order, **said):
    said = {"outcome": "passed", "summary": "Yearly check done."} | NO_PARTS | said
    return client.post(sign_url(order), said, follow=True)


def filled(client, flow="10"):
    order = make_check()
    send(client, order, "housing", choice="pass")
    send(client, order, "flow", value=flow)
    return order


def test_from_the_order_to_the_signature(client, technician):
    order = filled(client)
    instrument = make_instrument()

    page = client.get(sign_url(order)).content.decode()
    assert "Sign as Ada Okafor" in page
    answer = sign(client, order, instruments=[instrument.pk], labor_minutes="30")

    page = answer.content.decode()
    order.refresh_from_db()
    assert order.status == WorkOrderStatus.COMPLETED
    assert "Signed by Ada Okafor" in page
    assert "from 9 to 11 L/min" in page
    assert instrument.code in page
    assert "due next on" in page


def test_a_failed_check_stops_the_device(client, technician):
    order = filled(client, flow="8")

    answer = sign(client, order, outcome="failed", summary="Too little flow.")

    order.asset.refresh_from_db()
    repair = WorkOrder.objects.get(follows=order)
    assert order.asset.status == AssetStatus.OUT_OF_SERVICE
    assert repair.number in answer.content.decode()
    assert ComplianceEvent.objects.get().work_order == repair


def test_an_unfinished_checklist_says_what_is_missing(client, technician):
    order = make_check()

    page = client.get(sign_url(order)).content.decode()

    assert "answer what is missing" in page
    assert "Sign as" not in page
    assert not MaintenanceLog.objects.exists()


def test_the_second_who_signs_is_told_who_was_first(client, technician):
    order = filled(client)
    other = make_technician(first_name="Ben", last_name="Weber")
    log = begin_log(order, by=other)
    keep_answer(log, "housing", said=Said("pass"), by=other)
    keep_answer(log, "flow", said=Said(value="10"), by=other)
    sign(client, order)

    client.force_login(other)
    answer = sign(client, order)

    assert answer.status_code == 409
    assert "Ada Okafor finished" in answer.content.decode()


def test_a_repair_without_a_checklist_is_signed_with_its_parts(client, technician):
    order = make_work_order()
    parts = {"parts-0-name": "Battery", "parts-0-quantity": "2", "parts-0-cost": "9.50"}

    sign(client, order, outcome="repaired", summary="New battery.", **parts)

    log = MaintenanceLog.objects.get()
    assert str(log.parts_cost) == "19.00"
    assert log.outcome == "repaired"


def test_a_repair_says_whether_it_was_opened_and_what_failed(client, technician):
    asset = make_asset(protection_class="I")
    order = make_work_order(asset=asset)
    form = client.get(sign_url(order)).context["form"]
    assert form.fields["was_opened"].initial is True

    answer = sign(client, order, was_opened="on", failure="BATT")

    order.refresh_from_db()
    assert order.failure_code == "BATT"
    assert MaintenanceLog.objects.get().was_opened
    assert "Test its electrical safety" in answer.content.decode()


def test_planned_work_is_not_asked_for_that(client, technician):
    form = client.get(sign_url(filled(client))).context["form"]

    assert not {"was_opened", "failure"} & set(form.fields)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"summary": ""}, "Say in a sentence what was done"),
        ({"outcome": "perfect"}, "Select a valid choice"),
        ({"summary": "x" * 10_000}, "at most 500"),
        ({"summary": "a\0b"}, "Null characters"),
        ({"labor_minutes": "-1"}, "greater than or equal to 0"),
        ({"performed_at": "0008-01-01T00:00"}, "year 8"),
        ({"performed_at": "2199-01-01T00:00"}, "in the future"),
        ({"instruments": "999999"}, "Select a valid choice"),
        ({"parts-0-cost": "-1", "parts-0-name": "X"}, "cannot be negative"),
        ({"parts-0-cost": "1"}, "Say what the part is"),
        ({"vendor": "🔧" * 200}, "at most 120"),
    ],
)
def test_bad_input_is_a_sentence_and_signs_nothing(client, technician, said, sentence):
    answer = sign(client, make_work_order(), **said)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not MaintenanceLog.objects.signed().exists()


def test_right_to_left_text_and_emoji_are_kept(client, technician):
    sign(client, make_work_order(), summary="تم الإصلاح 🔧")

    assert MaintenanceLog.objects.get().summary == "تم الإصلاح 🔧"


def test_a_signed_record_is_corrected_by_another(client, technician):
    order = filled(client)
    sign(client, order)
    log = MaintenanceLog.objects.get()

    url = reverse("maintenance:log-correct", args=[log.pk])
    answer = client.post(url, {"reason": "Flow was 9.5"})
    new = MaintenanceLog.objects.get(supersedes=log)
    assert answer["Location"] == reverse("maintenance:log-fill", args=[new.pk])
    key = reverse("maintenance:log-answer", args=[new.pk, "flow"])
    client.post(key, {"flow.value": "9.5"})
    said = {"outcome": "passed", "summary": "Yearly check."} | NO_PARTS
    client.post(reverse("maintenance:log-sign", args=[new.pk]), said)

    page = client.get(log.get_absolute_url()).content.decode()
    assert "This record was corrected" in page
    assert "Flow was 9.5" in client.get(new.get_absolute_url()).content.decode()
