from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maintenance.models import MaintenancePlan, PlanTemplate
from tests.factories import (
    make_asset,
    make_category,
    make_device_model,
    make_manager,
    make_plan,
    make_plan_template,
    make_technician,
)

LIST = reverse("maintenance:template-list")
ADD = reverse("maintenance:template-add")


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def typed(**changes):
    return {
        "name": "Yearly check",
        "plan_type": "pm",
        "interval_value": "12",
        "interval_unit": "month",
        "schedule_mode": "fixed",
        "strategy": "manufacturer",
        "window_policy": "",
        "is_active": "on",
    } | changes


def test_a_template_is_added_and_changed(client, manager):
    category = make_category()

    client.post(ADD, typed(category=category.pk))
    template = PlanTemplate.objects.get()
    edit = reverse("maintenance:template-edit", args=[template.pk])
    client.post(edit, typed(category=category.pk, interval_value="6"))

    template.refresh_from_db()
    assert (template.category, template.interval_value) == (category, 6)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "a model or a category"),
        ({"interval_value": "0"}, "whole number from 1 to 3650"),
        ({"interval_value": "3000"}, "from 1 to 3650 days"),
        ({"window_policy": "sometimes"}, "no rule for the window"),
    ],
)
def test_what_cannot_be_is_said_in_words(client, manager, wrong, sentence):
    answer = client.post(ADD, typed(**wrong))

    assert sentence in answer.content.decode()
    assert not PlanTemplate.objects.exists()


def test_a_template_is_for_a_model_or_a_category(client, manager):
    model = make_device_model()
    said = typed(category=model.category.pk, device_model=model.pk)

    answer = client.post(ADD, said)

    assert "not both" in answer.content.decode()


def test_the_preview_shows_who_gets_what_and_who_has_it_already(client, manager):
    template = make_plan_template()
    new = make_asset(category=template.category)
    has = make_plan(asset=make_asset(category=template.category), name=template.name)
    url = reverse("maintenance:template-apply", args=[template.pk])

    page = client.get(url)

    assert [each.asset for each in page.context["new"]] == [new]
    assert [each.asset for each in page.context["unchanged"]] == [has.asset]
    assert "Make 1 plan" in page.content.decode()
    client.post(url, {"expected": "1"})
    assert MaintenancePlan.objects.filter(asset=new).exists()


def test_a_preview_that_is_out_of_date_is_shown_anew(client, manager):
    template = make_plan_template()
    make_asset(category=template.category)
    url = reverse("maintenance:template-apply", args=[template.pk])

    answer = client.post(url, {"expected": "5"})

    assert answer.status_code == 409
    assert "Now it would be 1 plans, not 5" in answer.content.decode()
    assert not MaintenancePlan.objects.exists()


def test_a_list_of_20_takes_as_many_queries_as_one_of_1(client, manager):
    make_plan_template()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(20):
        make_plan_template()

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(one)


def test_a_technician_sees_templates_and_applies_none(client):
    client.force_login(make_technician())
    template = make_plan_template()

    assert "Look and apply" not in client.get(LIST).content.decode()
    apply = reverse("maintenance:template-apply", args=[template.pk])
    assert client.get(apply).status_code == 403
