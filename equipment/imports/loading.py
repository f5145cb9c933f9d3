"""Walk a register chunk by chunk: read, match, plan, write, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.conf import settings

from audit.bulk import RowRefusedError, create_many, update_many
from equipment.actions.assets import check_parent
from equipment.imports.jobs import Job
from equipment.imports.matching import Known, assets_tagged
from equipment.imports.parsing import RowReader
from equipment.imports.planning import Outcome, Planned, Planner
from equipment.imports.references import References
from equipment.imports.reports import Report
from equipment.imports.tables import Row, Table
from equipment.models import Asset, Assignment

CHUNK = 1_000

# Told after each chunk: how many rows are done.
Progress = Callable[[int], None]


def no_progress(done: int) -> None:
    """For who does not wait."""


class Loader:
    """Loads one table; in a trial everything happens but the writing."""

    def __init__(
        self,
        job: Job,
        table: Table,
        references: References,
        report: Report,
        *,
        is_trial: bool,
    ) -> None:
        self.table = table
        self.report = report
        self.is_trial = is_trial
        self.by = job.by
        zone = job.facility.time_zone if job.facility else settings.TIME_ZONE
        self.reader = RowReader(table.columns, job.options, time_zone=zone)
        self.planner = Planner(
            job.options, references, by=job.by, facility=job.facility, at=job.at
        )
        # Tag of a part to tag of its system; a system may come after its parts.
        self.systems: dict[str, str] = {}

    def run(self, progress: Progress) -> None:
        rows = self.table.rows()
        done = 0
        while chunk := list(islice(rows, CHUNK)):
            self._load(chunk)
            done += len(chunk)
            progress(done)
        if not self.is_trial:
            self._join_systems()

    def _load(self, chunk: list[Row]) -> None:
        parsed = {
            row.number: self.reader.read(row) for row in chunk if row.oddity is None
        }
        known = Known(parsed.values(), lock=not self.is_trial)
        planned = {
            number: self.planner.plan(row, known) for number, row in parsed.items()
        }
        self._note_systems(planned.values())
        if not self.is_trial:
            self._write(list(planned.values()))
        for row in chunk:
            if row.oddity is None:
                self.report.add(planned[row.number], row)
            else:
                self.report.set_aside(row)

    # --- Writing ------------------------------------------------------------------

    def _write(self, planned: list[Planned]) -> None:
        """Write what was planned; a row that the database refuses is refused too."""
        while True:
            try:
                self._write_all(planned)
            except RowRefusedError as refusal:
                refuse(planned, refusal)
            else:
                return

    def _write_all(self, planned: list[Planned]) -> None:
        new = [row for row in planned if row.outcome is Outcome.CREATED]
        changed = [row for row in planned if row.outcome is Outcome.UPDATED]
        create_many(assets_of(new), by=self.by, action="asset.registered")
        create_many(assignments_of(new), by=self.by, action="assignment.started")
        update_many(assets_of(changed), by=self.by, action="asset.edited")

    # --- Systems ------------------------------------------------------------------

    def _note_systems(self, planned: Iterable[Planned]) -> None:
        for row in planned:
            parent = row.parsed.text("parent_asset")
            if parent and row.asset and row.outcome is not Outcome.REFUSED:
                self.systems[row.asset.asset_tag.lower()] = parent.lower()

    def _join_systems(self) -> None:
        """Hang parts below their systems, now that all devices are there."""
        pairs = iter(self.systems.items())
        while chunk := dict(islice(pairs, CHUNK)):
            tags = {*chunk, *chunk.values()}
            assets = {a.asset_tag.lower(): a for a in assets_tagged(tags, lock=True)}
            joined = list(parts_of_systems(chunk, assets))
            update_many(joined, by=self.by, action="asset.edited")


def parts_of_systems(
    systems: dict[str, str], assets: dict[str, Asset]
) -> Iterator[Asset]:
    for tag, parent_tag in systems.items():
        part, system = assets[tag], assets.get(parent_tag)
        if system is not None:
            part.parent_asset = system
            check_parent(part)
            yield part


def assets_of(planned: Iterable[Planned]) -> Iterator[Asset]:
    return (row.asset for row in planned if row.asset)


def assignments_of(planned: Iterable[Planned]) -> Iterator[Assignment]:
    """The assignments of new assets, which have their ids by now."""
    for row in planned:
        if row.assignment and row.asset:
            row.assignment.asset = row.asset
            yield row.assignment


def refuse(planned: Iterable[Planned], refusal: RowRefusedError) -> None:
    for row in planned:
        if refusal.entity in (row.asset, row.assignment):
            row.outcome = Outcome.REFUSED
            row.sentences = list(refusal.messages)
            row.asset = row.assignment = None
            return
    raise refusal
