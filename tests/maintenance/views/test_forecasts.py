from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.factories import make_facility, make_manager, make_plan

URL = reverse("maintenance:plan-forecast")


def test_the_hours_of_each_facility_stand_by_month(client):
    client.force_login(make_manager())
    today = timezone.localdate()
    plan = make_plan(next_due_on=today, standard_minutes=90)
    make_plan(next_due_on=today + timedelta(days=40), standard_minutes=60)

    answer = client.get(URL)

    rows = {row["name"]: row for row in answer.context["rows"]}
    assert rows[plan.asset.facility.name]["cells"][0][1] == 1.5
    assert answer.context["total"] == 2.5
    assert len(answer.context["months"]) == 12


def test_other_facilities_are_not_counted(client):
    make_plan()
    client.force_login(make_manager(make_facility()))

    answer = client.get(URL)

    assert answer.context["rows"] == []
    assert "No planned work" in answer.content.decode()
