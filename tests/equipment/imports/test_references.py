from __future__ import annotations

import pytest

from equipment.lifecycle import AssetStatus
from equipment.models import Location
from tests.equipment.imports.loads import checked, job_of, known_pump, loaded


@pytest.mark.parametrize("run", [checked, loaded])
def test_what_only_a_refused_row_would_add_is_not_added(tmp_path, facility, run):
    header = ["Asset tag", "Name", "Category", "Room", "Manufacturer", "Price"]
    rows = [
        header,
        ["P-1", "Pump", "infusion pump", "Room 1", "Good maker", "10"],
        ["P-2", "Pump", "infusion pump", "Room 2", "Bad maker", "-10"],
        ["P-3", "Pump", "infusion pump", "Room 2", "Good maker", "10"],
    ]
    job = job_of(
        tmp_path,
        rows,
        facility=facility,
        creates=("places", "manufacturers"),
        skips_refused=True,
    )

    told = run(job)

    assert told.outcomes == ["created", "refused", "created"]
    assert told.result.created["manufacturers"] == ["Good maker"]
    assert len(told.result.created["places"]) == 2


def test_a_device_in_use_is_not_moved_and_no_place_is_added_for_it(tmp_path, facility):
    pump = known_pump(facility, status=AssetStatus.IN_USE)
    rows = [["Asset tag", "Room"], [pump.asset_tag, "Room 99"]]

    told = loaded(job_of(tmp_path, rows, facility=facility, creates=("places",)))

    assert told.outcomes == ["unchanged"]
    assert "is not moved by an import" in told.noted(2)
    assert not Location.objects.filter(name="Room 99").exists()
