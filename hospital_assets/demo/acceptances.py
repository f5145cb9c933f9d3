"""How the devices of the demo hospital were accepted: each with its inspection."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from audit.past import Step
from equipment.lifecycle import StatusReason
from equipment.models import Asset
from hospital_assets.demo.answers import Found, failed, mended, passed
from hospital_assets.demo.defects import DEFECTS
from hospital_assets.demo.repairs import Repair, tell_event
from hospital_assets.demo.work import Work
from maintenance.choices import ChecklistVerdict, InspectionStatus, InspectionType
from maintenance.models import Inspection

FAILED, MENDED = 0.03, 0.05
OF_OLD = "Accepted before the register began; the certificate is in the old files."
STATUSES = {
    ChecklistVerdict.PASSED: InspectionStatus.PASSED,
    ChecklistVerdict.REPAIRED: InspectionStatus.PASSED,
    ChecklistVerdict.FAILED: InspectionStatus.FAILED,
}


def play_acceptance(work: Work) -> None:
    accepted_at = work.device.accepted_at
    if accepted_at <= work.world.since:
        take_over(work)
        return
    registered_at = work.life.steps[0].deed.occurred_at
    days = accepted_at - registered_at
    if work.rng.random() < FAILED and days > timedelta(hours=12):
        reject(work, registered_at + days / 4, mended_at=accepted_at - days / 4)
    how = mended if work.rng.random() < MENDED else passed
    inspect(work, accepted_at, how)


def take_over(work: Work) -> None:
    """What was accepted before came with the old list, without its values."""
    at = work.world.since + timedelta(minutes=1)
    deed = work.deed(work.manager, "inspection.signed", at)
    said = {
        "asset": work.life.asset,
        "type": InspectionType.ACCEPTANCE,
        "inspected_by": work.manager,
        "inspected_at": work.device.accepted_at,
        "signed_at": at,
        "status": InspectionStatus.PASSED,
        "verdict": ChecklistVerdict.PASSED,
        "findings": OF_OLD,
    }
    work.tell(Inspection(), deed, said)


def reject(work: Work, at: datetime, *, mended_at: datetime) -> None:
    inspect(work, at, failed)
    note = "Failed its acceptance: a value is outside of its limits."
    repair = Repair(
        work, work.technician, at, mended_at, work.rng.choice(DEFECTS), problem=note
    )
    order = repair.tell()
    deed = work.deed(work.technician, "inspection.signed", at, note)
    reason = StatusReason.FAILED_INSPECTION
    tell_event(work, order, reason=reason, deed=deed, end=mended_at)


def inspect(work: Work, at: datetime, how: Any) -> None:
    """By the checklist of the kind, whatever comes round for it later."""
    lines = work.programme.lines[work.device.kind.key]
    if not lines:
        return
    line, inspection = lines[0], Inspection()
    by = work.technician
    found: Found = how(line.probes, at=at, by=by.pk, rng=work.rng)
    said = {
        "asset": work.life.asset,
        "type": InspectionType.ACCEPTANCE,
        "procedure_version": line.version,
        "checklist": line.checklist,
        "results": found.results,
        "verdict": found.verdict,
        "status": STATUSES[found.verdict],
        "inspected_by": by,
        "inspected_at": at,
        "signed_at": at,
        "location": work.life.steps[0].changes["current_location"],
    }
    work.tell(inspection, work.deed(by, "inspection.signed", at), said)
    work.use_instrument(line.needs, at, inspection=inspection)


def with_dates(work: Work) -> list[Step]:
    """The life of the device, with the dates on it that follow from its work."""
    first, *others = work.life.steps
    dates: dict[str, Any] = {"next_service_due": work.next_due}
    if work.device.accepted_at <= work.world.since:
        dates["last_inspection_at"] = work.device.accepted_at
    steps = [replace(first, changes={**first.changes, **dates})]
    for step in others:
        is_acceptance = step.deed.action == "asset.accepted"
        if isinstance(step.entity, Asset) and is_acceptance:
            inspected = {"last_inspection_at": work.device.accepted_at}
            step = replace(step, changes={**step.changes, **inspected})
        steps.append(step)
    return steps
