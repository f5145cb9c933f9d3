from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from audit.models import AuditLog
from equipment import exports
from equipment.actions.assignments import Handover, assign_asset
from equipment.exports import (
    COLUMNS,
    columns_for,
    csv_of,
    record_export,
    write_xlsx,
)
from equipment.field_groups import COST_FIELDS
from equipment.imports.fields import FIELDS
from equipment.imports.header_words import meaning_of
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from tests.equipment.imports.loads import job_for, loaded
from tests.factories import (
    make_asset,
    make_department,
    make_facility,
    make_location,
    make_manager,
    make_technician,
    make_user,
)

# What the import calls a column of ours that is named by more than the field's name.
FIELD_OF_SOURCE = {
    "category__name": "category",
    "facility__code": "facility",
    "current_location__full_path": "current_location",
    "owner_department__name": "owner_department",
    "responsible_person__username": "responsible_person",
    "parent_asset__asset_tag": "parent_asset",
}
# What is told but not taken back: it follows from other things, or happened.
ONLY_TOLD = {"holder", "retired_at", "updated_at"}
# What the import reads and the export has no use for: parts of the place.
ONLY_READ = {name for name in FIELDS if name.startswith("location_")} - {
    "location_text"
}


def rows_of(assets, columns=COLUMNS, **options):
    text = b"".join(csv_of(assets, columns, **options)).decode()
    return list(csv.DictReader(io.StringIO(text)))


def sheet_of(assets, columns=COLUMNS):
    file = io.BytesIO()
    write_xlsx(file, assets, columns)
    sheet = openpyxl.load_workbook(file).active
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def make_detailed_asset():
    building = make_location(name="Main", facility=make_facility(code="SMH"))
    return make_asset(
        asset_tag="BME-1",
        current_location=make_location(name="Ward 5", parent=building),
        owner_department=make_department(facility=building.facility, name="ICU"),
        responsible_person=make_user(username="nina"),
        parent_asset=make_asset(asset_tag="SYS-1", facility=building.facility),
        purchase_date=date(2024, 2, 29),
        purchase_cost=Decimal("1234.50"),
        accepted_at=datetime(2024, 3, 1, 9, 30, 15, 123456, tzinfo=UTC),
        is_life_support=True,
        notes='first line\nsecond "line"; with, all',
    )


def test_a_row_says_what_is_known_in_words():
    make_detailed_asset()

    [row] = rows_of(Asset.objects.filter(asset_tag="BME-1"))

    expected = {
        "Asset tag": "BME-1",
        "Status": "Available",
        "Reason for the status": "Ready",
        "Life support": "yes",
        "Networked": "no",
        "Facility": "SMH",
        "Location": "Main › Ward 5",
        "Department": "ICU",
        "Responsible person": "nina",
        "Part of (asset tag)": "SYS-1",
        "Purchase date": "2024-02-29",
        "Purchase cost": "1234.50",
        "Accepted": "2024-03-01 09:30:15.123456+00:00",
        "Notes": 'first line\nsecond "line"; with, all',
        "Retired on": "",
        "Held by": "",
    }
    assert {name: row[name] for name in expected} == expected


def test_a_spreadsheet_has_dates_and_numbers():
    make_detailed_asset()

    [row] = sheet_of(Asset.objects.filter(asset_tag="BME-1"))

    assert row["Purchase date"].date() == date(2024, 2, 29)
    assert row["Purchase cost"] == 1234.5
    assert row["Accepted"] == "2024-03-01 09:30:15.123456+00:00"
    assert row["Location"] == "Main › Ward 5"
    assert row["Received"] is None


def test_both_files_say_who_has_it():
    asset, manager = make_asset(), make_manager()
    nina = make_user(first_name="Nina", last_name="Berg")
    assign_asset(asset, to=Handover(person=nina), by=manager)

    assert rows_of(Asset.objects.all())[0]["Held by"] == "Nina Berg"
    assert sheet_of(Asset.objects.all())[0]["Held by"] == "Nina Berg"


@pytest.mark.parametrize("text", ["=1+1", "-", "+49 30", "@home", "\tx", "'=quoted"])
def test_no_cell_runs_in_a_spreadsheet(text):
    make_asset(name="n" + text, notes=text)

    assert rows_of(Asset.objects.all())[0]["Notes"] == f"'{text}"
    assert sheet_of(Asset.objects.all())[0]["Notes"] == f"'{text}"


def test_the_mark_for_excel_is_there_when_asked_for():
    make_asset()

    plain = next(csv_of(Asset.objects.all(), COLUMNS))
    marked = next(csv_of(Asset.objects.all(), COLUMNS, is_marked=True))

    assert plain.startswith(b"Asset tag,")
    assert marked == b"\xef\xbb\xbf" + plain


def test_no_assets_are_a_file_with_a_header():
    assert rows_of(Asset.objects.none()) == []
    assert b"".join(csv_of(Asset.objects.none(), COLUMNS)).count(b"\n") == 1


def test_the_file_comes_in_pieces_that_hold_every_row_once(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    facility = make_facility()
    tags = [make_asset(facility=facility).asset_tag for _ in range(5)]
    assets = Asset.objects.order_by("asset_tag")

    assert len(list(csv_of(assets, COLUMNS))) == 3
    assert [row["Asset tag"] for row in rows_of(assets)] == tags
    assert [row["Asset tag"] for row in sheet_of(assets)] == tags


def test_costs_are_for_those_who_may_see_them():
    of_manager = {column.source for column in columns_for(make_manager())}
    of_technician = {column.source for column in columns_for(make_technician())}

    assert of_manager - of_technician == COST_FIELDS


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.header)
def test_the_import_knows_every_column_by_its_header(column):
    meaning = meaning_of(column.header)

    if column.source in ONLY_TOLD:
        assert meaning is None
    else:
        assert meaning is not None
        assert meaning.field == FIELD_OF_SOURCE.get(column.source, column.source)


def test_nothing_that_the_import_reads_is_missing():
    exported = {FIELD_OF_SOURCE.get(each.source, each.source) for each in COLUMNS}

    assert set(FIELDS) - exported == ONLY_READ


def test_the_audit_log_knows_who_took_what():
    person = make_manager()

    record_export(1234, by=person, kind="csv", chosen="Status: In use")

    entry = AuditLog.objects.get(action="asset.exported")
    assert entry.actor == person
    assert entry.entity_label == "1,234 assets as CSV"
    assert entry.payload == {
        "format": "csv",
        "rows": 1234,
        "filter": "Status: In use",
    }


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_exported_file_loaded_again_changes_nothing(tmp_path, suffix):
    asset = make_detailed_asset()
    facility = asset.facility
    make_asset(
        facility=facility,
        name="=2+2 pump",
        serial_number="-",
        supplier="@vendor",
        notes="+49 30\n'=quoted",
    )
    make_asset(
        facility=facility,
        current_location=None,
        location_text="'=cellar",
        status=AssetStatus.OUT_OF_SERVICE,
        status_reason=StatusReason.DAMAGED,
    )
    path = tmp_path / f"register.{suffix}"
    with path.open("wb") as file:
        if suffix == "csv":
            file.writelines(csv_of(Asset.objects.all(), COLUMNS))
        else:
            write_xlsx(file, Asset.objects.all(), COLUMNS)

    result = loaded(job_for(path))

    assert set(result.outcomes) == {"unchanged"}
