"""What a manager allows in advance, so that work need not wait for them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from maintenance.actions.dispatching import check_open
from maintenance.actions.instruments import check_can_be_trusted
from maintenance.actions.locking import locked_order
from maintenance.actions.work_orders import today_at
from maintenance.models import InstrumentPermit, TestInstrument, WorkOrder

OVERRIDE = "maintenance.override_workorder"


@transaction.atomic
def allow_instrument(
    order: WorkOrder,
    instrument: TestInstrument,
    *,
    reason: str,
    by: AbstractUser,
    version: int | None = None,
) -> InstrumentPermit:
    """Let this one work be done with an instrument whose calibration is overdue.

    One that was found out of tolerance is not allowed by anybody.
    """
    require(by, OVERRIDE, at=order.asset)
    order = locked_order(order, version=version)
    check_open(order)
    if not reason.strip():
        raise ValidationError({"reason": "Say why it may be used all the same."})
    try:
        check_can_be_trusted([instrument])
    except ValidationError as refusal:
        raise ValidationError({"instrument": refusal.messages}) from refusal
    if not instrument.is_overdue(today_at(order.asset)):
        sentence = f"{instrument} is calibrated; it may be used as it is."
        raise ValidationError({"instrument": sentence})
    permit = InstrumentPermit(  # type: ignore[misc]  # the user model stands above this app
        work_order=order, instrument=instrument, reason=reason.strip(), allowed_by=by
    )
    save(permit, by=by, action="instrument.allowed", reason=reason)
    return permit
