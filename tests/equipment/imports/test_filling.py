from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from equipment.models import Manufacturer
from tests.equipment.imports.loads import (
    asset_tagged,
    checked,
    job_of,
    loaded,
    pumps,
)
from tests.factories import (
    make_device_model,
    make_manufacturer,
    make_technician,
)


def test_makers_and_models_are_found_however_they_are_written(tmp_path, facility):
    model = make_device_model(
        name="Évita V500",
        manufacturer=make_manufacturer(name="Dräger"),
        is_life_support=True,
    )
    rows = pumps("P-1", Manufacturer="DRAGER ", Model="evita  v500")

    loaded(job_of(tmp_path, rows, facility=facility))

    pump = asset_tagged("P-1")
    assert (pump.device_model, pump.is_life_support) == (model, True)
    assert pump.manufacturer_name == "DRAGER"


def test_what_the_catalogue_lacks_is_added_only_when_asked(tmp_path, facility):
    rows = [
        ["Asset tag", "Category", "Manufacturer", "Model"],
        ["X-1", "Laser", "ACME", "L1"],
        ["X-2", "LASER", "Acme", "l1"],
    ]

    alone = checked(job_of(tmp_path, rows, facility=facility))
    asked = loaded(
        job_of(
            tmp_path,
            rows,
            facility=facility,
            creates=("categories", "manufacturers", "models"),
        )
    )

    assert alone.outcomes == ["refused", "refused"]
    assert asked.result.created == {
        "categories": ["Laser"],
        "manufacturers": ["ACME"],
        "models": ["ACME L1"],
    }
    first, second = asset_tagged("X-1"), asset_tagged("X-2")
    assert first.device_model == second.device_model
    assert Manufacturer.objects.count() == 1


def test_only_who_keeps_the_catalogue_may_add_to_it(tmp_path, facility):
    job = job_of(
        tmp_path,
        pumps("P-1"),
        facility=facility,
        by=make_technician(facility),
        creates=("manufacturers",),
    )

    with pytest.raises(PermissionDenied):
        checked(job)


def test_two_categories_of_one_code_are_both_added(tmp_path, facility):
    long = "Ultrasound system for cardiology and angiology "
    rows = [["Asset tag", "Category"], ["X-1", long + "one"], ["X-2", long + "two"]]

    job = job_of(tmp_path, rows, facility=facility, creates=("categories",))

    assert loaded(job).outcomes == ["created", "created"]
