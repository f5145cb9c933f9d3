"""What a file looks like: its columns, some of their cells, and what they might be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from equipment.imports.cells import cell_text, is_blank
from equipment.imports.columns import Known, propose
from equipment.imports.reading import open_register
from equipment.imports.tables import Row
from equipment.models import DeviceCategory, Manufacturer
from hospital_assets.foundation.text import match_key

EXAMPLES = 3
LONGEST_EXAMPLE = 40


@dataclass(frozen=True)
class Survey:
    """`proposals` maps columns to fields; `reasons` and `examples` follow `columns`.

    `doubtful` are the columns that wait for a person's decision.
    """

    columns: tuple[str, ...]
    proposals: Mapping[str, str]
    reasons: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]
    kind: str
    encoding: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    titles: tuple[str, ...]
    remarks: tuple[str, ...]
    doubtful: tuple[str, ...] = ()

    def hint(self, position: int) -> str:
        examples = ", ".join(f"“{text}”" for text in self.examples[position])
        return f"{examples or 'Empty'}. {self.reasons[position]}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def survey(
    path: Path,
    *,
    sheet: str = "",
    header_row: int | None = None,
    keep_in: Path | None = None,
) -> Survey:
    """Look at the first rows, see `open_register`; raises UnreadableFile."""
    with open_register(
        path, sheet=sheet, header_row=header_row, keep_in=keep_in
    ) as table:
        sample = table.sample()
        proposals = propose(table.columns, sample, known=known_names())
        return Survey(
            columns=table.columns,
            proposals={p.column: p.field for p in proposals if p.field},
            reasons=tuple(p.reason for p in proposals),
            examples=tuple(
                examples_in(sample, position) for position in range(len(table.columns))
            ),
            kind=table.kind,
            encoding=table.encoding,
            sheet=table.sheet,
            sheets=table.sheets,
            header_row=table.header_row,
            titles=table.titles,
            remarks=table.remarks,
            doubtful=tuple(p.column for p in proposals if not p.is_sure),
        )


def known_names() -> Known:
    """What the register has already, so that a column can be told by its cells."""
    makers = Manufacturer.objects.values_list("name", flat=True)
    categories = DeviceCategory.objects.values_list("name", flat=True)
    return {
        "manufacturer_name": frozenset(map(match_key, makers)),
        "category": frozenset(map(match_key, categories)),
    }


def examples_in(rows: list[Row], position: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in rows:
        cell = row.cells[position]
        text = cell_text(cell).strip()[:LONGEST_EXAMPLE]
        if not is_blank(cell) and text not in found:
            found.append(text)
        if len(found) == EXAMPLES:
            break
    return tuple(found)
