"""Inspections: begun for a device, signed, and what follows from how they ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.actions.acceptance import accept_asset
from equipment.actions.locking import locked
from equipment.actions.releases import note_inspection
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Location
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.checks import locked_record
from maintenance.actions.consequences import (
    open_repair,
    record_failure,
    release_device,
    stop_device,
)
from maintenance.actions.instruments import use_instruments
from maintenance.actions.plans import make_first_plans
from maintenance.actions.safety_tests import safety_checklist
from maintenance.actions.signing import (
    begin_correction,
    check_may_be_corrected,
    correction_begun,
    forget_answers,
    freeze,
)
from maintenance.actions.work_orders import local_date
from maintenance.checklists import as_json
from maintenance.choices import (
    ChecklistVerdict,
    EventType,
    InspectionStatus,
    InspectionType,
)
from maintenance.models import Inspection, Procedure, TestInstrument

# How an inspection may have ended, by what its checklist came to.
STATUSES: dict[str, tuple[InspectionStatus, ...]] = {
    ChecklistVerdict.PASSED: tuple(InspectionStatus),
    ChecklistVerdict.REPAIRED: (
        InspectionStatus.PASSED,
        InspectionStatus.ATTENTION_NEEDED,
    ),
    ChecklistVerdict.FAILED: (InspectionStatus.FAILED,),
}


# What is inspected last before a device leaves maintenance.
AFTER_REPAIR = (InspectionType.POST_REPAIR, InspectionType.ELECTRICAL_SAFETY)


@dataclass(frozen=True)
class Verdict:
    """What a person says when signing an inspection."""

    status: str
    findings: str = ""
    location: Location | None = None
    valid_until: date | None = None
    instruments: tuple[TestInstrument, ...] = field(default=())
    override_reason: str = ""


@dataclass(frozen=True)
class Inspected:
    """The record, and what the person should know of what followed."""

    inspection: Inspection
    news: tuple[str, ...] = ()


@transaction.atomic
def begin_inspection(
    asset: Asset, *, kind: str, by: AbstractUser, procedure: Procedure | None = None
) -> Inspection:
    """The inspection of that kind that the person has begun, or a new one."""
    require(by, "maintenance.sign_inspection", at=asset)
    asset = locked(asset)
    check_may_be_inspected(asset, kind)
    begun = Inspection.objects.filter(
        asset=asset, inspected_by=by.pk, type=kind, signed_at=None, supersedes=None
    )
    version = procedure.current if procedure else None
    if same := begun.filter(procedure_version=version).first():
        return same
    checklist, standard = checklist_for(asset, kind, procedure)
    inspection = Inspection(  # type: ignore[misc]  # the user model stands above this app
        asset=asset,
        type=kind,
        procedure_version=version,
        checklist=checklist,
        safety_standard=standard,
        inspected_by=by,
        inspected_at=timezone.now(),
        location=asset.current_location,
    )
    save(inspection, by=by, action="inspection.begun")
    return inspection


def check_may_be_inspected(asset: Asset, kind: str) -> None:
    if asset.status == AssetStatus.RETIRED:
        raise Conflict("It is retired. Reinstate it before it is inspected.")
    if kind not in InspectionType:
        raise ValidationError({"kind": "Choose what kind of inspection it is."})
    if kind == InspectionType.ACCEPTANCE and asset.accepted_at is not None:
        raise Conflict("It was accepted already. Choose another kind of inspection.")


def checklist_for(
    asset: Asset, kind: str, procedure: Procedure | None
) -> tuple[list[dict[str, Any]], str]:
    """The items, and the standard whose limits they have, if it is one."""
    if procedure is not None:
        version = procedure.current
        return (as_json(version.checklist()) if version else []), ""
    if kind == InspectionType.ELECTRICAL_SAFETY:
        return safety_checklist(asset)
    return [], ""


@transaction.atomic
def sign_inspection(
    inspection: Inspection, *, wanted: Verdict, by: AbstractUser
) -> Inspected:
    """Sign what was found: from now on it never changes, and the device follows it."""
    asset = locked(inspection.asset)
    inspection = locked_record(inspection, by=by)
    verdict = freeze(inspection)
    check_status(verdict, wanted)
    now = timezone.now()
    inspection.status, inspection.findings = wanted.status, wanted.findings
    inspection.location = wanted.location or inspection.location
    inspection.valid_until = wanted.valid_until
    inspection.signed_at = now
    if not isinstance(inspection.supersedes, Inspection):
        # A correction tells what was seen then, not now.
        inspection.inspected_at = now
    use_instruments(
        inspection,
        wanted.instruments,
        on=local_date(now, asset),
        override_reason=wanted.override_reason,
        by=by,
    )
    reason = inspection.correction_reason
    save(inspection, by=by, action="inspection.signed", reason=reason)
    forget_answers(inspection)
    return Inspected(inspection, follow(inspection, now, by=by))


@transaction.atomic
def correct_inspection(
    inspection: Inspection, *, reason: str, by: AbstractUser
) -> Inspection:
    """Begin a record that takes the place of a signed one when it is signed itself."""
    require(by, "maintenance.sign_inspection", at=inspection.asset)
    found = Inspection.objects.select_for_update(of=("self",))
    inspection = found.select_related("asset").get(pk=inspection.pk)
    if begun := correction_begun(inspection, by=by):
        return begun
    if not reason.strip():
        raise ValidationError({"reason": "Say what is wrong in the record."})
    check_may_be_corrected(inspection)
    new = Inspection(  # type: ignore[misc]  # the user model stands above this app
        asset=inspection.asset,
        work_order=inspection.work_order,
        type=inspection.type,
        safety_standard=inspection.safety_standard,
        inspected_by=by,
        inspected_at=inspection.inspected_at,
        location=inspection.location,
        supersedes=inspection,
        correction_reason=reason.strip(),
    )
    return begin_correction(inspection, new, by=by)


def check_status(verdict: str, wanted: Verdict) -> None:
    allowed = STATUSES[verdict]
    if wanted.status not in allowed:
        words = ", ".join(f"“{each.label}”" for each in allowed)
        said = ChecklistVerdict(verdict).label.lower()
        raise ValidationError(
            {"status": f"The checklist came to “{said}”, so choose {words}."}
        )
    if wanted.status != InspectionStatus.PASSED and not wanted.findings.strip():
        raise ValidationError({"findings": "Say in a sentence what was found."})


# --- What follows -----------------------------------------------------------------


def follow(
    inspection: Inspection, at: datetime, *, by: AbstractUser
) -> tuple[str, ...]:
    """Do what DOMAIN 7.4 says, and tell the person what that was."""
    before = inspection.supersedes
    if isinstance(before, Inspection):
        # What followed from the first record stays; a failure found later counts.
        was_failed = before.status == InspectionStatus.FAILED
        is_news = inspection.status == InspectionStatus.FAILED and not was_failed
        return fail(inspection, by=by) if is_news else ()
    match inspection.status:
        case InspectionStatus.FAILED:
            return fail(inspection, by=by)
        case InspectionStatus.ATTENTION_NEEDED:
            return (opened_for(inspection, by=by),)
    return clear(inspection, at, by=by)


def clear(inspection: Inspection, at: datetime, *, by: AbstractUser) -> tuple[str, ...]:
    asset = note_inspection(inspection.asset, at=at, by=by)
    if inspection.type == InspectionType.ACCEPTANCE:
        accept_asset(
            asset,
            by=by,
            at=inspection.location,
            accepted_at=at,
        )
        make_first_plans(asset, by=by, accepted_on=local_date(at, asset))
        return (f"{asset} was accepted and is “{AssetStatus.AVAILABLE.label}” now.",)
    if asset.status == AssetStatus.OUT_OF_SERVICE:
        return (f"{asset} is still “{AssetStatus.OUT_OF_SERVICE.label}”. Release it.",)
    was_in_maintenance = asset.status == AssetStatus.MAINTENANCE
    if inspection.type not in AFTER_REPAIR or not was_in_maintenance:
        return ()
    if why_not := release_device(asset, by=by):
        return (f"The device stays in maintenance. {why_not}",)
    return (f"{asset} was released from maintenance.",)


def fail(inspection: Inspection, *, by: AbstractUser) -> tuple[str, ...]:
    asset, note = inspection.asset, f"Failed: {inspection.findings}"
    stop_device(asset, reason=StatusReason.FAILED_INSPECTION, note=note, by=by)
    repair = open_repair(
        asset, after=inspection.work_order, problem=inspection.findings, by=by
    )
    record_failure(
        asset,
        kind=EventType.FAILED_INSPECTION,
        summary=note,
        by=by,
        work_order=repair,
    )
    stopped = f"{asset} is “{AssetStatus.OUT_OF_SERVICE.label}” now."
    return (stopped, f"{repair.number} was opened for its repair.")


def opened_for(inspection: Inspection, *, by: AbstractUser) -> str:
    asset, order = inspection.asset, inspection.work_order
    repair = open_repair(asset, after=order, problem=inspection.findings, by=by)
    return f"{repair.number} was opened. The device may be used meanwhile."
