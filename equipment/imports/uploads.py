"""Runs of an import: the kept file, the work on it, and how far it is."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.imports.jobs import ImportRefused, Job, Result
from equipment.imports.options import Options
from equipment.imports.running import check, load
from equipment.imports.surveys import Survey
from equipment.imports.unreadable import UnreadableFile
from equipment.imports.words import word_key
from equipment.imports.workbooks import forget_rows, move_kept_rows
from equipment.models import Facility, ImportMapping, ImportRun, WordMeaning
from equipment.models.importing import ImportState
from hospital_assets.foundation.collecting import few_collections
from hospital_assets.foundation.context import RequestContext, acting_in
from hospital_assets.foundation.errors import Conflict

# A process that works on a run gives a sign so often; after so long without one it is
# gone.
SIGN_EVERY_SECONDS, SILENT_SECONDS = 3, 20


INTERRUPTED = "The work was interrupted. Nothing was imported; start it again."
PROGRAM_FAILED = "The program failed; nothing was imported. Tell your administrator."


def start_run(
    path: Path,
    filename: str,
    *,
    facility: Facility | None,
    by: AbstractUser,
    kept: Path | None = None,
) -> ImportRun:
    """Keep the file at `path` and note that somebody wants to load it.

    `kept` is the folder where its rows were kept when it was looked at.
    """
    require(by, "equipment.import_asset", at=facility)
    run = ImportRun(
        filename=filename.replace("\0", "")[-200:],
        size=path.stat().st_size,
        sha256=digest(path),
        facility=facility,
        started_by_id=by.pk,
    )
    with path.open("rb") as content, transaction.atomic():
        run.file.save("register", File(content), save=False)
        save(run, by=by, action="import.uploaded", reason=run.filename)
    if kept:
        move_kept_rows(kept, to=Path(run.file.path).parent)
    return run


def digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def own_words() -> dict[str, dict[str, str]]:
    """What words mean in this hospital, by field."""
    words: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for meaning in WordMeaning.objects.all():
        words[meaning.field][word_key(meaning.word)] = meaning.value
    return dict(words)


@transaction.atomic
def begin(
    run: ImportRun, state: ImportState, *, options: Options, by: AbstractUser
) -> ImportRun:
    """Choose the options and take the run into work; only one process may."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.is_working and is_alive(run):
        raise Conflict("This file is being worked on already.")
    if run.state == ImportState.IMPORTED:
        raise Conflict("This file was imported already. Upload it again to repeat.")
    run.state, run.options, run.message = state, options.as_json(), ""
    note_progress(run, 0)
    save(run, by=by, action=f"import.{state}_started")
    return run


def work_in_background(run: ImportRun) -> None:
    """Start a process of its own for the run, so that a page need not wait for it."""
    subprocess.Popen(  # noqa: S603  # our own command with a number
        [sys.executable, "-m", "django", "import_assets", "--run", str(run.pk)],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def work_on(run: ImportRun) -> None:
    """Do what the state of the run asks for, and note how it ended."""
    context = RequestContext(source="import")
    with acting_in(context), signs_of_life(run), few_collections():
        try:
            check_run(run) if run.state == ImportState.CHECKING else load_run(run)
        except (UnreadableFile, ImportRefused, PermissionDenied) as refusal:
            end(run, ImportState.FAILED, message=str(refusal))
        except ValidationError as refusal:
            end(run, ImportState.FAILED, message=" ".join(refusal.messages))
        except Exception:
            end(run, ImportState.FAILED, message=PROGRAM_FAILED)
            raise


def check_run(run: ImportRun) -> None:
    result = check(job_of(run), progress=lambda done: note_progress(run, done))
    end(run, ImportState.CHECKED, result=result)


@transaction.atomic
def load_run(run: ImportRun) -> None:
    """In one transaction with the note that it is done: no end leaves a doubt."""
    result = load(job_of(run), progress=lambda done: note_progress(run, done))
    end(run, ImportState.IMPORTED, result=result)
    transaction.on_commit(lambda: forget_rows(Path(run.file.path).parent))


def job_of(run: ImportRun) -> Job:
    options = Options.from_json(run.options)
    words = {**own_words(), **options.words}
    path = Path(run.file.path)
    return Job(
        path=path,
        folder=path.parent,
        options=replace(options, words=words),
        by=run.started_by,
        entity=run,
        facility=run.facility,
    )


def end(
    run: ImportRun,
    state: ImportState,
    *,
    result: Result | None = None,
    message: str = "",
) -> None:
    if state == ImportState.FAILED:
        # What was assigned before the transaction was rolled back is not so.
        run.refresh_from_db()
    run.state, run.message = state, message
    run.finished_at = timezone.now()
    if result is not None:
        run.result = asdict(result) | {"rows": result.rows}
        run.options |= {"date_order": result.date_order}
    with transaction.atomic():
        save(run, by=run.started_by, action=f"import.{state}", reason=message)


# --- Progress ---------------------------------------------------------------------
# In a file and not in the database: an import is one transaction, whose rows nobody
# else sees before it ends, and on SQLite nobody else can write meanwhile.


def note_progress(run: ImportRun, done: int) -> None:
    path = progress_path(run)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"done": done, "at": time.time()}))
    fresh.replace(path)


