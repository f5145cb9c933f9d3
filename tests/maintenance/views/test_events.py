from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditLog
from maintenance.choices import EventStatus
from tests.factories import make_auditor, make_facility, make_manager, make_technician
from tests.maintenance.actions.test_events import make_event


def list_url():
    return reverse("maintenance:event-list")


def test_the_list_is_filtered_by_kind_severity_and_status(client):
    event = make_event()
    client.force_login(make_auditor())

    def found(**query):
        rows = client.get(list_url(), query).context["page"].rows
        return [row.pk for row in rows]

    assert found() == [event.pk]
    assert found(status="unclosed", severity="high") == [event.pk]
    assert found(status="closed") == []
    assert found(event_type="recall_notice") == []
    assert found(search=event.asset.asset_tag) == [event.pk]
    assert found(facility="999") == []


def test_the_list_costs_the_same_for_one_row_and_for_twenty(client):
    client.force_login(make_auditor())
    make_event()
    client.get(list_url())
    with CaptureQueriesContext(connection) as one:
        client.get(list_url())
    for _ in range(19):
        make_event()
    with CaptureQueriesContext(connection) as many:
        client.get(list_url())

    assert len(one) == len(many)


def test_an_event_is_looked_into_and_closed(client):
    event = make_event()
    client.force_login(make_manager())
    client.post(
        reverse("maintenance:event-investigate", args=[event.pk]),
        {"reference_number": "QM-1"},
    )

    answer = client.post(
        reverse("maintenance:event-close", args=[event.pk]),
        {"reason": "Speaker replaced."},
        follow=True,
    )

    event.refresh_from_db()
    assert event.status == EventStatus.CLOSED
    assert "Speaker replaced." in answer.content.decode()


@pytest.mark.parametrize("reason", ["", "a\0b", "x" * 10_000])
def test_bad_reasons_are_refused_in_words(client, reason):
    event = make_event()
    client.force_login(make_manager())

    answer = client.post(
        reverse("maintenance:event-close", args=[event.pk]), {"reason": reason}
    )

    event.refresh_from_db()
    assert answer.status_code == 200
    assert event.status == EventStatus.OPEN


def test_a_technician_reads_an_event_and_closes_none(client):
    event = make_event()
    client.force_login(make_technician())

    assert client.get(event.get_absolute_url()).status_code == 200
    url = reverse("maintenance:event-close", args=[event.pk])
    assert client.post(url, {"reason": "x"}).status_code == 403


def test_what_happens_elsewhere_is_not_there(client):
    event = make_event()
    client.force_login(make_manager(make_facility()))

    assert client.get(event.get_absolute_url()).status_code == 404


def test_the_export_is_recorded(client):
    event = make_event()
    client.force_login(make_auditor())

    answer = client.get(reverse("maintenance:event-export"))

    assert event.summary in b"".join(answer.streaming_content).decode()
    assert AuditLog.objects.filter(action="compliance_event.exported").exists()
