"""Find the row that names the columns, and give each column a name of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import count

from equipment.imports.cells import Cell, cell_text
from equipment.imports.header_words import LONGEST_HEADER, fields_in
from hospital_assets.foundation.spreadsheets import unguarded
from hospital_assets.foundation.text import match_key

# Titles, logos and legends above a list do not go on for longer.
SEARCHED_ROWS = 50

# One known header may be chance, two in one row are none.
ENOUGH_KNOWN = 2

# A header row names most columns, and hardly in numbers.
FILLED_SHARE = 0.6
NUMBERS_SHARE = 0.25
NUMBERED_WORD = re.compile(r"\D*|\D{3,}\d{1,2}\D?", re.DOTALL)

CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def header_position(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Which of the first rows of a file is its header, if any."""
    texts = [[cell_text(cell).strip() for cell in row] for row in rows[:SEARCHED_ROWS]]
    known = [len(fields_in(row)) for row in texts]
    most = max(known, default=0)
    if most >= ENOUGH_KNOWN:
        return known.index(most)
    return _first_of_labels(texts)


def _first_of_labels(rows: list[list[str]]) -> int | None:
    """The first row that names as many columns as rows usually fill.

    For headers in a language that we do not know.
    """
    filled = Counter(sum(map(bool, row)) for row in rows if any(row))
    usual = filled.most_common(1)[0][0] if filled else 0
    for position, row in enumerate(rows):
        cells = [cell for cell in row if cell]
        if cells and len(cells) >= usual * FILLED_SHARE:
            return position if _are_labels(cells) else None
    return None


def _are_labels(cells: list[str]) -> bool:
    numbers = sum(NUMBERED_WORD.fullmatch(cell) is None for cell in cells)
    return (
        max(map(len, cells)) <= LONGEST_HEADER
        and numbers <= len(cells) * NUMBERS_SHARE
        and len({match_key(cell) for cell in cells}) > len(cells) / 2
    )


def column_names(header: Sequence[Cell], width: int, first: int) -> tuple[str, ...]:
    """A name for each column: its header, numbered where it comes twice, else a letter.

    `first` is the position in the sheet of the first column.
    """
    names: list[str] = []
    taken: set[str] = set()
    for position in range(width):
        text = cell_text(header[position]) if position < len(header) else ""
        text = unguarded(text)
        name = " ".join(CONTROL_CHARACTERS.sub(" ", text).split())
        free = _free(name or f"Column {letters(first + position)}", taken)
        taken.add(match_key(free))
        names.append(free)
    return tuple(names)


def _free(name: str, taken: set[str]) -> str:
    numbered = (name if n == 1 else f"{name} ({n})" for n in count(1))
    return next(
        candidate for candidate in numbered if match_key(candidate) not in taken
    )


def letters(position: int) -> str:
    """What spreadsheets call the column at `position`, counted from 0."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