@contextmanager
def signs_of_life(run: ImportRun) -> Iterator[None]:
    """Give signs as long as this process lives, however long a single step takes."""
    over = threading.Event()

    def give_signs() -> None:
        while not over.wait(SIGN_EVERY_SECONDS):
            progress_path(run).touch()

    thread = threading.Thread(target=give_signs, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def rows_done(run: ImportRun) -> int:
    try:
        return int(json.loads(progress_path(run).read_text())["done"])
    except FileNotFoundError:
        return 0


def is_alive(run: ImportRun) -> bool:
    """Whether the process that works on the run has given a sign lately."""
    try:
        return time.time() - progress_path(run).stat().st_mtime < SILENT_SECONDS
    except FileNotFoundError:
        return False


def progress_path(run: ImportRun) -> Path:
    return Path(run.file.path).with_name("progress.json")


# --- What the file looks like -----------------------------------------------------


def lay_out(
    run: ImportRun,
    found: Survey,
    *,
    by: AbstractUser,
    mapping: ImportMapping | None = None,
) -> None:
    """Take a survey for the run, and from it or from `mapping` what columns mean."""
    kept = mapping.columns if mapping else found.proposals
    if mapping:
        # A person has decided about these already.
        doubtful = tuple(name for name in found.doubtful if name not in kept)
        found = replace(found, doubtful=doubtful)
    survey_path(run).write_text(json.dumps(found.as_json()))
    options = Options(
        columns={c: f for c, f in kept.items() if c in found.columns},
        date_order=mapping.date_order if mapping else "",
        sheet=found.sheet,
        header_row=found.header_row,
    )
    run.options, run.result, run.state = options.as_json(), {}, ImportState.UPLOADED
    with transaction.atomic():
        save(run, by=by, action="import.laid_out")


def survey_of(run: ImportRun) -> Survey:
    kept = json.loads(survey_path(run).read_text())
    lists = ("columns", "reasons", "sheets", "titles", "remarks", "doubtful")
    kept |= {name: tuple(kept.get(name, ())) for name in lists}
    return Survey(**kept | {"examples": tuple(map(tuple, kept["examples"]))})


def result_of(run: ImportRun) -> Result:
    names = {known.name for known in fields(Result)}
    return Result(**{name: v for name, v in run.result.items() if name in names})


def survey_path(run: ImportRun) -> Path:
    return Path(run.file.path).with_name("survey.json")


def mark_if_dead(run: ImportRun) -> ImportRun:
    """Say so when the process that worked on the run is gone without a word."""
    if not run.is_working or is_alive(run):
        return run
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        # It may have ended between the two looks.
        if run.is_working:
            end(run, ImportState.FAILED, message=INTERRUPTED)
    return run
