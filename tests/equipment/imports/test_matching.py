from __future__ import annotations

import pytest

from tests.equipment.imports.loads import (
    asset_tagged,
    checked,
    job_of,
    known_pump,
    loaded,
    pumps,
)
from tests.factories import make_facility, make_technician

UNTAGGED = ["Manufacturer", "Model", "Serial number", "Supplier", "Asset tag"]


def test_without_a_tag_maker_model_and_serial_name_the_device(tmp_path, facility):
    pump = known_pump(facility)
    rows = [UNTAGGED, ["DRAGER", "evita ", "asdf 0042", "ACME", ""]]

    told = loaded(job_of(tmp_path, rows))

    assert told.lines[2][:2] == ("updated", pump.asset_tag)
    assert asset_tagged(pump.asset_tag).supplier == "ACME"


@pytest.mark.parametrize("serial", ["N/A", "5.70034E+12", "0", "12345", ""])
def test_a_doubtful_serial_names_no_device(tmp_path, facility, serial):
    known_pump(facility, serial_number=serial)
    rows = [UNTAGGED, ["Dräger", "Évita", serial, "ACME", ""]]

    told = checked(job_of(tmp_path, rows))

    assert told.lines[2] == (
        "refused",
        "",
        "It has no asset tag and no known serial number.",
    )


def test_two_devices_that_a_row_can_mean_are_named(tmp_path, facility):
    known_pump(facility, asset_tag="A-1")
    known_pump(facility, asset_tag="A-2")
    rows = [UNTAGGED, ["Dräger", "Évita", "ASDF0042", "ACME", ""]]

    told = checked(job_of(tmp_path, rows))

    assert told.noted(2) == (
        "2 assets have this maker, model and serial number (A-1, A-2): give the tag."
    )


def test_a_device_that_comes_twice_is_taken_once(tmp_path, facility):
    pump = known_pump(facility)
    rows = [
        UNTAGGED,
        ["Dräger", "Évita", "ASDF0042", "ACME", ""],
        ["Dräger", "Évita", "", "Other", pump.asset_tag.lower()],
    ]

    told = loaded(job_of(tmp_path, rows, skips_refused=True))

    assert told.outcomes == ["updated", "refused"]
    assert told.noted(3) == f"Row 2 is about the same device, {pump.asset_tag}."


def test_the_same_new_tag_twice_is_taken_once(tmp_path, facility):
    told = checked(job_of(tmp_path, pumps("É-1", "é-1"), facility=facility))

    assert told.outcomes == ["created", "refused"]


def test_a_tag_keeps_the_case_that_its_label_has(tmp_path, facility):
    loaded(job_of(tmp_path, pumps("É-1"), facility=facility))

    told = loaded(job_of(tmp_path, pumps("é-1"), facility=facility))

    assert told.lines[2][:2] == ("unchanged", "É-1")


# --- Doubts that are told ---------------------------------------------------------


def twin_rows(*tags):
    return pumps(*tags, Manufacturer="ACME", Model="X1", **{"Serial number": "SN-77-1"})


def test_two_tags_of_one_maker_model_and_serial_number_are_pointed_out(
    tmp_path, facility
):
    told = loaded(job_of(tmp_path, twin_rows("P-1", "P-2"), facility=facility))

    assert told.outcomes == ["created", "created"]
    assert "is it the same device?" not in told.noted(2)
    assert "stand under P-1 too: is it the same device?" in told.noted(3)


def test_a_device_that_the_register_has_under_another_tag_is_pointed_out(
    tmp_path, facility
):
    loaded(job_of(tmp_path, twin_rows("P-1"), facility=facility))
    told = loaded(job_of(tmp_path, twin_rows("P-2"), facility=facility))

    assert told.outcomes == ["created"]
    assert "stand under P-1 too" in told.noted(2)


def test_another_day_of_acceptance_is_told_and_stays(tmp_path, facility):
    rows = [*pumps("P-1", Accepted="2024-03-01", Status="Available")]
    loaded(job_of(tmp_path, rows, facility=facility))
    later = [*pumps("P-1", Accepted="2025-03-01", Status="Available")]

    told = loaded(job_of(tmp_path, later, facility=facility))

    assert told.outcomes == ["unchanged"]
    assert "accepted on 1 March 2025, the register 1 March 2024" in told.noted(2)
    assert asset_tagged("P-1").accepted_at.year == 2024


def test_a_twin_at_a_facility_where_one_does_not_work_is_not_told(tmp_path, facility):
    known_pump(
        make_facility(),
        asset_tag="SECRET-1",
        manufacturer_name="ACME",
        model_name="X1",
        serial_number="SN-77-1",
    )
    technician = make_technician(facility)

    told = checked(job_of(tmp_path, twin_rows("P-1"), facility=facility, by=technician))

    assert told.lines[2] == ("created", "P-1", "")
