"""What has to be followed up at a device: recorded, looked into, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.models import Asset
from hospital_assets.foundation.errors import InvalidTransition
from maintenance.choices import EventStatus
from maintenance.lifecycle import EVENT, may_follow, refusal
from maintenance.models import ComplianceEvent, WorkOrder

SUMMARY_LENGTH = 300


@transaction.atomic
def record_event(  # noqa: PLR0913  # one keyword for each thing an event may say
    asset: Asset,
    *,
    kind: str,
    severity: str,
    summary: str,
    by: AbstractUser,
    work_order: WorkOrder | None = None,
    details: Mapping[str, object] | None = None,
    due_on: date | None = None,
) -> ComplianceEvent:
    """Note what a rule found; whoever calls has asked whether `by` may do that."""
    event = ComplianceEvent(  # type: ignore[misc]  # the user model stands above this app
        asset=asset,
        actor=by,
        event_type=kind,
        severity=severity,
        summary=summary[:SUMMARY_LENGTH],
        details=dict(details or {}),
        occurred_at=timezone.now(),
        due_on=due_on,
        work_order=work_order,
    )
    save(event, by=by, action="compliance_event.recorded")
    return event


@transaction.atomic
def investigate_event(
    event: ComplianceEvent, *, by: AbstractUser, reference_number: str = ""
) -> ComplianceEvent:
    """Say that somebody looks into it, by which number it is known elsewhere."""
    event = taken_up(event, to=EventStatus.INVESTIGATING, by=by)
    event.reference_number = reference_number or event.reference_number
    save(event, by=by, action="compliance_event.investigated")
    return event


@transaction.atomic
def close_event(
    event: ComplianceEvent, *, reason: str, by: AbstractUser
) -> ComplianceEvent:
    """Say that nothing is left to be done about it, and why."""
    event = taken_up(event, to=EventStatus.CLOSED, by=by)
    if not reason.strip():
        raise ValidationError({"reason": "Say why it can be closed."})
    event.closed_at = timezone.now()
    event.closed_by = by  # type: ignore[assignment]  # the user model stands above this app
    event.closing_reason = reason.strip()
    save(event, by=by, action="compliance_event.closed", reason=reason)
    return event


def taken_up(
    event: ComplianceEvent, *, to: EventStatus, by: AbstractUser
) -> ComplianceEvent:
    """The event as it is now, locked and in its next status, or a refusal."""
    require(by, "maintenance.close_complianceevent", at=event.asset)
    event = (
        ComplianceEvent.objects.select_for_update(of=("self",))
        .select_related("asset")
        .get(pk=event.pk)
    )
    if not may_follow(EVENT, event.status, to):
        raise InvalidTransition(refusal(EVENT, event.status, to))
    event.status = to
    return event
