from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maintenance.actions.checks import begin_log
from maintenance.choices import WorkOrderStatus
from maintenance.models import CheckAnswer, MaintenanceLog
from tests.factories import (
    make_nurse,
    make_plan,
    make_procedure,
    make_technician,
    make_work_order,
)
from tests.files import picture, upload

ITEMS = [
    "Housing",
    {
        "key": "flow",
        "label": "Flow",
        "type": "numeric",
        "unit": "L/min",
        "min": 9,
        "max": 11,
        "section": "Measured",
    },
    {"key": "plate", "label": "Plate", "type": "photo", "required": False},
]


def make_check(items=ITEMS):
    today = timezone.localdate()
    plan = make_plan(procedure=make_procedure(items=items), next_due_on=today)
    return make_work_order(
        plan=plan,
        due_on=today,
        window_start=today - timedelta(days=9),
        window_end=today + timedelta(days=9),
        status=WorkOrderStatus.TRIAGED,
    )


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def technician(client):
    person = make_technician()
    client.force_login(person)
    return person


def fill_url(order):
    return reverse("maintenance:check-fill", args=[order.pk])


def send(client, order, key, **said):
    url = reverse("maintenance:check-answer", args=[order.pk, key])
    return client.post(url, {f"{key}.{name}": value for name, value in said.items()})


def test_looking_at_a_checklist_begins_nothing(client, technician):
    answer = client.get(fill_url(make_check()))

    assert answer.status_code == 200
    assert "From 9 to 11 L/min" in answer.content.decode()
    assert 'inputmode="decimal"' in answer.content.decode()
    assert not MaintenanceLog.objects.exists()


def test_the_first_answer_begins_the_log_and_comes_back_with_its_verdict(
    client, technician
):
    order = make_check()

    answer = send(client, order, "flow", value="12 L/min")

    page = answer.content.decode()
    assert "Failed" in page
    assert "1 of 3" in page
    assert CheckAnswer.objects.get().log.work_order == order


@pytest.mark.parametrize(
    ("key", "said", "sentence"),
    [
        ("flow", {"value": "lots"}, "is not a number"),
        ("flow", {"value": "∞ V"}, "measured in L/min"),
        ("housing", {"choice": "na"}, "Say why"),
        ("housing", {"choice": "pass", "note": "x" * 10_000}, "at most 2000"),
        ("gone", {"choice": "pass"}, "not in the checklist any more"),
    ],
)
def test_what_cannot_be_kept_is_a_sentence(client, technician, key, said, sentence):
    answer = send(client, make_check(), key, **said)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CheckAnswer.objects.exists()


def test_what_was_kept_stands_there_again(client, technician):
    order = make_check()
    send(client, order, "flow", value="10,5")
    send(client, order, "housing", choice="fail", note="A crack")

    page = client.get(fill_url(order)).content.decode()

    assert 'value="10.5"' in page
    assert "A crack" in page
    assert "2 of 3" in page


def test_without_scripts_one_form_saves_everything(client, technician):
    order = make_check()

    answer = client.post(
        fill_url(order),
        {"housing.choice": "pass", "flow.value": "10", "save": "1"},
        follow=True,
    )

    assert "is kept" in answer.content.decode()
    assert CheckAnswer.objects.count() == 2


def test_one_wrong_value_keeps_the_others_and_what_was_typed(client, technician):
    order = make_check()

    answer = client.post(
        fill_url(order), {"housing.choice": "pass", "flow.value": "ten", "sign": "1"}
    )

    page = answer.content.decode()
    assert "is not a number" in page
    assert 'value="ten"' in page
    assert CheckAnswer.objects.get().key == "housing"


def test_the_rest_passes_only_when_the_person_says_so(client, technician):
    order = make_check()

    answer = client.post(fill_url(order), {"rest": "1"}, follow=True)
    assert "Tick that you have looked" in answer.content.decode()
    assert not CheckAnswer.objects.exists()

    client.post(fill_url(order), {"rest": "1", "confirmed": "1"})
    assert CheckAnswer.objects.get().key == "housing"


def test_a_photo_is_kept_with_the_device_and_the_answer(client, technician):
    order = make_check()

    send(client, order, "plate", photo=upload(picture(), "plate.png"))

    answer = CheckAnswer.objects.get()
    assert answer.result == "pass"
    assert answer.photo.asset == order.asset


def test_a_file_that_is_no_photo_is_refused_at_its_item(client, technician):
    order = make_check()

    answer = send(client, order, "plate", photo=upload(b"\0\1\2", "a.png"))

    assert answer.status_code == 422
    assert not CheckAnswer.objects.exists()


def test_an_order_that_is_over_has_nothing_to_fill_in(client, technician):
    order = make_work_order(status=WorkOrderStatus.CANCELLED)

    answer = client.get(fill_url(order))

    assert answer.status_code == 409
    assert "Cancelled" in answer.content.decode()


def test_nobody_fills_in_what_another_has_begun(client, technician):
    log = begin_log(make_check(), by=make_technician(first_name="Ada"))

    answer = client.get(reverse("maintenance:log-fill", args=[log.pk]))

    assert answer.status_code == 409
    assert "Ada" in answer.content.decode()


def test_a_nurse_fills_in_no_checklist(client):
    client.force_login(make_nurse())

    assert client.get(fill_url(make_check())).status_code == 403


def test_a_checklist_costs_the_same_queries_whatever_its_length(
    client, technician, django_assert_max_num_queries
):
    order = make_check([*ITEMS, *(f"Item {n}" for n in range(40))])
    send(client, order, "flow", value="10")

    with django_assert_max_num_queries(20):
        client.get(fill_url(order))
