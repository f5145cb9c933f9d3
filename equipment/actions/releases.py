"""What shows that a device is fit for use again, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string

from audit.saving import save
from equipment.actions.locking import locked
from equipment.models import Asset
from hospital_assets.foundation.errors import Conflict

NOTHING_SHOWN = "No signed check shows that it is fit for use. Inspect it first."
NOT_SHOWN = "This check does not show that it is fit for use. Choose another one."


@dataclass(frozen=True)
class Proof:
    """A signed check that the device has passed; `key` tells it from the others."""

    key: str
    name: str


@dataclass(frozen=True)
class Remedy:
    """The page on which one does what the device lacks, and the permission for it.

    It is opened, or with `is_post` begun at once; `kind` is of an inspection.
    """

    label: str
    page: str
    pk: int
    permission: str
    is_post: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Release:
    """`proofs` are the checks that it passed since it was stopped, the latest first.

    `refusal` is why it has to wait all the same.
    """

    proofs: tuple[Proof, ...] = ()
    refusal: str = ""
    remedy: Remedy | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.proofs) and not self.refusal


def release_of(asset: Asset) -> Release:
    """Asked of the app that `ASSET_RELEASE_OF` names, which this one may not import."""
    look: Callable[[Asset], Release] = import_string(settings.ASSET_RELEASE_OF)
    return look(asset)


def proof_of(asset: Asset, *, chosen: str = "") -> Proof:
    """The check that releases the device: the one `chosen` by its key, or the latest.

    Raises a sentence where the device has to wait.
    """
    release = release_of(asset)
    if release.refusal or not release.proofs:
        raise Conflict(release.refusal or NOTHING_SHOWN)
    for proof in release.proofs:
        if chosen in ("", proof.key):
            return proof
    raise ValidationError({"evidence": NOT_SHOWN})


@transaction.atomic
def note_inspection(asset: Asset, *, at: datetime, by: AbstractUser) -> Asset:
    """Keep when the device was last found fit; what is older than known says nothing.

    Whoever calls has asked whether `by` may inspect.
    """
    asset = locked(asset)
    if asset.last_inspection_at is None or at > asset.last_inspection_at:
        asset.last_inspection_at = at
        save(asset, by=by, action="asset.inspected")
    return asset
