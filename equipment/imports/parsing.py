"""A row of the file read into values, each text that fits nowhere kept in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple
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

# As registers say the same words and days again and again, so many are remembered.
REMEMBERED = 2_000


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


class Told(NamedTuple):
    """What one cell says: a value, or why there is none.

    `besides` is what it tells of a field that has no cell of its own. `kept` goes into
    the notes; `unknown` is a word that nothing explains.
    """

    value: Any = None
    besides: tuple[str, Any] | None = None
    refusal: str = ""
    kept: str = ""
    unknown: str = ""


NOTHING = Told()

Tell = Callable[[Cell], Told]


class RowReader:
    """Reads the rows of one file by the mapping and the choices made for it."""

    def __init__(
        self, columns: tuple[str, ...], options: Options, *, time_zone: str
    ) -> None:
        self.words = options.words
        self.order = options.order
        # Field -> word that nothing explains -> how many rows say it.
        self.unknown_words: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.zone = ZoneInfo(time_zone)
        mapped = [
            (position, FIELDS[name])
            for position, column in enumerate(columns)
            if (name := options.columns.get(column))
        ]
        self.texts = [(p, told.name) for p, told in mapped if told.kind is Kind.TEXT]
        self.others = [
            (p, told.name, self._tell(told))
            for p, told in mapped
            if told.kind is not Kind.TEXT
        ]

    def read(self, row: Row) -> Parsed:
        parsed = Parsed(row.number)
        for position, name in self.texts:
            if text := text_of(row.cells[position]):
                if "\0" in text:
                    parsed.refusals.append(NUL.format(FIELDS[name].label))
                else:
                    parsed.values[name] = text
        for position, name, tell in self.others:
            if (cell := row.cells[position]) != "":
                told = tell(cell)
                if told.value is None or told.besides:
                    self._note(parsed, name, told)
                else:
                    parsed.values[name] = told.value
        keep_beyond(parsed, row.beyond)
        return parsed

    def _note(self, parsed: Parsed, name: str, told: Told) -> None:
        """What is not simply a value of the field."""
        if told.besides:
            parsed.values[name] = told.value
            parsed.values.setdefault(*told.besides)
        elif told is not NOTHING:
            if told.unknown:
                self.unknown_words[name][told.unknown] += 1
            if told.refusal:
                parsed.refusals.append(told.refusal)
            else:
                parsed.keep(name, told.kept)

    # --- The kinds of columns -----------------------------------------------------

    def _tell(self, field: Field) -> Tell:
        """How the cells of a field are read; made once for its column."""
        own = self.words.get(field.name, NO_OWN_WORDS)
        readers: dict[Kind, Tell] = {
            Kind.NUMBER: lambda cell: Told(read_number(cell)),
            Kind.YEAR: lambda cell: Told(read_year(cell)),
            Kind.YES_NO: lambda cell: Told(read_yes_no(cell)),
            Kind.MAC: lambda cell: Told(read_mac_address(cell)),
            Kind.IP: lambda cell: Told(read_ip_address(cell)),
            Kind.MONEY: tell_money,
            Kind.DATE: self._tell_day,
            Kind.MOMENT: self._tell_moment,
            Kind.WORD: lambda cell: Told(read_word(field.name, cell, own=own)),
        }
        tell = readers[field.kind]
        if field.name == "status":
            tell = partial(tell_status, own=own)
        # Typed, since to a dictionary 1 and TRUE are the same.
        return lru_cache(REMEMBERED, typed=True)(partial(tell_or_keep, field, tell))

    def _tell_day(self, cell: Cell) -> Told:
        moment = read_moment(cell, order=self.order)
        assert moment is not None
        return Told(moment.date())

    def _tell_moment(self, cell: Cell) -> Told:
        moment = read_moment(cell, order=self.order)
        assert moment is not None
        if timezone.is_aware(moment):
            return Told(moment)
        return Told(moment.replace(tzinfo=self.zone))


def keep_beyond(parsed: Parsed, cells: Iterable[Cell]) -> None:
    for cell in cells:
        if isinstance(cell, str) and "\0" in cell:
            parsed.refusals.append(NUL.format("Beside the table"))
        elif not is_blank(cell):
            parsed.kept.append(f"Beside the table: {cell_text(cell)}")


def text_of(cell: Cell) -> str:
    """What stands in a cell, without the mark by which our own exports guard it."""
    if not isinstance(cell, str):
        return cell_text(cell)
    text = cell.strip()
    return unguarded(text).strip() if text[:1] == "'" else text


def tell_or_keep(field: Field, tell: Tell, cell: Cell) -> Told:
    """What cannot be read is kept in words, but what nobody may guess is refused."""
    text = text_of(cell)
    if "\0" in text:
        return Told(refusal=NUL.format(field.label))
    if not text:
        return NOTHING
    try:
        return tell(text if isinstance(cell, str) else cell)
    except AmbiguousDate as refusal:
        return Told(refusal=f"{field.label}: {refusal}")
    except (Unfit, NotADate) as refusal:
        return Told(
            refusal=str(refusal) if field.name in NEVER_GUESSED else "",
            kept=text,
            unknown=text[:LONGEST_WORD] if field.kind is Kind.WORD else "",
        )


def tell_money(cell: Cell) -> Told:
    money = read_money(cell)
    assert money is not None
    return Told(money.amount, ("currency", money.currency) if money.currency else None)


def tell_status(cell: Cell, *, own: Mapping[str, str]) -> Told:
    said = read_status(cell, own=own)
    assert said is not None
    reason = ("status_reason", said.reason) if said.reason else None
    return Told(AssetStatus(said.status), reason)
