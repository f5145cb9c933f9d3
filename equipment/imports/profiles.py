"""What the cells of a column look like, whatever its header says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from equipment.identifiers import has_gs1_check_digit
from equipment.imports.cells import Cell, cell_text, is_blank
from equipment.imports.dates import AmbiguousDate, DateOrder, NotADate, read_moment
from equipment.imports.values import (
    Unfit,
    read_ip_address,
    read_mac_address,
    read_money,
)
from equipment.imports.words import LISTS, value_of

GTIN_DIGITS = 14
SHORTEST_CODE, LONGEST_CODE = 3, 24


@dataclass(frozen=True)
class Profile:
    """The filled cells of a column, of `rows` in all."""

    cells: tuple[Cell, ...]
    texts: tuple[str, ...]
    rows: int

    @property
    def fill(self) -> float:
        return len(self.cells) / self.rows if self.rows else 0.0

    @property
    def distinct(self) -> int:
        return len(set(self.texts))

    @property
    def is_unique(self) -> bool:
        return bool(self.texts) and self.distinct == len(self.texts)

    @property
    def counts_rows(self) -> bool:
        """Whether it only numbers the rows: 1, 2, 3…"""
        first = self.texts[0] if self.texts else ""
        if not (first.isascii() and first.isdigit()) or len(self.texts) == 1:
            return False
        start = int(first)
        return start <= 1 and all(
            text == str(number) for number, text in enumerate(self.texts, start)
        )

    def share(self, test: Callable[[Cell], bool]) -> float:
        return sum(map(test, self.cells)) / len(self.cells) if self.cells else 0.0


def profile_of(cells: Sequence[Cell]) -> Profile:
    filled = tuple(cell for cell in cells if not is_blank(cell))
    texts = tuple(cell_text(cell).strip() for cell in filled)
    return Profile(filled, texts, len(cells))


def is_date(cell: Cell) -> bool:
    """A date, or the number by which Excel counts one."""
    for order in DateOrder:
        try:
            return read_moment(cell, order=order) is not None
        except (NotADate, AmbiguousDate):
            continue
    return False


def is_written_date(cell: Cell) -> bool:
    return isinstance(cell, date) or (
        isinstance(cell, str) and not cell.strip().isdigit() and is_date(cell)
    )


def is_money(cell: Cell) -> bool:
    return _reads(read_money, cell)


def is_mac(cell: Cell) -> bool:
    """Twelve digits alone could be anything; the pairs are divided."""
    return not cell_text(cell).strip().isalnum() and _reads(read_mac_address, cell)


def is_ip(cell: Cell) -> bool:
    return isinstance(cell, str) and _reads(read_ip_address, cell)


def is_gtin(cell: Cell) -> bool:
    text = cell_text(cell).strip()
    return len(text) == GTIN_DIGITS and has_gs1_check_digit(text)


def is_code(cell: Cell) -> bool:
    """One short word with a digit in it, as tags and serial numbers are."""
    text = cell_text(cell).strip()
    return (
        SHORTEST_CODE <= len(text) <= LONGEST_CODE
        and not any(c.isspace() for c in text)
        and any(c.isdigit() for c in text)
        and not is_written_date(cell)
    )


def is_word_of(field: str) -> Callable[[Cell], bool]:
    assert field in LISTS
    return lambda cell: isinstance(cell, str) and value_of(field, cell) is not None


def _reads(read: Callable[[Cell], object], cell: Cell) -> bool:
    try:
        return bool(read(cell))
    except Unfit:
        return False
