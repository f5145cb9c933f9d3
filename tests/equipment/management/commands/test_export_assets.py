from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audit.models import AuditLog
from tests.factories import make_asset, make_facility


def test_without_a_file_csv_is_printed():
    asset = make_asset(purchase_cost="12.50")
    printed = io.StringIO()

    call_command("export_assets", stdout=printed)

    [row] = csv.DictReader(io.StringIO(printed.getvalue()))
    assert (row["Asset tag"], row["Purchase cost"]) == (asset.asset_tag, "12.50")


def test_the_ending_of_the_file_says_the_format(tmp_path):
    asset = make_asset()
    path = tmp_path / "assets.xlsx"

    call_command("export_assets", path)

    assert openpyxl.load_workbook(path).active["A2"].value == asset.asset_tag


def test_only_the_assets_of_one_facility_are_written(tmp_path):
    asset = make_asset(facility=make_facility(code="SMH"))
    make_asset()
    path = tmp_path / "assets.csv"
    said = io.StringIO()

    call_command("export_assets", path, facility="smh", stdout=said)

    assert [
        row["Asset tag"] for row in csv.DictReader(path.read_text().splitlines())
    ] == [asset.asset_tag]
    assert said.getvalue() == f"Wrote 1 assets to {path}.\n"
    entry = AuditLog.objects.get(action="asset.exported")
    assert (entry.actor_name, entry.source) == ("System", "command")
    assert entry.payload == {"format": "csv", "rows": 1, "filter": "smh"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"format": "xlsx"}, "Name a file"),
        ({"facility": "X"}, "no facility of the code X"),
    ],
)
def test_what_cannot_be_exported_is_said(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_assets", **options)


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_assets", tmp_path)
