"""What can happen to a device, each as the steps that the actions would have left.

What a person could not have done in the product does not happen here either.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from audit.bulk import Deed
from equipment.choices import (
    AssignmentStatus,
    Condition,
    DisposalMethod,
    WipeMethod,
)
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Assignment, Disposal, Location
from hospital_assets.accounts.models import User
from hospital_assets.demo import hospital, notes
from hospital_assets.demo.lives import Life, told_as
from hospital_assets.demo.places import VENDOR
from hospital_assets.foundation.context import RequestContext

S, R = AssetStatus, StatusReason

AFTER_RETURN = {
    Condition.OK: (S.AVAILABLE, R.READY),
    Condition.DIRTY: (S.AVAILABLE, R.NEEDS_CLEANING),
    Condition.DAMAGED: (S.OUT_OF_SERVICE, R.DAMAGED),
}

# --- How it came ------------------------------------------------------------------


def import_(life: Life, at: datetime, request: RequestContext) -> None:
    """It was there before the register, and came with the old list."""
    by = life.world.staff.administrator
    life.tell(
        Deed(by, "asset.imported", notes.IMPORT, at, request),
        life.device.fields
        | {
            "accepted_at": life.device.accepted_at,
            "status": S.AVAILABLE,
            "status_reason": R.READY,
            "current_location": life.home(),
        },
    )


def register(life: Life, at: datetime) -> None:
    life.tell(
        life.deed(life.technician, "asset.registered", at),
        life.device.fields | {"current_location": life.room(hospital.RECEIVING)},
    )


def accept(life: Life, at: datetime) -> None:
    number = f"AI-{at.year}-{life.rng.randrange(10_000):04}"
    story = f"Evidence: Acceptance inspection {number}"
    life.tell(
        life.deed(life.technician, "asset.accepted", at, story),
        {
            "accepted_at": at,
            "status": S.AVAILABLE,
            "status_reason": R.READY,
            "current_location": life.home(),
        },
    )


# --- Where it went ----------------------------------------------------------------


def move(life: Life, at: datetime) -> None:
    move_to(
        life, life.spot(), at=at, by=life.head(), reason=life.rng.choice(notes.MOVES)
    )


def move_to(
    life: Life, place: Location, *, at: datetime, by: User, reason: str
) -> None:
    life.tell(life.deed(by, "asset.moved", at, reason), {"current_location": place})


def edit(life: Life, at: datetime) -> None:
    changes, reason = {"notes": life.rng.choice(notes.REMARKS)}, ""
    if life.device.kind.networked:
        version = f"{life.rng.randint(2, 9)}.{life.rng.randint(0, 9)}"
        changes = {"software_version": version}
        reason = f"Updated to {version} by the manufacturer"
    life.tell(life.deed(life.technician, "asset.edited", at, reason), changes)


# --- Who had it -------------------------------------------------------------------


def assign(life: Life, at: datetime) -> None:
    by = life.head()
    deed = life.deed(by, "assignment.started", at)
    life.assignment = start(life, deed, by=by)
    life.tell(
        told_as(deed, "asset.assigned", f"To {life.assignment.holder}"),
        in_use(life) | {"current_location": life.assignment.location},
    )


def hand_on(life: Life, at: datetime) -> None:
    assert life.assignment is not None
    previous, by = life.assignment, life.head()
    deed = life.deed(by, "assignment.transferred", at)
    over = {"status": AssignmentStatus.TRANSFERRED, "ended_at": at}
    life.tell(deed, over, of=previous)
    life.assignment = start(
        life, told_as(deed, "assignment.started"), by=by, after=previous
    )
    story = f"From {previous.holder} to {life.assignment.holder}"
    life.tell(
        told_as(deed, "asset.transferred", story),
        {"current_location": life.assignment.location},
    )


def start(
    life: Life, deed: Deed, *, by: User, after: Assignment | None = None
) -> Assignment:
    rng, pooled = life.rng, life.device.kind.is_pooled
    is_due = pooled and rng.random() < 0.35
    days = timedelta(days=rng.choice((3, 7, 14, 30)))
    department = life.device.ward.department
    assignment = Assignment(
        assigned_to=life.nurse() if pooled and rng.random() < 0.2 else None,
        department=department,
        department_name=department.name,
        location=life.spot(),
        started_at=deed.occurred_at,
        purpose=rng.choice(notes.PURPOSES) if pooled else "",
        expected_return_at=deed.occurred_at + days if is_due else None,
        checkout_condition=Condition.OK,
        assigned_by=by,
    )
    life.tell(deed, {"asset": life.asset, "transferred_from": after}, of=assignment)
    return assignment


def in_use(life: Life) -> dict[str, Any]:
    reason = R.FIXED if life.device.kind.fixed else R.DEPLOYED
    return {"status": S.IN_USE, "status_reason": reason}


def give_back(life: Life, at: datetime, condition: Condition = Condition.OK) -> None:
    damage = life.rng.choice(notes.DAMAGES)
    note = damage if condition == Condition.DAMAGED else ""
    deed = life.deed(life.nurse(), "assignment.ended", at, note)
    end(life, deed, condition)
    status, reason = AFTER_RETURN[condition]
    life.tell(
        told_as(deed, "asset.returned", note),
        {
            "status": status,
            "status_reason": reason,
            "current_location": life.device.ward.store,
        },
    )


def give_back_dirty(life: Life, at: datetime) -> None:
    give_back(life, at, Condition.DIRTY)


def clean(life: Life, at: datetime) -> None:
    deed = life.deed(life.nurse(), "asset.cleaned", at)
    life.tell(deed, {"status_reason": R.READY})


def give_back_damaged(life: Life, at: datetime) -> None:
    give_back(life, at, Condition.DAMAGED)


def end(life: Life, deed: Deed, condition: str = "") -> None:
    over = {
        "status": AssignmentStatus.COMPLETED,
        "ended_at": deed.occurred_at,
        "return_condition": condition,
    }
    life.tell(deed, over, of=life.assignment)
    life.assignment = None


# --- Whether it could be used -----------------------------------------------------


def maintain(life: Life, at: datetime) -> None:
    life.trouble, note = life.rng.choice(notes.MAINTENANCE)
    life.tell(
        life.deed(life.technician, "asset.status_changed", at, note),
        {"status": S.MAINTENANCE, "status_reason": life.trouble},
    )


def maintain_in_workshop(life: Life, at: datetime) -> None:
    """As `maintain`, and there it is still."""
    if life.assignment is not None:
        give_back(life, at - timedelta(minutes=20))
    maintain(life, at)
    is_sent = life.trouble == R.AT_VENDOR
    move_to(
        life,
        life.room(VENDOR if is_sent else hospital.WORKSHOP),
        at=at + timedelta(minutes=12),
        by=life.technician,
        reason=notes.SENT if is_sent else notes.BROUGHT,
    )


def stop(life: Life, at: datetime) -> None:
    life.trouble, note = life.rng.choice(notes.STOPS)
    by = life.nurse() if life.trouble == R.PROBLEM_REPORTED else life.technician
    deed = life.deed(by, "asset.status_changed", at, note)
    if life.assignment is not None:
        end(life, told_as(deed, "assignment.ended", note))
    life.tell(deed, {"status": S.OUT_OF_SERVICE, "status_reason": life.trouble})


def quarantine(life: Life, at: datetime) -> None:
    """As `stop`, and out of everybody's reach."""
    stop(life, at)
    move_to(
        life,
        life.room(hospital.QUARANTINE),
        at=at + timedelta(minutes=9),
        by=life.technician,
        reason=notes.QUARANTINED,
    )


