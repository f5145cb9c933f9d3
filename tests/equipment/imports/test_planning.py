from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from audit.models import AuditLog
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Assignment, DeviceCategory, Location
from tests.equipment.imports.loads import (
    HEADER,
    asset_tagged,
    checked,
    job_of,
    known_pump,
    loaded,
    pumps,
)
from tests.factories import (
    make_administrator,
    make_asset,
    make_department,
    make_facility,
    make_location,
    make_technician,
)


def test_a_new_device_waits_for_its_acceptance(tmp_path, facility):
    told = loaded(job_of(tmp_path, pumps("P-1"), facility=facility))

    assert told.outcomes == ["created"]
    pump = asset_tagged("P-1")
    assert (pump.status, pump.status_reason, pump.accepted_at) == (
        AssetStatus.OUT_OF_SERVICE,
        StatusReason.PENDING_ACCEPTANCE,
        None,
    )
    assert (pump.category.name, pump.model_name) == ("Infusion pump", "Not stated")


def test_each_row_leaves_one_history_row_and_one_entry_by_import(tmp_path, facility):
    by = make_administrator()
    loaded(job_of(tmp_path, pumps("P-1"), facility=facility, by=by))
    loaded(job_of(tmp_path, pumps("P-1", Supplier="ACME"), facility=facility, by=by))

    pump = asset_tagged("P-1")
    entries = AuditLog.objects.about(pump).order_by("pk")
    assert [(e.action, e.source, e.actor_id) for e in entries] == [
        ("asset.registered", "import", by.pk),
        ("asset.edited", "import", by.pk),
    ]
    assert [row.history_type for row in pump.history.order_by("history_id")] == list(
        "+~"
    )
    assert entries[1].payload == {"supplier": ["", "ACME"]}


def test_the_import_as_a_whole_is_recorded_with_its_sums(tmp_path, facility):
    loaded(job_of(tmp_path, pumps("P-1", "P-2"), facility=facility))

    [entry] = AuditLog.objects.filter(action="asset.imported")
    assert (entry.source, entry.payload["counts"]) == ("import", {"created": 2})


def test_a_check_writes_nothing(tmp_path, facility):
    before = AuditLog.objects.count()
    job = job_of(
        tmp_path,
        pumps("P-1", Location="New room", Manufacturer="New maker"),
        facility=facility,
        creates=("places", "manufacturers"),
    )
    entries = AuditLog.objects.count()

    told = checked(job)

    assert told.outcomes == ["created"]
    assert told.result.created == {
        "manufacturers": ["New maker"],
        "places": ["New room"],
    }
    assert not Asset.objects.exists()
    assert not Location.objects.exists()
    assert AuditLog.objects.count() == entries
    assert before <= entries


def test_a_device_in_use_is_assigned_to_the_department_of_its_row(tmp_path, facility):
    ward = make_department(facility=facility, name="Intensive Care")
    rows = pumps(
        "P-1", Status="en uso", Department="INTENSIVE  care", Received="2019-05-04"
    )

    told = loaded(job_of(tmp_path, rows, facility=facility))

    [assignment] = Assignment.objects.filter(asset=asset_tagged("P-1"))
    assert (assignment.department, assignment.status) == (ward, "active")
    assert asset_tagged("P-1").accepted_at == datetime(2019, 5, 4, tzinfo=UTC)
    assert told.noted(2) == "No acceptance is told; taken from 4 May 2019."
    assert AuditLog.objects.about(assignment).count() == 1


def test_a_department_nobody_knows_is_kept_in_words(tmp_path, facility):
    rows = pumps("P-1", Status="in use", Department="Ward " + "x" * 300)

    loaded(job_of(tmp_path, rows, facility=facility))

    assignment = Assignment.objects.get()
    assert assignment.department_name == ("Ward " + "x" * 300)[:120]
    assert f"Department: Ward {'x' * 300}" in asset_tagged("P-1").notes


@pytest.mark.parametrize("word", ["operating on battery", "???", "disponible quizás"])
def test_a_status_that_nobody_knows_is_refused_and_asked(tmp_path, facility, word):
    told = checked(job_of(tmp_path, pumps("P-1", Status=word), facility=facility))

    assert told.outcomes == ["refused"]
    assert word in told.noted(2)
    assert told.result.unknown_words == {"status": {word: 1}}


def test_a_word_that_was_explained_is_known(tmp_path, facility):
    job = job_of(
        tmp_path,
        pumps("P-1", Status="Zona gris"),
        facility=facility,
        words={"status": {"zona gris": "out_of_service storage"}},
    )

    assert loaded(job).outcomes == ["created"]
    assert asset_tagged("P-1").status_reason == StatusReason.STORAGE


def test_a_meaning_that_is_no_status_counts_as_unknown(tmp_path, facility):
    job = job_of(
        tmp_path,
        pumps("P-1", Status="grey"),
        facility=facility,
        words={"status": {"grey": "nonsense"}},
    )

    assert checked(job).outcomes == ["refused"]


def test_dates_that_can_be_read_in_two_ways_are_asked(tmp_path, facility):
    rows = pumps("P-1", Received="03/04/2019")

    asked = checked(job_of(tmp_path, rows, facility=facility))
    said = loaded(
        job_of(tmp_path, rows, facility=facility, date_order="month/day/year")
    )

    assert asked.outcomes == ["refused"]
    assert asked.result.ambiguous_dates == ["03/04/2019"]
    assert said.outcomes == ["created"]
    assert asset_tagged("P-1").received_on == date(2019, 3, 4)


