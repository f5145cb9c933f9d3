"""Figures, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True)
class Figure:
    """One thing that was measured, and what it should be at most."""

    name: str
    value: float
    unit: str
    bar: float | None = None

    @property
    def holds(self) -> bool | None:
        return None if self.bar is None else self.value <= self.bar


@dataclass(frozen=True)
class PageFigures:
    """`empty` is the p50 of a page that does nothing, `bare` that of its SQL alone.

    `cpu` is what the worker computed for it, which other work on the machine does not
    prolong as it does the others.
    """

    name: str
    path: str
    p50: float
    p95: float
    bar: float
    queries: int
    most_queries: int
    bare: float
    empty: float
    cpu: float
    bytes: int

    @property
    def holds(self) -> bool:
        return self.p50 <= self.bar and self.queries <= self.most_queries


Groups: TypeAlias = dict[str, Sequence[Figure | PageFigures]]


def say(*words: object) -> None:
    """For the person at the terminal."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def print_groups(groups: Groups) -> None:
    for figures in groups.values():
        pages = [page_row(f) for f in figures if isinstance(f, PageFigures)]
        others = [figure_row(f) for f in figures if isinstance(f, Figure)]
        say()
        print_table([PAGE_HEADERS, *pages] if pages else [HEADERS, *others])
    say()


HEADERS = ("figure", "value", "bar", "")
PAGE_HEADERS = (
    *("page", "p50 ms", "bar", "p95 ms", "queries", "bar"),
    *("SQL ms", "× SQL", "× empty", "CPU ms", ""),
)


def figure_row(figure: Figure) -> Sequence[str]:
    bar = "-" if figure.bar is None else f"{figure.bar:.1f} {figure.unit}"
    return (figure.name, f"{figure.value:.1f} {figure.unit}", bar, verdict(figure))


def page_row(page: PageFigures) -> Sequence[str]:
    return (
        page.name,
        f"{page.p50:.1f}",
        f"{page.bar:.0f}",
        f"{page.p95:.1f}",
        str(page.queries),
        str(page.most_queries),
        f"{page.bare:.1f}",
        f"{page.p50 / page.bare:.1f}",
        f"{page.p50 / page.empty:.1f}",
        f"{page.cpu:.1f}",
        verdict(page),
    )


def verdict(figure: Figure | PageFigures) -> str:
    return {True: "holds", False: "MISSED", None: ""}[figure.holds]


def print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1])]
        cells += [cell.rjust(width) for cell, width in others]
        say("  ".join(cells).rstrip())


def write_json(
    path: Path,
    *,
    about: dict[str, object],
    groups: Groups,
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        name: [asdict(figure) for figure in group] for name, group in groups.items()
    }
    path.write_text(json.dumps(about | told, indent=1) + "\n")
    say(f"The figures are in {path}.")
