"""What became of each row, in a file that people can open."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from equipment.imports.cells import Cell, cell_text
from equipment.imports.planning import Outcome, Planned
from equipment.imports.tables import Row

# So many lines of a report are looked through for what to show.
MOST_READ = 100_000

# So that spreadsheets see that it is UTF-8.
ENCODING = "utf-8-sig"
REFUSED_BECAUSE = "Refused because"

# What a spreadsheet would take for a formula; see equipment.exports.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Report:
    """Writes one line a row, the refused rows as they were, and counts.

    `folder` gets report.csv and refused.csv; the second has the file's own columns, so
    that it can be mended and loaded again.
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
        self._refused.writerow([*columns, REFUSED_BECAUSE])

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
            because = " ".join(planned.sentences)
            self._refused.writerow([*map(as_text, row.cells), because])

    def set_aside(self, row: Row) -> None:
        """A row of the file that is about no device."""
        self.counts[Outcome.SET_ASIDE] += 1
        self._write(row.number, Outcome.SET_ASIDE, "", [f"It is {row.oddity}."])

    def _write(
        self, number: int, outcome: Outcome, tag: str, noted: Iterable[str]
    ) -> None:
        self._lines.writerow(
            [number, outcome.value, as_text(tag), as_text(" ".join(noted))]
        )


def as_text(cell: Cell) -> str:
    """The cell in a form that a spreadsheet shows and does not execute."""
    text = cell_text(cell)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def problems_in(folder: Path, *, most: int) -> list[dict[str, str]]:
    """The first rows of the report that say more than that all went well."""
    path = folder / "report.csv"
    if not path.exists():
        return []
    with path.open(encoding=ENCODING, newline="") as lines:
        noted = (
            {"row": row, "outcome": outcome, "tag": tag, "noted": text}
            for row, outcome, tag, text in islice(csv.reader(lines), 1, None)
            if text
        )
        # Refusals first: they are what somebody has to act on.
        return sorted(islice(noted, MOST_READ), key=is_no_refusal)[:most]


def is_no_refusal(problem: dict[str, str]) -> bool:
    return problem["outcome"] != Outcome.REFUSED
