from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditLog
from hospital_assets.foundation.errors import InvalidTransition
from maintenance.actions.events import close_event, investigate_event, record_event
from maintenance.choices import EventSeverity, EventStatus, EventType
from tests.factories import make_asset, make_facility, make_manager, make_technician


def make_event(**fields):
    fields.setdefault("by", make_technician())
    return record_event(
        fields.pop("asset", None) or make_asset(),
        **{
            "kind": EventType.FAILED_PM,
            "severity": EventSeverity.HIGH,
            "summary": "The alarm does not sound.",
        }
        | fields,
    )


def test_an_event_is_recorded_open_and_in_the_audit_log():
    event = make_event(details={"log": 7})

    assert event.status == EventStatus.OPEN
    assert event.details == {"log": 7}
    entry = AuditLog.objects.about(event).get()
    assert entry.action == "compliance_event.recorded"
    assert entry.actor_id == event.actor_id


def test_a_long_summary_is_cut_rather_than_refused():
    assert len(make_event(summary="x" * 1000).summary) == 300


def test_a_manager_looks_into_an_event():
    event = make_event()

    event = investigate_event(event, by=make_manager(), reference_number="QM-17")

    assert event.status == EventStatus.INVESTIGATING
    assert event.reference_number == "QM-17"
    last = AuditLog.objects.about(event).order_by("-pk").first()
    assert last.action == "compliance_event.investigated"


def test_a_manager_closes_an_event_with_a_reason():
    manager = make_manager()

    event = close_event(make_event(), reason="Speaker replaced.", by=manager)

    assert event.status == EventStatus.CLOSED
    assert (event.closed_by, event.closing_reason) == (manager, "Speaker replaced.")
    last = AuditLog.objects.about(event).order_by("-pk").first()
    assert (last.action, last.reason) == (
        "compliance_event.closed",
        event.closing_reason,
    )


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_closing_asks_why(reason):
    with pytest.raises(ValidationError, match="Say why"):
        close_event(make_event(), reason=reason, by=make_manager())


def test_a_closed_event_stays_closed():
    manager = make_manager()
    event = close_event(make_event(), reason="Done", by=manager)

    with pytest.raises(InvalidTransition, match="final"):
        investigate_event(event, by=manager)


def test_technicians_and_strangers_do_not_close_events():
    event = make_event()

    for person in (make_technician(), make_manager(make_facility())):
        with pytest.raises(PermissionDenied):
            close_event(event, reason="Done", by=person)
