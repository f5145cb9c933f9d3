from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from equipment.models import Asset, ImportRun
from equipment.models.importing import ImportState
from tests.equipment.imports.loads import pumps
from tests.equipment.imports.registers import as_csv, written
from tests.factories import make_category, make_facility, make_technician


@pytest.fixture
def register(tmp_path):
    make_category(name="Infusion pump", code="PUMP")
    make_facility(name="General", code="GEN")

    def write(*tags, **columns):
        return written(tmp_path, as_csv(pumps(*tags, **columns)))

    return write


def test_a_dry_run_says_the_sums_and_writes_no_asset(register, capsys):
    call_command("import_assets", register("P-1", "P-1"), dry_run=True)

    said = capsys.readouterr().out
    assert "2 rows: 1 created, 0 updated, 0 unchanged, 1 refused" in said
    assert not Asset.objects.exists()
    assert ImportRun.objects.get().state == ImportState.CHECKED


def test_an_import_is_checked_first_and_noted(register, tmp_path):
    call_command("import_assets", register("P-1"), report=tmp_path / "told")

    assert Asset.objects.get().facility.code == "GEN"
    assert ImportRun.objects.get().state == ImportState.IMPORTED
    assert (tmp_path / "told" / "report.csv").read_text("utf-8-sig").count("\n") == 2


def test_refused_rows_stop_it_unless_they_are_skipped(register):
    path = register("P-1", "P-1")

    with pytest.raises(CommandError, match="Nothing was imported: 1 rows are refused"):
        call_command("import_assets", path)
    assert not Asset.objects.exists()

    call_command("import_assets", path, skip_refused=True)
    assert Asset.objects.count() == 1


def test_a_column_can_be_said_and_taken_away(register):
    path = register("P-1", Whatever="ACME", Supplier="Other")

    call_command("import_assets", path, map=["supplier=Whatever"])

    assert Asset.objects.get().supplier == "ACME"


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"map": ["nothing=Name"]}, "nothing is no field"),
        ({"map": ["name=Nothing"]}, "The file has no column “Nothing”"),
        ({"facility": "X"}, "There is no facility of the code X"),
        ({"by": "nobody"}, "There is nobody of the user name nobody"),
        ({"header_row": 9}, "The file holds no rows below its header"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(register, options, refusal):
    with pytest.raises(CommandError, match=refusal):
        call_command("import_assets", register("P-1"), **options)


def test_somebody_without_the_right_is_refused(register):
    make_technician(username="tech")
    path = register("P-1", Manufacturer="New")

    with pytest.raises(CommandError, match="Your role does not allow this"):
        call_command("import_assets", path, by="tech", create=["manufacturers"])


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(CommandError, match="Name a file that exists"):
        call_command("import_assets", tmp_path / "none.csv")
