"""The date of an asset by which its next service is due: the earliest of its plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db.models import Min

from audit.bulk import in_chunks, update_many
from equipment.models import Asset
from maintenance.models import MaintenancePlan

ACTION = "asset.next_service_changed"


def renew_next_service(asset_ids: Iterable[int], *, by: AbstractUser) -> None:
    """Bring the date of each asset up to date, within the caller's transaction."""
    for ids in in_chunks(sorted(set(asset_ids))):
        plans = MaintenancePlan.objects.active().filter(asset__in=ids).order_by()
        due = plans.values("asset_id").annotate(due=Min("next_due_on"))
        earliest: dict[int, date] = dict(due.values_list("asset_id", "due"))
        assets = Asset.objects.select_for_update(no_key=True).filter(pk__in=ids)
        changed = []
        for asset in assets.order_by("pk"):
            asset.next_service_due = earliest.get(asset.pk)
            changed.append(asset)
        update_many(changed, by=by, action=ACTION)
