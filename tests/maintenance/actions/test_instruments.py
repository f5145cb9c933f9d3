from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditLog
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.inspections import Verdict, begin_inspection, sign_inspection
from maintenance.actions.instruments import (
    add_instrument,
    doubt_instrument,
    edit_instrument,
    last_used_by,
    uses_of_instrument,
)
from maintenance.choices import EventType, InspectionStatus, InspectionType
from maintenance.models import ComplianceEvent, TestInstrument
from tests.factories import (
    make_asset,
    make_facility,
    make_instrument,
    make_manager,
    make_technician,
)

TODAY = timezone.localdate()


def inspect(*instruments, by, asset=None):
    inspection = begin_inspection(
        asset or make_asset(), kind=InspectionType.AD_HOC, by=by
    )
    wanted = Verdict(InspectionStatus.PASSED, instruments=instruments)
    return sign_inspection(inspection, wanted=wanted, by=by).inspection


def test_the_instruments_of_the_last_record_are_remembered():
    person, analyser, meter = make_technician(), make_instrument(), make_instrument()
    inspect(meter, by=person)
    inspect(analyser, meter, by=person)

    assert set(last_used_by(person)) == {analyser.pk, meter.pk}
    assert last_used_by(make_technician()) == []
    assert uses_of_instrument(meter).count() == 2


def test_what_an_instrument_in_doubt_measured_becomes_an_event_at_each_device():
    instrument, person = make_instrument(), make_technician()
    for asset in (make_asset(), make_asset()):
        inspect(instrument, by=person, asset=asset)

    doubt_instrument(
        instrument,
        since=TODAY - timedelta(days=3),
        reason="Reads 4 % low",
        by=make_manager(),
    )

    events = ComplianceEvent.objects.filter(
        event_type=EventType.CALIBRATION_OUT_OF_TOLERANCE
    )
    assert events.count() == 2
    assert events[0].details["instrument"] == instrument.pk
    assert (
        AuditLog.objects.about(instrument).first().action == "test_instrument.doubted"
    )


def test_an_instrument_in_doubt_measures_nothing_until_it_is_calibrated():
    manager, person = make_manager(), make_technician()
    instrument = make_instrument()
    instrument = doubt_instrument(instrument, since=TODAY, reason="Low", by=manager)
    with pytest.raises(ValidationError, match="out of tolerance"):
        inspect(instrument, by=person)

    instrument.out_of_tolerance_since = TODAY - timedelta(days=2)
    instrument.save()
    changes = {"calibrated_on": TODAY, "calibration_due_on": TODAY + timedelta(days=9)}
    instrument = edit_instrument(instrument, changes, by=manager)

    assert instrument.out_of_tolerance_since is None
    inspect(instrument, by=person)


def test_an_instrument_out_of_use_is_refused():
    with pytest.raises(ValidationError, match="out of use"):
        inspect(make_instrument(is_active=False), by=make_technician())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"since": TODAY + timedelta(days=2)}, "still to come"),
        ({"reason": " "}, "what the calibration found"),
    ],
)
def test_a_doubt_says_since_when_and_why(said, sentence):
    usual = {"since": TODAY, "reason": "Low", "by": make_manager()}

    with pytest.raises(ValidationError, match=sentence):
        doubt_instrument(make_instrument(), **usual | said)


def test_the_same_doubt_is_not_recorded_twice():
    manager, instrument = make_manager(), make_instrument()
    doubt_instrument(instrument, since=TODAY, reason="Low", by=manager)

    with pytest.raises(Conflict, match="already"):
        doubt_instrument(instrument, since=TODAY, reason="Low", by=manager)


def test_managers_of_the_facility_keep_its_instruments():
    facility = make_facility()
    new = TestInstrument(
        facility=facility, code="ESA-1", name="Analyser", calibration_due_on=TODAY
    )

    for person in (make_technician(), make_manager(make_facility())):
        with pytest.raises(PermissionDenied):
            add_instrument(new, by=person)
    add_instrument(new, by=make_manager(facility))

    assert AuditLog.objects.about(new).get().action == "test_instrument.added"


def test_two_instruments_do_not_share_a_code():
    known = make_instrument(code="ESA-1")
    new = TestInstrument(
        facility=known.facility, code="esa-1", name="X", calibration_due_on=TODAY
    )

    with pytest.raises(ValidationError, match="Another instrument has this code"):
        add_instrument(new, by=make_manager())
