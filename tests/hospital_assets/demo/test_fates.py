from __future__ import annotations

from django.db import transaction

from equipment.models import Asset
from maintenance.models import WorkOrder
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


def work():
    fields = ("number", "asset__asset_tag", "status", "problem", "completed_at")
    return list(WorkOrder.objects.order_by("number").values_list(*fields))


def test_the_same_seed_gives_the_same_work_and_the_fleet_keeps_its_names_without(build):
    told = []
    for has_work in (True, True, False):
        with transaction.atomic():
            build(assets=30, has_work=has_work)
            told.append((fleet(), work()))
            transaction.set_rollback(True)  # Django's signature

    assert told[0] == told[1]
    assert told[2] == (told[0][0], [])
