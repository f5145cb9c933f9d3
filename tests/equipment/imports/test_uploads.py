from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from audit.models import AuditLog
from equipment.imports import uploads
from equipment.imports.options import Options
from equipment.imports.surveys import survey
from equipment.imports.uploads import (
    begin,
    is_alive,
    lay_out,
    mark_if_dead,
    progress_path,
    rows_done,
    start_run,
    survey_of,
    work_on,
)
from equipment.models import Asset, ImportRun
from equipment.models.importing import ImportState
from hospital_assets.foundation.errors import Conflict
from tests.equipment.imports.loads import pumps
from tests.equipment.imports.registers import as_csv, written
from tests.factories import make_administrator


@pytest.fixture
def run(tmp_path, facility):
    """An uploaded register of one pump."""
    path = written(tmp_path, as_csv(pumps("P-1")))
    by = make_administrator()
    run = start_run(path, "pumps\0.csv", facility=facility, by=by)
    lay_out(run, survey(path), by=by)
    return run


def begun(run, state, **choices):
    options = replace(Options.from_json(run.options), **choices)
    return begin(run, state, options=options, by=run.started_by)


def test_the_file_is_kept_under_a_name_of_our_own(run):
    path = Path(run.file.path)

    assert path.is_relative_to(settings.MEDIA_ROOT / "imports")
    assert (path.name, run.filename) == ("register", "pumps.csv")
    assert AuditLog.objects.about(run).filter(action="import.uploaded").exists()
    assert survey_of(run).columns == ("Asset tag", "Name", "Category")


def test_a_check_and_an_import_note_their_sums(run):
    work_on(begun(run, ImportState.CHECKING))
    run.refresh_from_db()
    checked = run.state, run.result["counts"]
    work_on(begun(run, ImportState.IMPORTING))
    run.refresh_from_db()

    assert checked == (ImportState.CHECKED, {"created": 1})
    assert (run.state, run.result["rows"]) == (ImportState.IMPORTED, 1)
    assert rows_done(run) == 1
    assert Asset.objects.count() == 1


def test_an_import_that_refuses_says_why(run):
    work_on(begun(run, ImportState.IMPORTING, columns={"Asset tag": "asset_tag"}))

    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert run.message.startswith("Nothing was imported: 1 rows are refused.")


def test_only_one_process_takes_a_run_into_work(run):
    begun(run, ImportState.CHECKING)

    with pytest.raises(Conflict, match="being worked on already"):
        begun(run, ImportState.IMPORTING)


def test_what_was_imported_is_not_imported_again(run):
    work_on(begun(run, ImportState.IMPORTING))

    with pytest.raises(Conflict, match="imported already"):
        begun(run, ImportState.IMPORTING)


def test_a_silent_process_is_told_to_be_gone(run, monkeypatch):
    begun(run, ImportState.IMPORTING)
    assert is_alive(run)
    long_ago = time.time() - uploads.SILENT_SECONDS - 1
    os.utime(progress_path(run), (long_ago, long_ago))

    told = mark_if_dead(ImportRun.objects.get(pk=run.pk))

    assert (told.state, told.message) == (ImportState.FAILED, uploads.INTERRUPTED)


def test_a_process_gives_signs_while_one_step_takes_long(run, monkeypatch):
    monkeypatch.setattr(uploads, "SIGN_EVERY_SECONDS", 0.01)
    begun(run, ImportState.CHECKING)
    os.utime(progress_path(run), (0, 0))

    with uploads.signs_of_life(run):
        deadline = time.monotonic() + 10
        while not is_alive(run) and time.monotonic() < deadline:
            time.sleep(0.01)

    assert is_alive(run)


def test_a_program_error_leaves_nothing_and_is_told(run, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(uploads, "load", broken)

    with pytest.raises(RuntimeError):
        work_on(begun(run, ImportState.IMPORTING))

    run.refresh_from_db()
    assert (run.state, run.message) == (ImportState.FAILED, uploads.PROGRAM_FAILED)


def test_nothing_is_imported_where_its_end_cannot_be_noted(run, monkeypatch):
    """As when the process is killed between the last row and the note."""
    end = uploads.end

    def killed(run, state, **told):
        if state == ImportState.IMPORTED:
            raise RuntimeError("killed")
        end(run, state, **told)

    monkeypatch.setattr(uploads, "end", killed)

    with pytest.raises(RuntimeError):
        work_on(begun(run, ImportState.IMPORTING))

    assert not Asset.objects.exists()
