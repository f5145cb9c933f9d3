"""A row of the file read into values, each text that fits nowhere kept in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from equipment.imports.cells import Cell, cell_text, is_blank
from equipment.imports.dates import AmbiguousDate, NotADate, read_moment
from equipment.imports.fields import FIELDS, Field, Kind
from equipment.imports.options import Options
from equipment.imports.tables import Row
from equipment.imports.values import (
    Unfit,
    read_ip_address,
    read_mac_address,
    read_money,
    read_number,
    read_year,
)
from equipment.imports.words import (
    LONGEST_WORD,
    NO_OWN_WORDS,
    read_status,
    read_word,
    read_yes_no,
)
from equipment.lifecycle import AssetStatus
from hospital_assets.foundation.spreadsheets import unguarded

# What nobody may guess: a row that says one of these in unknown words is refused.
NEVER_GUESSED = frozenset({"status", "criticality", "risk_class", "ownership"})

# No database stores it, and nobody can have meant it.
NUL = "{}: there is a NUL character in the cell. Type its text anew."

SIMPLE_READERS: dict[Kind, Callable[[Cell], Any]] = {
    Kind.NUMBER: read_number,
    Kind.YEAR: read_year,
    Kind.YES_NO: read_yes_no,
    Kind.MAC: read_mac_address,
    Kind.IP: read_ip_address,
}


@dataclass
class Parsed:
    """What one row says: `values` by field, without those that it leaves empty.

    `kept` are lines for the notes, `refusals` sentences that stop the row.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return str(self.values.get(name, ""))

    def keep(self, name: str, text: str) -> None:
        """Put what found no place of its own into the notes."""
        line = f"{FIELDS[name].label}: {text}"
        if line not in self.kept:
            self.kept.append(line)


# Puts what a cell says into the values of a row.
Store = Callable[[Parsed, str, Cell], None]


class RowReader:
    """Reads the rows of one file by the mapping and the choices made for it."""

    def __init__(
        self, columns: tuple[str, ...], options: Options, *, time_zone: str
    ) -> None:
        self.options = options
        # Field -> word that nothing explains -> how many rows say it.
        self.unknown_words: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.zone = ZoneInfo(time_zone)
        self.mapped = [
            (position, name, self._store_for(FIELDS[name]))
            for position, column in enumerate(columns)
            if (name := options.columns.get(column))
        ]

    def _store_for(self, field: Field) -> Store:
        """How the cells of a field become values; told once for its column."""
        if field.name == "status":
            return self._store_status
        own = {
            Kind.MONEY: self._store_money,
            Kind.DATE: self._store_day,
            Kind.MOMENT: self._store_moment,
            Kind.WORD: self._store_word,
            Kind.TEXT: store_text,
        }
        if field.kind in own:
            return own[field.kind]
        return partial(store_simple, SIMPLE_READERS[field.kind])

    def read(self, row: Row) -> Parsed:
        parsed = Parsed(row.number)
        for position, name, store in self.mapped:
            cell = row.cells[position]
            if isinstance(cell, str):
                if not cell or cell.isspace():
                    continue
                if "\0" in cell:
                    parsed.refusals.append(NUL.format(FIELDS[name].label))
                    continue
                # Our own exports guard what a spreadsheet would run as a formula.
                cell = unguarded(cell) if cell[0] == "'" else cell
            self._read_cell(parsed, name, cell, store)
        for cell in row.beyond:
            if isinstance(cell, str) and "\0" in cell:
                parsed.refusals.append(NUL.format("Beside the table"))
            elif not is_blank(cell):
                parsed.kept.append(f"Beside the table: {cell_text(cell)}")
        return parsed

    def _read_cell(self, parsed: Parsed, name: str, cell: Cell, store: Store) -> None:
        try:
            store(parsed, name, cell)
        except AmbiguousDate as refusal:
            parsed.refusals.append(f"{FIELDS[name].label}: {refusal}")
        except (Unfit, NotADate) as refusal:
            if FIELDS[name].kind is Kind.WORD:
                self.unknown_words[name][cell_text(cell).strip()[:LONGEST_WORD]] += 1
            if name in NEVER_GUESSED:
                parsed.refusals.append(str(refusal))
            else:
                parsed.keep(name, cell_text(cell).strip())

    def _store_day(self, parsed: Parsed, name: str, cell: Cell) -> None:
        moment = read_moment(cell, order=self.options.order)
        assert moment is not None
        parsed.values[name] = moment.date()

    def _store_moment(self, parsed: Parsed, name: str, cell: Cell) -> None:
        moment = read_moment(cell, order=self.options.order)
        assert moment is not None
        parsed.values[name] = self._local(moment)

    def _store_word(self, parsed: Parsed, name: str, cell: Cell) -> None:
        parsed.values[name] = read_word(name, cell, own=self._own_words(name))

    def _store_status(self, parsed: Parsed, name: str, cell: Cell) -> None:
        said = read_status(cell, own=self._own_words(name))
        assert said is not None
        parsed.values["status"] = AssetStatus(said.status)
        if said.reason:
            parsed.values.setdefault("status_reason", said.reason)

    def _store_money(self, parsed: Parsed, name: str, cell: Cell) -> None:
        money = read_money(cell)
        assert money is not None
        parsed.values[name] = money.amount
        if money.currency:
            parsed.values.setdefault("currency", money.currency)

    def _own_words(self, name: str) -> Mapping[str, str]:
        return self.options.words.get(name, NO_OWN_WORDS)

    def _local(self, moment: datetime) -> datetime:
        if timezone.is_aware(moment):
            return moment
        return moment.replace(tzinfo=self.zone)


def store_simple(
    read: Callable[[Cell], Any], parsed: Parsed, name: str, cell: Cell
) -> None:
    parsed.values[name] = read(cell)


def store_text(parsed: Parsed, name: str, cell: Cell) -> None:
    parsed.values[name] = cell_text(cell).strip()
