"""What signing a log and signing an inspection have in common."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError

from audit.saving import save
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.checks import (
    frozen,
    items_of,
    missing,
    stored_answers,
    verdict_on,
)
from maintenance.checklists import Item
from maintenance.choices import ChecklistVerdict
from maintenance.models import CheckAnswer, Inspection, MaintenanceLog

Record = TypeVar("Record", bound=MaintenanceLog | Inspection)

NAMED_MISSING = 5


def freeze(record: MaintenanceLog | Inspection) -> ChecklistVerdict:
    """Put what was entered into the record, with its verdict; refuse what lacks."""
    items, answers = items_of(record), stored_answers(record)
    if lacking := missing(items, answers):
        raise ValidationError(what_is_missing(lacking))
    record.results = frozen(items, answers)
    verdict = verdict_on(items, answers)
    record.verdict = verdict if items else ""
    return verdict


def what_is_missing(items: list[Item]) -> str:
    named = "; ".join(f"“{item.label}”" for item in items[:NAMED_MISSING])
    more = len(items) - NAMED_MISSING
    rest = f" and {more} more" if more > 0 else ""
    return f"Not everything is answered yet: {named}{rest}."


def forget_answers(record: MaintenanceLog | Inspection) -> None:
    """They stand in the signed record now."""
    record.answers.all().delete()


def begin_correction(record: Record, new: Record, *, by: AbstractUser) -> Record:
    """Begin `new` with what `record` says; it takes its place when it is signed."""
    new.checklist = record.checklist
    new.findings = record.findings
    new.procedure_version = record.procedure_version
    save(new, by=by, action=f"{new._meta.model_name}.correction_begun")
    for answer in answers_in(record, new, by=by):
        answer.save()
    return new


def check_may_be_corrected(record: MaintenanceLog | Inspection) -> None:
    if record.signed_at is None:
        raise Conflict("It is not signed yet. Change it where you fill it in.")
    newer = getattr(record, "superseded_by", None)
    if newer is None:
        return
    if newer.signed_at is None:
        raise Conflict(f"{performer(newer)} is correcting it already.")
    raise Conflict("It was corrected already. Correct the newer record.")


def performer(record: MaintenanceLog | Inspection) -> AbstractUser:
    if isinstance(record, MaintenanceLog):
        return record.performed_by
    return record.inspected_by


def correction_begun(record: Record, *, by: AbstractUser) -> Record | None:
    """The correction that the person has begun and not signed."""
    newer: Record | None = getattr(record, "superseded_by", None)
    if newer is None or newer.signed_at is not None:
        return None
    return newer if performer(newer).pk == by.pk else None


def answers_in(
    record: MaintenanceLog | Inspection,
    new: MaintenanceLog | Inspection,
    *,
    by: AbstractUser,
) -> list[CheckAnswer]:
    """What a signed record says, as it was entered."""
    is_log = isinstance(new, MaintenanceLog)
    return [
        CheckAnswer(
            log_id=new.pk if is_log else None,
            inspection_id=None if is_log else new.pk,
            key=each["key"],
            result=each["result"],
            value=each.get("value", ""),
            as_found=each.get("as_found", ""),
            note=each.get("note", ""),
            photo_id=each.get("photo"),
            answered_by_id=by.pk,
            answered_at=each["at"],
        )
        for each in record.results
        if "at" in each
    ]
