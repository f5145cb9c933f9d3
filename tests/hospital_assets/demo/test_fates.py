from __future__ import annotations

from django.db import transaction

from equipment.models import Asset
from tests.hospital_assets.demo.conftest import NOW


def fleet():
    return list(
        Asset.objects.order_by("asset_tag").values_list(
            "asset_tag",
            "serial_number",
            "model_name",
            "current_location__full_path",
            "status",
        )
    )


def test_the_same_seed_gives_the_same_fleet_at_every_hour(build):
    fleets = []
    for chosen, hour in ((7, 3), (7, 22), (8, 3)):
        with transaction.atomic():
            build(seed=chosen, now=NOW.replace(hour=hour))
            fleets.append(fleet())
            transaction.set_rollback(True)  # Django's signature

    assert fleets[0] == fleets[1] != fleets[2]
