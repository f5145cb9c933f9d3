"""The instruments that values are measured with, and whether these can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.saving import save
from equipment.access import require, works_at
from equipment.models import Asset
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.events import record_event
from maintenance.choices import EventSeverity, EventType
from maintenance.models import (
    Inspection,
    InstrumentPermit,
    InstrumentUse,
    MaintenanceLog,
    TestInstrument,
)

MOST_LISTED = 200
LONGEST_REASON = 300


@transaction.atomic
def add_instrument(instrument: TestInstrument, *, by: AbstractUser) -> TestInstrument:
    require(by, "maintenance.add_testinstrument", at=instrument.facility)
    save(instrument, by=by, action="test_instrument.added")
    return instrument


@transaction.atomic
def edit_instrument(
    instrument: TestInstrument, changes: Mapping[str, Any], *, by: AbstractUser
) -> TestInstrument:
    """Correct what is written about it, its new calibration included."""
    require(by, "maintenance.change_testinstrument", at=instrument.facility)
    instrument = locked_instrument(instrument)
    for name, value in changes.items():
        setattr(instrument, name, value)
    trust_again_if_calibrated(instrument)
    require(by, "maintenance.change_testinstrument", at=instrument.facility)
    save(instrument, by=by, action="test_instrument.changed")
    return instrument


def trust_again_if_calibrated(instrument: TestInstrument) -> None:
    """The events and its history still tell that it was in doubt."""
    since, calibrated = instrument.out_of_tolerance_since, instrument.calibrated_on
    if since is not None and calibrated is not None and calibrated > since:
        instrument.out_of_tolerance_since = None


@transaction.atomic
def doubt_instrument(
    instrument: TestInstrument, *, since: date, reason: str, by: AbstractUser
) -> TestInstrument:
    """It was found out of tolerance: what it measured since a day is in doubt.

    The event is recorded at each device that it was used on.
    """
    require(by, "maintenance.change_testinstrument", at=instrument.facility)
    instrument = locked_instrument(instrument)
    if since > timezone.localdate():
        raise ValidationError({"since": "This day is still to come."})
    if not reason.strip():
        raise ValidationError({"reason": "Say what the calibration found."})
    known = instrument.out_of_tolerance_since
    if known is not None and known <= since:
        raise Conflict(f"It is in doubt since {known:%-d %B %Y} already.")
    instrument.out_of_tolerance_since = since
    save(instrument, by=by, action="test_instrument.doubted", reason=reason)
    record_doubts(instrument, since, reason, by=by)
    return instrument


def record_doubts(
    instrument: TestInstrument, since: date, reason: str, *, by: AbstractUser
) -> None:
    uses_of: dict[Asset, list[str]] = {}
    for use in uses_in_doubt(instrument, since):
        if use.record is not None:
            uses_of.setdefault(use.record.asset, []).append(str(use.record.pk))
    for asset, records in uses_of.items():
        record_event(
            asset,
            kind=EventType.CALIBRATION_OUT_OF_TOLERANCE,
            severity=EventSeverity.HIGH,
            summary=f"Measured with {instrument}, in doubt since {since}: {reason}",
            by=by,
            details={"instrument": instrument.pk, "records": records[:MOST_LISTED]},
        )


def uses_in_doubt(instrument: TestInstrument, since: date) -> QuerySet[InstrumentUse]:
    return uses_of_instrument(instrument).filter(
        Q(log__performed_at__date__gte=since)
        | Q(inspection__inspected_at__date__gte=since)
    )


def uses_of_instrument(instrument: TestInstrument) -> QuerySet[InstrumentUse]:
    """The records that it was used for, the latest first."""
    return InstrumentUse.objects.filter(instrument=instrument).select_related(
        "log__asset",
        "log__performed_by",
        "inspection__asset",
        "inspection__inspected_by",
    )


def locked_instrument(instrument: TestInstrument) -> TestInstrument:
    return (
        TestInstrument.objects.select_for_update(of=("self",))
        .select_related("facility")
        .get(pk=instrument.pk)
    )


# --- Used for a check -------------------------------------------------------------


def use_instruments(
    record: MaintenanceLog | Inspection,
    instruments: Iterable[TestInstrument],
    *,
    on: date,
    override_reason: str,
    by: AbstractUser,
) -> None:
    """Note what a record was measured with; a calibration overdue `on` is refused.

    A person who may set rules aside gives a reason instead, or has given it in advance
    for this work; it becomes an event.
    """
    chosen = list(instruments)
    check_can_be_trusted(chosen)
    overdue = [each for each in chosen if each.is_overdue(on)]
    allowed = reasons_given_for(record)
    if refused := [each for each in overdue if each.pk not in allowed]:
        check_may_override(refused, record.asset, override_reason, by=by)
    reasons = {each: allowed.get(each.pk, override_reason) for each in overdue}
    for instrument in chosen:
        use = use_of(instrument, record, reasons.get(instrument, ""))
        save(use, by=by, action="instrument.used")
    for instrument, reason in reasons.items():
        record_override(instrument, record, reason, by=by)


def reasons_given_for(record: MaintenanceLog | Inspection) -> dict[int, str]:
    """Why a manager has allowed which instruments in advance, by their ids."""
    permits = InstrumentPermit.objects.filter(work_order=record.work_order_id)
    return {
        permit.instrument_id: f"{permit.reason} (allowed by {permit.allowed_by})"
        for permit in permits.select_related("allowed_by")
    }


def check_can_be_trusted(instruments: Iterable[TestInstrument]) -> None:
    for instrument in instruments:
        if not instrument.is_active:
            refuse(f"{instrument} is out of use. Measure with another one.")
        if instrument.out_of_tolerance_since is not None:
            refuse(
                f"{instrument} was found out of tolerance. Measure with another one "
                "until it is calibrated again."
            )


def check_may_override(
    overdue: list[TestInstrument], asset: Asset, reason: str, *, by: AbstractUser
) -> None:
    first = overdue[0]
    was_due = f"{first} should have been calibrated by {first.calibration_due_on}."
    if not by.has_perm("maintenance.override_workorder") or not works_at(by, asset):
        refuse(f"{was_due} Measure with another one, or ask a manager to allow it.")
    if not reason.strip():
        message = f"{was_due} Use another one, or say why it may be used."
        raise ValidationError({"override_reason": message})


def refuse(sentence: str) -> None:
    raise ValidationError({"instruments": sentence})


def use_of(
    instrument: TestInstrument, record: MaintenanceLog | Inspection, reason: str
) -> InstrumentUse:
    due_on = instrument.calibration_due_on
    assert due_on is not None
    use = InstrumentUse(
        instrument=instrument,
        calibration_due_on=due_on,
        override_reason=reason.strip()[:LONGEST_REASON],
    )
    if isinstance(record, MaintenanceLog):
        use.log = record
    else:
        use.inspection = record
    return use


def record_override(
    instrument: TestInstrument,
    record: MaintenanceLog | Inspection,
    reason: str,
    *,
    by: AbstractUser,
) -> None:
    record_event(
        record.asset,
        kind=EventType.POLICY_OVERRIDE,
        severity=EventSeverity.MEDIUM,
        summary=f"Measured with {instrument}, whose calibration was overdue: {reason}",
        by=by,
        work_order=record.work_order,
        details={"instrument": instrument.pk, "record": record.pk},
    )


def last_used_by(user: AbstractUser) -> list[int]:
    """The instruments of the person's last signed record, by their ids."""
    mine = Q(log__performed_by=user.pk) | Q(inspection__inspected_by=user.pk)
    last = InstrumentUse.objects.filter(mine).order_by("-pk").first()
    if last is None:
        return []
    same = InstrumentUse.objects.filter(log=last.log_id, inspection=last.inspection_id)
    return list(same.values_list("instrument", flat=True))
