"""Which statuses an asset can have, why, and which may follow which.

The table is that of the seed's five statuses as clinical engineering uses them: an
asset is accepted before it is used, returned before it is retired, and released from
"out of service" only on the evidence of a check.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class AssetStatus(models.TextChoices):
    AVAILABLE = "available", "Available"
    IN_USE = "in_use", "In use"
    MAINTENANCE = "maintenance", "Maintenance"
    OUT_OF_SERVICE = "out_of_service", "Out of service"
    RETIRED = "retired", "Retired"


class StatusReason(models.TextChoices):
    READY = "ready", "Ready"
    NEEDS_CLEANING = "needs_cleaning", "Needs cleaning"
    DEPLOYED = "deployed", "Deployed"
    LOANED_OUT = "loaned_out", "Loaned out"
    FIXED = "fixed", "Fixed installation"
    PM = "pm", "Preventive maintenance"
    REPAIR = "repair", "Repair"
    AWAITING_PARTS = "awaiting_parts", "Awaiting parts"
    AT_VENDOR = "at_vendor", "At the vendor"
    CALIBRATION = "calibration", "Calibration"
    UPGRADE = "upgrade", "Upgrade"
    PENDING_ACCEPTANCE = "pending_acceptance", "Pending acceptance"
    FAILED_INSPECTION = "failed_inspection", "Failed inspection"
    FAILED_PM = "failed_pm", "Failed maintenance"
    PROBLEM_REPORTED = "problem_reported", "Problem reported"
    RECALL_HOLD = "recall_hold", "Recall hold"
    INCIDENT_HOLD = "incident_hold", "Incident hold"
    CONTAMINATED = "contaminated", "Contaminated"
    DAMAGED = "damaged", "Damaged"
    STORAGE = "storage", "In storage"
    MISSING = "missing", "Missing"
    AWAITING_DECISION = "awaiting_decision", "Awaiting decision"
    END_OF_SUPPORT = "end_of_support", "End of support"
    DISPOSED = "disposed", "Disposed of"
    SOLD = "sold", "Sold"
    TRADED_IN = "traded_in", "Traded in"
    DONATED = "donated", "Donated"
    RETURNED = "returned", "Returned to its owner"
    LOST = "lost", "Lost"
    STOLEN = "stolen", "Stolen"
    SCRAPPED = "scrapped", "Scrapped"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


_R = StatusReason

REASONS: dict[AssetStatus, frozenset[StatusReason]] = {
    AssetStatus.AVAILABLE: frozenset({_R.READY, _R.NEEDS_CLEANING}),
    AssetStatus.IN_USE: frozenset({_R.DEPLOYED, _R.LOANED_OUT, _R.FIXED}),
    AssetStatus.MAINTENANCE: frozenset(
        {
            _R.PM,
            _R.REPAIR,
            _R.AWAITING_PARTS,
            _R.AT_VENDOR,
            _R.CALIBRATION,
            _R.UPGRADE,
        }
    ),
    AssetStatus.OUT_OF_SERVICE: frozenset(
        {
            _R.PENDING_ACCEPTANCE,
            _R.FAILED_INSPECTION,
            _R.FAILED_PM,
            _R.PROBLEM_REPORTED,
            _R.RECALL_HOLD,
            _R.INCIDENT_HOLD,
            _R.CONTAMINATED,
            _R.DAMAGED,
            _R.STORAGE,
            _R.MISSING,
            _R.AWAITING_DECISION,
            _R.END_OF_SUPPORT,
        }
    ),
    AssetStatus.RETIRED: frozenset(
        {
            _R.DISPOSED,
            _R.SOLD,
            _R.TRADED_IN,
            _R.DONATED,
            _R.RETURNED,
            _R.LOST,
            _R.STOLEN,
            _R.SCRAPPED,
            _R.ENTERED_IN_ERROR,
        }
    ),
}

# A manager alone lets a device go that one of these holds.
HOLDS = frozenset({_R.RECALL_HOLD, _R.INCIDENT_HOLD})

# An asset that was never accepted can only wait or leave.
STATUSES_BEFORE_ACCEPTANCE = frozenset(
    {AssetStatus.OUT_OF_SERVICE, AssetStatus.RETIRED}
)


class Way(models.TextChoices):
    """By which action one status follows another."""

    CHANGE = "change", "change its status"
    ASSIGN = "assign", "assign it"
    RETURN = "return", "return it"
    RETIRE = "retire", "retire it"
    REINSTATE = "reinstate", "reinstate it"


@dataclass(frozen=True)
class Transition:
    """`permission` is what one needs; `needs_evidence` asks which check released it."""

    way: Way
    permission: str
    needs_evidence: bool = False


_CHANGE = Transition(Way.CHANGE, "equipment.change_asset_status")
_STOP = Transition(Way.CHANGE, "equipment.stop_asset")
_RETIRE = Transition(Way.RETIRE, "equipment.retire_asset")
_S = AssetStatus

TRANSITIONS: dict[AssetStatus, dict[AssetStatus, Transition]] = {
    _S.AVAILABLE: {
        _S.IN_USE: Transition(Way.ASSIGN, "equipment.assign_asset"),
        _S.MAINTENANCE: _CHANGE,
        _S.OUT_OF_SERVICE: _STOP,
        _S.RETIRED: _RETIRE,
    },
    _S.IN_USE: {
        _S.AVAILABLE: Transition(Way.RETURN, "equipment.return_asset"),
        _S.MAINTENANCE: _CHANGE,
        _S.OUT_OF_SERVICE: _STOP,
    },
    _S.MAINTENANCE: {
        _S.AVAILABLE: Transition(
            Way.CHANGE, "equipment.change_asset_status", needs_evidence=True
        ),
        _S.IN_USE: Transition(
            Way.CHANGE, "equipment.change_asset_status", needs_evidence=True
        ),
        _S.OUT_OF_SERVICE: _STOP,
        _S.RETIRED: _RETIRE,
    },
    _S.OUT_OF_SERVICE: {
        _S.AVAILABLE: Transition(
            Way.CHANGE, "equipment.release_asset", needs_evidence=True
        ),
        _S.MAINTENANCE: _CHANGE,
        _S.RETIRED: _RETIRE,
    },
    _S.RETIRED: {
        _S.OUT_OF_SERVICE: Transition(Way.REINSTATE, "equipment.reinstate_asset"),
    },
}


def transition(current: str, new: str) -> Transition | None:
    """How `new` may follow `current`, or None where it may not."""
    return TRANSITIONS[AssetStatus(current)].get(AssetStatus(new))


def next_by_change(current: str) -> list[AssetStatus]:
    """The statuses that "change status" itself can lead to from `current`."""
    return [
        new
        for new, how in TRANSITIONS[AssetStatus(current)].items()
        if how.way == Way.CHANGE
    ]


def refusal(current: str, new: str) -> str:
    """The sentence for a status that may not follow, with what may."""
    was, wanted = AssetStatus(current), AssetStatus(new)
    if was == wanted:
        return f"It is “{was.label}” already."
    allowed = ", ".join(f"“{status.label}”" for status in TRANSITIONS[was])
    hint = " Return it first." if (was, wanted) == (_S.IN_USE, _S.RETIRED) else ""
    return f"“{was.label}” cannot become “{wanted.label}”, only {allowed}.{hint}"


def reason_fits(status: str, reason: str) -> bool:
    return not reason or reason in REASONS[AssetStatus(status)]
