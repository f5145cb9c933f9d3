"""What the work does when something happens to a device."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser

from equipment.models import Asset
from maintenance.actions.plans import end_plans

RETIRED = "The device was retired."


def end_work_on_retired(
    sender: object, *, asset: Asset, by: AbstractUser, **rest: Any
) -> None:
    end_plans(asset, reason=RETIRED, by=by)
