"""What failed, why, and what was done about it, in the codes that the numbers count."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.saving import save
from equipment.access import require
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.dispatching import PERFORM
from maintenance.actions.locking import locked_order
from maintenance.choices import ActionCode, CauseCode, FailureCode
from maintenance.lifecycle import FINAL
from maintenance.models import WorkOrder


@dataclass(frozen=True)
class Failure:
    """`failure` is always known, if only as one that could not be reproduced."""

    failure: str
    cause: str = ""
    action: str = ""


@transaction.atomic
def name_failure(
    order: WorkOrder, failure: Failure, *, by: AbstractUser, version: int | None = None
) -> WorkOrder:
    """Give the order its codes, or others, until it is closed."""
    require(by, PERFORM, at=order.asset)
    order = locked_order(order, version=version)
    if order.status in FINAL:
        label = order.get_status_display()
        raise Conflict(f"{order.number} is “{label}”; nothing of it can be changed.")
    check_codes(failure)
    order.failure_code = failure.failure
    order.cause_code = failure.cause
    order.action_code = failure.action
    save(order, by=by, action="work_order.failure_named")
    return order


def check_codes(failure: Failure) -> None:
    if failure.failure not in FailureCode:
        raise ValidationError({"failure": "Choose what kind of failure it was."})
    if failure.cause and failure.cause not in CauseCode:
        raise ValidationError({"cause": "Choose the cause from the list."})
    if failure.action and failure.action not in ActionCode:
        raise ValidationError({"action": "Choose from the list what was done."})
