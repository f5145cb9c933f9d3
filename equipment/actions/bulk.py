"""One thing done to many assets: to all of them, or to none with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from equipment.actions.assets import move_asset
from equipment.actions.statuses import StatusChange, change_status
from equipment.models import Asset, Location


@transaction.atomic
def move_assets(
    assets: Iterable[Asset], *, to: Location, by: AbstractUser, reason: str = ""
) -> int:
    return for_all(assets, lambda asset: move_asset(asset, to=to, by=by, reason=reason))


@transaction.atomic
def change_statuses(
    assets: Iterable[Asset], change: StatusChange, *, by: AbstractUser
) -> int:
    return for_all(assets, lambda asset: change_status(asset, change, by=by))


def for_all(assets: Iterable[Asset], act: Callable[[Asset], object]) -> int:
    """Act on every asset in the order of their ids, so that no two lists deadlock."""
    refusals, done = [], 0
    for asset in sorted(assets, key=lambda asset: asset.pk):
        try:
            act(asset)
        except (ValidationError, PermissionDenied) as error:
            refusals.append(f"{asset}: {sentence(error)}")
        done += 1
    if refusals:
        raise ValidationError(["Nothing was changed.", *refusals])
    return done


def sentence(error: ValidationError | PermissionDenied) -> str:
    return " ".join(
        error.messages if isinstance(error, ValidationError) else [str(error)]
    )
