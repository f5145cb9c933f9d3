from __future__ import annotations

from tests.equipment.imports.loads import (
    HEADER,
    asset_tagged,
    checked,
    job_of,
    loaded,
    pumps,
)
from tests.factories import (
    make_location,
)


def test_places_are_found_by_path_code_or_only_name(tmp_path, facility):
    ward = make_location(facility=facility, name="Ward É", type="department")
    room = make_location(facility=facility, name="Room 1", parent=ward, code="E-1")
    make_location(facility=facility, name="Twin", parent=ward)
    make_location(facility=facility, name="Twin")
    places = ["ward e / ROOM  1", "e-1", "room 1", "Ward E > Twin", "twin"]
    rows = [HEADER] + [
        [f"P-{n}", "Pump", "PUMP", "", text] for n, text in enumerate(places)
    ]

    loaded(job_of(tmp_path, rows, facility=facility))

    assert [asset_tagged(f"P-{n}").current_location for n in range(3)] == [room] * 3
    assert asset_tagged("P-3").place == "Ward É › Twin"
    assert asset_tagged("P-4").place == "Twin"


def test_a_place_that_nobody_knows_stays_in_words(tmp_path, facility):
    loaded(job_of(tmp_path, pumps("P-1", Location="Cellar"), facility=facility))

    pump = asset_tagged("P-1")
    assert (pump.current_location, pump.location_text) == (None, "Cellar")


def test_new_places_mean_the_same_for_every_row_and_the_next_time(tmp_path, facility):
    texts = ["Room 1", "A / Room 1", "Room 1", "B / Room 1", "room  1", "a"]
    rows = [HEADER] + [
        [f"P-{n}", "Pump", "PUMP", "", text] for n, text in enumerate(texts)
    ]
    job = job_of(tmp_path, rows, facility=facility, creates=("places",))

    first, again = loaded(job), loaded(job)

    assert first.result.created["places"] == [
        "Room 1",
        "A",
        "A › Room 1",
        "B",
        "B › Room 1",
    ]
    assert again.result.counts == {"unchanged": 6}


def test_a_place_that_is_not_in_use_takes_nothing(tmp_path, facility):
    make_location(facility=facility, name="Old wing", is_active=False)
    rows = pumps("P-1", Location="old WING")

    told = checked(job_of(tmp_path, rows, facility=facility, creates=("places",)))

    assert told.outcomes == ["refused"]
    assert "is not in use any more" in told.noted(2)
