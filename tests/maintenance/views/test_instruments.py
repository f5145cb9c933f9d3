from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from maintenance.models import ComplianceEvent, TestInstrument
from tests.factories import (
    make_facility,
    make_instrument,
    make_manager,
    make_technician,
)
from tests.maintenance.views.test_inspections import make_inspection

TODAY = timezone.localdate()


def page_of(client, instrument):
    url = reverse("maintenance:instrument-detail", args=[instrument.pk])
    return client.get(url).content.decode()


def test_the_page_lists_what_was_measured_with_it(client):
    instrument = make_instrument()
    inspection = make_inspection(instruments=(instrument,))
    client.force_login(make_technician())

    page = page_of(client, instrument)

    assert inspection.get_absolute_url() in page
    assert str(inspection.asset) in page


def test_results_in_doubt_are_marked(client):
    instrument = make_instrument()
    make_inspection(instruments=(instrument,))
    client.force_login(make_manager())

    client.post(
        reverse("maintenance:instrument-doubt", args=[instrument.pk]),
        {"since": TODAY.isoformat(), "reason": "Reads low"},
    )

    assert "In doubt" in page_of(client, instrument)
    assert ComplianceEvent.objects.count() == 1


def test_the_pages_cost_the_same_for_one_row_and_for_twenty(client):
    instrument = make_instrument()
    client.force_login(make_technician())
    make_inspection(instruments=(instrument,))
    detail = reverse("maintenance:instrument-detail", args=[instrument.pk])
    both = [detail, reverse("maintenance:instrument-list")]

    def queries():
        with CaptureQueriesContext(connection) as captured:
            for url in both:
                client.get(url)
        return len(captured)

    queries()
    few = queries()
    for _ in range(19):
        make_inspection(instruments=(instrument,))
        make_instrument()

    assert queries() == few


def test_a_manager_adds_and_calibrates_an_instrument(client):
    facility = make_facility()
    client.force_login(make_manager(facility))
    said = {
        "facility": facility.pk,
        "code": "ESA-1",
        "name": "Analyser",
        "calibration_due_on": TODAY.isoformat(),
        "is_active": "on",
    }

    client.post(reverse("maintenance:instrument-add"), said)
    instrument = TestInstrument.objects.get()
    due = (TODAY + timedelta(days=365)).isoformat()
    client.post(
        reverse("maintenance:instrument-edit", args=[instrument.pk]),
        said | {"calibrated_on": TODAY.isoformat(), "calibration_due_on": due},
    )

    instrument.refresh_from_db()
    assert instrument.calibration_due_on.isoformat() == due


def test_bad_dates_are_refused_in_words(client):
    instrument = make_instrument()
    client.force_login(make_manager())

    url = reverse("maintenance:instrument-doubt", args=[instrument.pk])
    for since in ("0008-01-01", "2999-01-01", "soon"):
        answer = client.post(url, {"since": since, "reason": "Low"})
        assert answer.status_code == 200
        assert answer.context["form"].errors["since"]


def test_a_technician_changes_no_instrument(client):
    client.force_login(make_technician())
    url = reverse("maintenance:instrument-edit", args=[make_instrument().pk])

    assert client.get(url).status_code == 403
