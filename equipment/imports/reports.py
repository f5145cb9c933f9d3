"""What became of each row, in a file that people can open."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from equipment.imports.cells import Cell, cell_text
from equipment.imports.columns import REFUSED_BECAUSE
from equipment.imports.outcomes import Outcome, Planned
from equipment.imports.tables import Row
from hospital_assets.foundation.spreadsheets import guarded, unguarded

# So many lines of a report are looked through for what to show.
MOST_READ = 100_000
ROWS_NAMED = 5

# So that spreadsheets see that it is UTF-8.
ENCODING = "utf-8-sig"


class Report:
    """Writes one line a row, the refused rows as they were, and counts.

    `folder` gets report.csv and refused.csv; the second has the file's own columns, so
    that it can be mended and loaded again. The reason stands behind them; a file that
    has that column was mended already, and its old reasons are left out.
    """

    def __init__(self, folder: Path, columns: Iterable[str]) -> None:
        self.counts: Counter[str] = Counter()
        self._lines_file = (folder / "report.csv").open(
            "w", encoding=ENCODING, newline=""
        )
        self._refused_file = (folder / "refused.csv").open(
            "w", encoding=ENCODING, newline=""
        )
        self._lines = csv.writer(self._lines_file)
        self._refused = csv.writer(self._refused_file)
        self._lines.writerow(["Row", "Outcome", "Asset tag", "What was noted"])
        columns = list(columns)
        self._positions = [
            position
            for position, column in enumerate(columns)
            if column != REFUSED_BECAUSE
        ]
        names = [columns[position] for position in self._positions]
        self._refused.writerow([*map(guarded, names), REFUSED_BECAUSE])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lines_file.close()
        self._refused_file.close()

    def add(self, planned: Planned, row: Row) -> None:
        self.counts[planned.outcome] += 1
        noted = [*planned.sentences]
        if planned.outcome is not Outcome.REFUSED:
            noted += [f"Kept in the notes: {line}." for line in planned.parsed.kept]
        self._write(row.number, planned.outcome, planned.tag, noted)
        if planned.outcome is Outcome.REFUSED:
            cells = [row.cells[position] for position in self._positions]
            because = " ".join(planned.sentences)
            self._refused.writerow(
                [*map(told, cells), guarded(because), *map(told, row.beyond)]
            )

    def set_aside(self, row: Row) -> None:
        """A row of the file that is about no device."""
        self.counts[Outcome.SET_ASIDE] += 1
        self._write(row.number, Outcome.SET_ASIDE, "", [f"It is {row.oddity}."])

    def _write(
        self, number: int, outcome: Outcome, tag: str, noted: Iterable[str]
    ) -> None:
        self._lines.writerow(
            [number, outcome.value, guarded(tag), guarded(" ".join(noted))]
        )


def told(cell: Cell) -> str:
    """A cell as it was read; one that was guarded once is not guarded twice."""
    return guarded(unguarded(cell) if isinstance(cell, str) else cell_text(cell))


@dataclass
class Problem:
    """One sentence, and how many rows it was said of; `rows` has the first of them."""

    outcome: str
    noted: str
    count: int = 0
    rows: list[str] = field(default_factory=list)

    @property
    def is_refusal(self) -> bool:
        return self.outcome == Outcome.REFUSED


def problems_in(folder: Path, *, most: int) -> list[Problem]:
    """What the report says besides that all is well: refusals, then the frequent."""
    path = folder / "report.csv"
    if not path.exists():
        return []
    problems: dict[tuple[str, str], Problem] = {}
    with path.open(encoding=ENCODING, newline="") as lines:
        for row, outcome, _, noted in islice(csv.reader(lines), 1, MOST_READ):
            if noted:
                found = problems.setdefault((outcome, noted), Problem(outcome, noted))
                found.count += 1
                if len(found.rows) < ROWS_NAMED:
                    found.rows.append(row)
    ranked = sorted(problems.values(), key=lambda p: (not p.is_refusal, -p.count))
    return ranked[:most]
