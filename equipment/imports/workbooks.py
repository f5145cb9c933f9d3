"""Read a sheet of a workbook through a process of its own.

That takes seconds for a large one, so whoever looks at a file several times says where
its rows may be kept meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from equipment.imports import workbook_process
from equipment.imports.cells import Cell
from equipment.imports.formats import DAMAGED, PROTECTED, TOO_LARGE, Kind
from equipment.imports.tables import Origin
from equipment.imports.unreadable import UnreadableFile

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 180

REFUSALS = {
    workbook_process.PROTECTED: PROTECTED,
    workbook_process.DAMAGED: DAMAGED,
    workbook_process.NO_SUCH_SHEET: "The workbook has no sheet of that name.",
    workbook_process.NO_ROWS: "The sheet is empty. Choose the one that holds the list.",
}


class Sheet:
    """The rows of one sheet, kept in a file as the process wrote them."""

    def __init__(self, spool: Path, kind: Kind) -> None:
        self.spool = spool
        with spool.open(encoding="utf-8") as lines:
            head = json.loads(next(lines))
        self.first_column: int = head["first_column"]
        self.origin = Origin(
            kind=kind,
            sheet=head["sheet"],
            sheets=tuple(head["sheets"]),
            remarks=tuple(head["remarks"]),
        )

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        number = 0
        with self.spool.open(encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                for cells in json.loads(line, object_hook=_untagged):
                    number += 1
                    yield number, cells


@contextmanager
def open_sheet(
    path: Path, kind: Kind, name: str, *, keep_in: Path | None = None
) -> Iterator[Sheet]:
    """The sheet of that name, or the one most like a register."""
    if name and keep_in and (kept := kept_rows(keep_in, name)).exists():
        yield Sheet(kept, kind)
        return
    with TemporaryDirectory(prefix="register-", dir=keep_in) as folder:
        # The library believes the ending of a name, so it is given the right one.
        workbook = Path(folder, f"register.{kind}")
        workbook.symlink_to(path.resolve())
        spool = Path(folder, "rows.jsonl")
        code = _run(workbook, name, spool)
        if code:
            raise UnreadableFile(REFUSALS.get(code, TOO_LARGE))
        sheet = Sheet(spool, kind)
        if keep_in:
            # In one step: half of the rows may never be taken for all of them.
            sheet.spool = spool.replace(kept_rows(keep_in, sheet.origin.sheet))
        yield sheet


def kept_rows(folder: Path, sheet: str) -> Path:
    return folder / f"rows-{hashlib.sha256(sheet.encode()).hexdigest()[:16]}.jsonl"


def move_kept_rows(folder: Path, *, to: Path) -> None:
    for kept in folder.glob("rows-*.jsonl"):
        shutil.move(kept, to / kept.name)


def forget_rows(folder: Path) -> None:
    for kept in folder.glob("rows-*.jsonl"):
        kept.unlink()


def _run(workbook: Path, sheet: str, spool: Path) -> int:
    command = [sys.executable, "-m", workbook_process.__name__, str(workbook), sheet]
    try:
        with spool.open("wb") as out:
            return subprocess.run(  # noqa: S603  # our own module, no shell
                command,
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE_SECONDS,
                check=False,
            ).returncode
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(TOO_LARGE) from error


def _untagged(value: dict[str, Any]) -> Cell:
    if "moment" in value:
        return datetime.fromisoformat(value["moment"])
    return date.fromisoformat(value["date"])