def test_text_in_place_of_a_date_goes_to_the_notes_and_the_report(tmp_path, facility):
    rows = pumps("P-1", Received="before the move", Notes="Loud")

    first = loaded(job_of(tmp_path, rows, facility=facility))
    again = loaded(job_of(tmp_path, rows, facility=facility))

    assert asset_tagged("P-1").notes == "Loud\nReceived: before the move"
    assert first.noted(2) == "Kept in the notes: Received: before the move."
    assert again.outcomes == ["unchanged"]


MIXED = """
P-1|Pump|Infusion pump|in use||ICU|1.200,50 €|A|1||
P-2|Pump|Infusion pump|available|Room 1|?|-||||P-1
P-3|Pump|Infusion pump|baja|East / 3||soon|||fe80::1|X-9

P-4|Pump|Infusion pump||1|ICU|7|||::ffff:1.2.3.4|P-2
P-5|Pump|Infusion pump|||||B|1||
"""


def test_the_same_file_twice_changes_nothing(tmp_path, facility):
    make_department(facility=facility, name="ICU")
    more = ["Department", "Purchase cost", "Building", "Room", "IP"]
    lines = [line.split("|") if line else [] for line in MIXED.strip().split("\n")]
    rows = [[*HEADER, *more, "Part of (asset tag)"], *lines]
    job = job_of(
        tmp_path, rows, facility=facility, creates=("places", "manufacturers", "models")
    )

    first, entries = loaded(job), AuditLog.objects.count()
    again = loaded(job)

    assert first.result.counts == {"created": 5, "set aside": 1}
    assert again.result.counts == {"unchanged": 5, "set aside": 1}
    assert again.result.created == {}
    assert AuditLog.objects.count() == entries + 1


def test_status_and_assignment_of_a_known_device_stay(tmp_path, facility):
    make_asset(asset_tag="P-1", facility=facility, status=AssetStatus.AVAILABLE)

    told = loaded(job_of(tmp_path, pumps("p-1", Status="in use"), facility=facility))

    assert asset_tagged("P-1").status == AssetStatus.AVAILABLE
    assert not Assignment.objects.exists()
    assert told.noted(2) == (
        "The file says “In use”, the register “Available”, which stays: "
        "change it by hand."
    )


def test_a_device_in_use_is_not_moved(tmp_path, facility):
    here = make_location(facility=facility, name="Here")
    make_location(facility=facility, name="There")
    make_asset(
        asset_tag="P-1",
        name="Pump",
        category=DeviceCategory.objects.get(),
        facility=facility,
        current_location=here,
        status=AssetStatus.IN_USE,
    )

    told = loaded(job_of(tmp_path, pumps("P-1", Location="there"), facility=facility))

    assert asset_tagged("P-1").current_location == here
    assert told.outcomes == ["unchanged"]
    assert told.noted(2) == (
        "The file says “There”; a device that is “In use” is not moved by an import."
    )


def test_the_facility_of_a_known_device_stays(tmp_path, facility):
    make_facility(name="Other", code="OTH")
    loaded(job_of(tmp_path, pumps("P-1"), facility=facility))

    told = loaded(job_of(tmp_path, pumps("P-1", Facility="oth")))

    assert asset_tagged("P-1").facility == facility
    assert told.noted(2) == (
        "The file says “oth”, the register “General”, which stays: "
        "move the device by hand."
    )


def test_a_technician_may_not_change_costs_by_a_file(tmp_path, facility):
    by = make_technician(facility)
    loaded(job_of(tmp_path, pumps("P-1"), facility=facility))

    told = checked(
        job_of(
            tmp_path, pumps("P-1", **{"Purchase cost": "5"}), facility=facility, by=by
        )
    )

    assert told.outcomes == ["refused"]
    assert told.noted(2) == (
        "Your role may not change the costs of an asset: Purchase cost."
    )


def test_devices_and_places_of_other_facilities_are_out_of_reach(tmp_path, facility):
    other = make_facility(name="Other", code="OTH")
    pump = known_pump(other)
    make_location(facility=other, name="Their room")
    rows = [
        [
            "Asset tag",
            "Category",
            "Facility",
            "Location",
            "Manufacturer",
            "Model",
            "SN",
        ],
        [pump.asset_tag, "PUMP", "", "", "", "", ""],
        ["P-2", "PUMP", "OTH", "", "", "", ""],
        ["P-3", "PUMP", "GEN", "Their room", "", "", ""],
        ["", "PUMP", "GEN", "", "Dräger", "Évita", "ASDF0042"],
        ["P-5", "PUMP", "", "", "", "", ""],
    ]

    told = loaded(
        job_of(tmp_path, rows, by=make_technician(facility), skips_refused=True)
    )

    assert told.outcomes == ["refused", "refused", "created", "refused", "refused"]
    assert told.noted(2) == "It belongs to a facility where you do not work."
    assert told.noted(3) == "“OTH” is no facility where you work."
    assert asset_tagged("P-3").location_text == "Their room"
    assert told.noted(5) == "It belongs to a facility where you do not work."
    assert told.noted(6) == "It does not say to which facility it belongs."
    assert Asset.objects.get(pk=pump.pk).version == pump.version


def test_a_facility_that_is_closed_takes_no_new_devices(tmp_path, facility):
    closed = make_facility(name="Old", code="OLD", is_operational=False)

    told = checked(job_of(tmp_path, pumps("P-1"), facility=closed))

    assert told.noted(2) == ("Facility: Old is not operational and takes no assets.")
