"""Take an asset for a change: nobody else's in between, nobody's overwritten."""

from __future__ import annotations

from audit.last_change import sentence_about_last_change
from equipment.models import Asset, Assignment
from hospital_assets.foundation.errors import Stale


def locked(asset: Asset, *, version: int | None = None) -> Asset:
    """The asset as it is now, held until the transaction ends.

    `version` is that of the form in which somebody saw it; a newer one is refused.
    """
    now = (
        Asset.objects.select_for_update(of=("self",))
        .select_related("facility")
        .get(pk=asset.pk)
    )
    if version is not None and version != now.version:
        raise Stale(
            f"{sentence_about_last_change(now)} "
            "Look at it again; nothing of yours was saved."
        )
    return now


def active_assignment(asset: Asset) -> Assignment | None:
    return (
        Assignment.objects.active()
        .filter(asset=asset)
        .select_related("assigned_to", "location", "assigned_by")
        .first()
    )
