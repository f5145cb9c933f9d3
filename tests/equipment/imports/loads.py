"""Registers loaded by tests, and what came of each of their rows."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from equipment.imports.jobs import Job, Result
from equipment.imports.options import Options
from equipment.imports.running import check, load
from equipment.imports.surveys import survey
from equipment.models import Asset, DeviceCategory, ImportRun
from hospital_assets.accounts.models import User
from tests.equipment.imports.registers import as_csv, written
from tests.factories import make_administrator, make_asset

HEADER = ["Asset tag", "Name", "Category", "Status", "Location"]


@dataclass
class Loading:
    """What a check or a load said; `lines` has the report by row number."""

    result: Result
    lines: dict[int, tuple[str, str, str]]
    refused: list[list[str]]

    @property
    def outcomes(self) -> list[str]:
        return [self.lines[row][0] for row in sorted(self.lines)]

    def noted(self, row: int) -> str:
        return self.lines[row][2]


def job_for(path: Path, *, by: User | None = None, **choices: Any) -> Job:
    """`choices` are those of a job and its options; columns default to the proposal."""
    by = by or make_administrator()
    facility = choices.pop("facility", None)
    choices.setdefault("columns", survey(path).proposals)
    run = ImportRun(filename=path.name, size=1, file="x", started_by=by, pk=1)
    folder = path.parent / "reports"
    folder.mkdir(exist_ok=True)
    return Job(path, folder, Options(**choices), by=by, entity=run, facility=facility)


def job_of(folder: Path, rows: Any, **choices: Any) -> Job:
    return job_for(written(folder, as_csv(rows)), **choices)


def checked(job: Job) -> Loading:
    return told_by(check(job), job.folder)


def loaded(job: Job) -> Loading:
    """Checked first, as always, with the order of dates that the check has found."""
    result = check(job)
    settled = replace(job.options, date_order=result.date_order)
    return told_by(load(replace(job, options=settled)), job.folder)


def told_by(result: Result, folder: Path) -> Loading:
    lines = {
        int(row): (outcome, tag, noted)
        for row, outcome, tag, noted in rows_of(folder / "report.csv")[1:]
    }
    assert sum(result.counts.values()) == len(lines)
    return Loading(result, lines, rows_of(folder / "refused.csv"))


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def asset_tagged(tag: str) -> Asset:
    return Asset.objects.get(asset_tag=tag)


def pumps(*tags, **columns):
    """A register of infusion pumps; each column has one text for all of them."""
    header = ["Asset tag", "Name", "Category", *columns]
    return [
        header,
        *([tag, "Pump", "infusion  PUMP", *columns.values()] for tag in tags),
    ]


def known_pump(facility, **fields):
    defaults = {
        "name": "Pump",
        "category": DeviceCategory.objects.first(),
        "manufacturer_name": "Dräger",
        "model_name": "Évita",
        "serial_number": "ASDF-0042",
    }
    return make_asset(facility=facility, **defaults | fields)
