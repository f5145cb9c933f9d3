"""Walk a register chunk by chunk: read, match, plan, write, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.db import transaction

from audit.bulk import RowRefusedError, create_many, update_many
from equipment.imports.jobs import Job
from equipment.imports.matching import Known
from equipment.imports.outcomes import Outcome, Planned
from equipment.imports.parsing import Parsed, RowReader
from equipment.imports.planning import Planner
from equipment.imports.references import References
from equipment.imports.reports import Report
from equipment.imports.tables import Row, Table
from equipment.models import Asset, Assignment

CHUNK = 1_000

# A row of the file and, unless it is about no device, what it says.
ReadRow = tuple[Row, Parsed | None]

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
        # Parts whose system is not on the register yet.
        self.waiting: list[ReadRow] = []
        self.done = 0

    def run(self, progress: Progress) -> None:
        rows = ((row, self._read(row)) for row in self.table.rows())
        self._load_all(rows, progress, may_wait=True)
        while self.waiting:
            ready, self.waiting = with_systems_at_hand(self.waiting)
            self._load_all(iter(ready), progress, may_wait=False)

    def _read(self, row: Row) -> Parsed | None:
        return self.reader.read(row) if row.oddity is None else None

    def _load_all(
        self, rows: Iterator[ReadRow], progress: Progress, *, may_wait: bool
    ) -> None:
        while chunk := list(islice(rows, CHUNK)):
            waiting = len(self.waiting)
            self._load(chunk, may_wait=may_wait)
            self.done += len(chunk) - (len(self.waiting) - waiting)
            progress(self.done)

    def _load(self, chunk: list[ReadRow], *, may_wait: bool) -> None:
        rows = [told for _, told in chunk if told]
        known = Known(rows, by=self.by, lock=not self.is_trial)
        systems = self.planner.systems
        planned: list[tuple[Planned, Row]] = []
        for row, parsed in chunk:
            if parsed is None:
                self.report.set_aside(row)
            elif may_wait and systems.has_to_wait(parsed, known.by_tag):
                self.waiting.append((row, parsed))
            else:
                planned.append((self.planner.plan(parsed, known), row))
        if not self.is_trial:
            self._write([plan for plan, _ in planned])
        systems.accept(plan for plan, _ in planned)
        for plan, row in planned:
            self.report.add(plan, row)

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

    @transaction.atomic
    def _write_all(self, planned: list[Planned]) -> None:
        new = [row for row in planned if row.outcome is Outcome.CREATED]
        changed = [row for row in planned if row.outcome is Outcome.UPDATED]
        create_many(assets_of(new), by=self.by, action="asset.registered")
        create_many(assignments_of(new), by=self.by, action="assignment.started")
        update_many(assets_of(changed), by=self.by, action="asset.edited")


def with_systems_at_hand(
    waiting: list[ReadRow],
) -> tuple[list[ReadRow], list[ReadRow]]:
    """Those that need not wait for another of them, and the others.

    Where all wait for each other in a ring, all are told so.
    """
    tags = {told.text("asset_tag").lower() for _, told in waiting if told}
    ready: list[ReadRow] = []
    others: list[ReadRow] = []
    for row, told in waiting:
        still_waits = told and told.text("parent_asset").lower() in tags
        (others if still_waits else ready).append((row, told))
    return (ready, others) if ready else (others, [])


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
            row.refuse(list(refusal.messages))
            return
    raise refusal
