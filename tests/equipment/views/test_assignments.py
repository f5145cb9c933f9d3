from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditLog
from equipment.actions.assignments import Handover, assign_asset, return_asset
from equipment.choices import Condition
from tests.factories import (
    make_asset,
    make_auditor,
    make_department,
    make_facility,
    make_location,
    make_nurse,
    make_technician,
    make_user,
)

URL = reverse("equipment:assignment-list")
EXPORT = reverse("equipment:assignment-export")


def hand_over(asset=None, *, days=None, **to):
    """Given to the ward `X` unless said; due back in so many days, or long since."""
    technician = make_technician()
    back = timezone.now() + timedelta(days=days) if days is not None else None
    to = to or {"department_name": "X"}
    return assign_asset(
        asset or make_asset(),
        to=Handover(
            **to,
            expected_return_at=back,
            started_at=timezone.now() - timedelta(days=30),
        ),
        by=technician,
    )


def tags_in(response):
    return [row.asset.asset_tag for row in response.context["page"].rows]


def tag_of(assignment):
    return assignment.asset.asset_tag


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_who_has_a_device_comes_first_in_the_order_of_return(client):
    someday, late, soon = hand_over(), hand_over(days=-2), hand_over(days=1)
    ended = hand_over()
    return_asset(ended.asset, condition=Condition.OK, by=make_technician())
    client.force_login(make_technician())

    response = client.get(URL)

    assert tags_in(response) == [tag_of(late), tag_of(soon), tag_of(someday)]
    assert response.text.count("Overdue</span>") == 1


def test_what_should_be_back_stands_apart(client):
    hand_over(days=2)
    late = hand_over(days=-2)
    client.force_login(make_technician())

    assert tags_in(client.get(URL, {"state": "overdue"})) == [tag_of(late)]


def test_what_has_ended_can_be_looked_through(client):
    ended = hand_over()
    hand_over()
    return_asset(ended.asset, condition=Condition.DIRTY, by=make_technician())
    client.force_login(make_technician())

    response = client.get(URL, {"state": "ended"})

    assert tags_in(response) == [tag_of(ended)]
    assert "Needs cleaning" in response.text


def test_all_of_them_come_together(client):
    ended, active = hand_over(), hand_over()
    return_asset(ended.asset, condition=Condition.OK, by=make_technician())
    client.force_login(make_technician())

    found = tags_in(client.get(URL, {"state": "all"}))

    assert sorted(found) == sorted([tag_of(ended), tag_of(active)])


def test_each_filter_finds_its_assignment(client):
    person = make_user(first_name="Ada", last_name="Park")
    facility = make_facility()
    ward = make_department(facility=facility)
    place = make_location(facility=facility, name="Theatre 7")
    wanted = {
        "person=park+ADA": hand_over(person=person),
        f"department={ward.pk}": hand_over(
            make_asset(facility=facility), department=ward
        ),
        "place=theatre+7": hand_over(make_asset(facility=facility), location=place),
        "place=bed+9": hand_over(room_label="Bed 9"),
        "search=zebra": hand_over(make_asset(name="Zebra"), days=3),
    }
    client.force_login(make_technician())

    for query, assignment in wanted.items():
        assert tags_in(client.get(f"{URL}?{query}")) == [tag_of(assignment)], query


def test_a_facility_shows_its_own_assignments(client):
    here, _ = hand_over(), hand_over()
    client.force_login(make_technician())

    query = {"facility": here.asset.facility_id}

    assert tags_in(client.get(URL, query)) == [tag_of(here)]


def test_a_period_shows_who_had_a_device_then(client):
    early = hand_over()
    return_asset(early.asset, condition=Condition.OK, by=make_technician())
    client.force_login(make_technician())
    today = timezone.localdate()
    before, later = today - timedelta(days=60), today + timedelta(days=5)

    def found(**period):
        return tags_in(client.get(URL, {"state": "all"} | period))

    assert found(since=today, until=today) == [tag_of(early)]
    assert found(until=before) == []
    assert found(since=later) == []


def test_a_department_sees_the_assignments_of_its_devices_alone(client):
    mine, _ = make_asset(), hand_over()
    ward = make_department(facility=mine.facility)
    given = hand_over(mine, department=ward)
    client.force_login(make_nurse(ward))

    response = client.get(URL)

    assert tags_in(response) == [tag_of(given)]


@pytest.mark.parametrize(
    "query",
    [
        "state=banana",
        "facility=999999",
        "department=x",
        "since=0008-01-01",
        "until=tomorrow",
        f"search={'x' * 300}",
    ],
)
def test_a_filter_that_is_not_understood_finds_nothing_and_says_so(client, query):
    hand_over()
    client.force_login(make_technician())

    response = client.get(f"{URL}?{query}")

    assert response.status_code == 200
    assert tags_in(response) == []
    assert "Correct the filter above" in response.text or "invalid" in response.text


@pytest.mark.parametrize("text", ["😀", "שלום", "%", "'; --", "_"])
def test_odd_words_find_nothing_and_break_nothing(client, text):
    hand_over()
    client.force_login(make_technician())

    for name in ("search", "person", "place"):
        assert client.get(URL, {name: text}).status_code == 200


def test_an_active_assignment_can_be_ended_or_handed_on(client):
    assignment = hand_over()
    pages = [
        reverse(f"equipment:asset-{name}", args=[assignment.asset_id])
        for name in ("return", "transfer")
    ]
    client.force_login(make_technician())
    for_technician = client.get(URL).text
    client.force_login(make_auditor())
    for_auditor = client.get(URL).text

    assert all(page in for_technician for page in pages)
    assert not any(page in for_auditor for page in pages)


def test_the_export_holds_exactly_what_is_filtered(client):
    late, _ = hand_over(days=-2), hand_over()
    client.force_login(make_technician())

    (row,) = rows_of(client.get(EXPORT, {"state": "overdue"}))

    assert row["Asset tag"] == tag_of(late)
    assert row["Department"] == "X"
    assert row["Due back"] == late.expected_return_at.isoformat(timespec="seconds")


def test_the_export_runs_no_formula_and_is_recorded(client):
    hand_over(department_name="=HYPERLINK()")
    technician = make_technician()
    client.force_login(technician)

    (row,) = rows_of(client.get(EXPORT, {"state": "active"}))

    assert row["Department"] == "'=HYPERLINK()"
    entry = AuditLog.objects.get(action="assignment.exported")
    assert entry.actor == technician
    assert entry.payload["rows"] == 1
    assert entry.payload["filter"] == {"state": "active"}


def test_the_export_refuses_a_filter_that_is_not_understood(client):
    hand_over()
    client.force_login(make_technician())

    response = client.get(EXPORT, {"state": "banana"}, follow=True)

    assert "Correct the filter first" in response.text
    assert not AuditLog.objects.filter(action="assignment.exported").exists()


def test_the_export_asks_for_the_right_to_export(client):
    client.force_login(make_nurse())

    assert client.get(EXPORT).status_code == 403


def test_the_list_needs_as_many_queries_for_many_assignments_as_for_one(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    hand_over()
    client.force_login(make_technician())
    client.get(URL)
    with django_assert_max_num_queries(8) as few:
        client.get(URL)
    for _ in range(20):
        hand_over(person=make_user(), days=None)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(URL)
