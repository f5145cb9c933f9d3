"""Procedures and their versions: once published, a version never changes."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from hospital_assets.foundation.errors import Stale
from maintenance.checklists import as_json, parse_checklist
from maintenance.models import Procedure, ProcedureVersion

CHANGE = "maintenance.change_procedure"


@transaction.atomic
def save_procedure(procedure: Procedure, *, by: AbstractUser, reason: str = "") -> bool:
    """Add or change what a procedure is for; its checklist comes by publishing."""
    verb = "change" if procedure.pk else "add"
    require(by, f"maintenance.{verb}_procedure", at=None)
    return save(procedure, by=by, reason=reason)


@transaction.atomic
def publish_version(
    procedure: Procedure,
    *,
    items: object,
    note: str,
    by: AbstractUser,
    based_on: int | None = None,
) -> ProcedureVersion:
    """Make a checklist the current one. Work that was begun keeps its own.

    `based_on` is the number of the version that the person saw, 0 if there was none.
    """
    require(by, CHANGE, at=None)
    procedure = Procedure.objects.select_for_update(no_key=True).get(pk=procedure.pk)
    last = procedure.versions.first()
    number = last.number if last else 0
    if based_on is not None and based_on != number:
        raise Stale(
            f"Version {number} was published in the meantime. "
            "Look at it, then publish yours again if it still fits."
        )
    checklist = parse_checklist(items)
    check_publishable(checklist, last, note)
    version = ProcedureVersion(
        procedure=procedure,
        number=number + 1,
        items=as_json(checklist),
        change_note=note.strip(),
    )
    save(version, by=by, action="procedure_version.published", reason=note)
    procedure.current = version
    save(procedure, by=by, action="procedure.published", reason=note)
    return version


def check_publishable(
    checklist: tuple[object, ...], last: ProcedureVersion | None, note: str
) -> None:
    if not checklist:
        raise ValidationError("A checklist has one item at least.")
    if last is None:
        return
    if last.checklist() == checklist:
        raise ValidationError(f"Nothing differs from version {last.number}.")
    if not note.strip():
        raise ValidationError({"change_note": "Say what is new in this version."})