def release(life: Life, at: datetime) -> None:
    report = f"PS-{life.rng.randrange(100_000):05}"
    done = life.rng.choice(notes.RELEASES.get(life.trouble, notes.OTHER_RELEASES))
    story = f"{done} Evidence: Check report {report}"
    free = {"status": S.AVAILABLE, "status_reason": R.READY}
    life.tell(
        life.deed(life.technician, "asset.status_changed", at, story),
        in_use(life) if life.assignment else free,
    )


def retire(life: Life, at: datetime) -> None:
    if life.assignment is not None:
        give_back(life, at - timedelta(minutes=40))
    exits = notes.RENTAL_EXITS if life.device.is_rented else notes.EXITS
    reason, method, recipient = life.rng.choice(exits)
    by = life.world.staff.manager
    deed = life.deed(by, "disposal.recorded", at)
    disposal = Disposal(
        method=method,
        disposed_on=at.date(),
        authorised_by=by,
        recipient=recipient,
        certificate_reference=f"D-{at.year}-{life.rng.randrange(10_000):04}",
        **cleaning(life, method, at=at),
    )
    life.tell(deed, {"asset": life.asset}, of=disposal)
    life.tell(
        told_as(deed, "asset.retired", life.rng.choice(notes.RETIREMENTS)),
        {
            "status": S.RETIRED,
            "status_reason": reason,
            "retired_at": at,
            "current_location": None,
            "location_text": recipient,
        },
    )


def cleaning(life: Life, method: str, *, at: datetime) -> dict[str, Any]:
    """Who freed it of germs and of data; nobody did where it is gone."""
    if method == DisposalMethod.LOST:
        return {}
    who = str(life.technician)
    if not life.device.kind.patient_data:
        return {"decontaminated_by": who}
    scrapped = method == DisposalMethod.SCRAP
    return {
        "decontaminated_by": who,
        "data_wiped_by": who,
        "data_wiped_on": at.date(),
        "data_wipe_method": WipeMethod.DESTROY if scrapped else WipeMethod.PURGE,
    }
