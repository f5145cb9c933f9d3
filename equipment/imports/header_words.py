"""Which field the header of a column means, by the words that registers use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from equipment.imports.fields import FIELDS
from hospital_assets.foundation.text import match_key

TABLE = Path(__file__).with_name("headers.toml")

# Nobody writes a longer header; longer text is not worth the search.
LONGEST_HEADER = 120

# No register has more columns; a file that has is none.
MOST_COLUMNS = 1000

HUMP = re.compile(r"(?<=[a-z0-9à-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
NUMBER_ENDING = re.compile(r"(?<=[a-z]{3})(nummer|nr)\b")
NUMBER = re.compile(r"\b(n|no|nr|nro|num|numero|number|nummer|nbr)\b|#")
FILLERS = re.compile(
    r"\b(de|del|da|do|das|dos|d|des|du|la|le|les|el|los|las|l|of|the|der|die|dem|den)\b"
)
BRACKETS = re.compile(r"[(\[{<].*?[)\]}>]")
ALTERNATIVES = re.compile(r"\s*[/|\n\r]\s*|\s+[-\u2013\u2014]\s+")


@dataclass(frozen=True)
class Meaning:
    field: str
    confidence: float
    reason: str


def header_key(header: str) -> str:
    """The form in which two spellings of one header are equal."""
    text = match_key(HUMP.sub(" ", header))
    text = NUMBER.sub(" no ", NUMBER_ENDING.sub(" no ", text.replace("_", " ")))
    words = re.sub(r"[\W_]+", " ", text)
    return " ".join(FILLERS.sub(" ", words).split()) or " ".join(words.split())


def meaning_of(header: str) -> Meaning | None:
    return next(_meanings(header[:LONGEST_HEADER]), None)


def fields_in(row: Iterable[str]) -> set[str]:
    """The fields that the cells of a row would be headers of."""
    cells = islice(row, MOST_COLUMNS)
    meanings = [meaning_of(cell) for cell in cells if len(cell) <= LONGEST_HEADER]
    return {meaning.field for meaning in meanings if meaning}


def _meanings(header: str) -> Iterator[Meaning]:
    """What it may mean, the surest first."""
    known, vague = _words()
    whole, bare = header_key(header), header_key(BRACKETS.sub(" ", header))
    if whole in known:
        yield Meaning(known[whole], 0.95, f"“{header}” is a usual header for it")
    if bare in known:
        yield Meaning(known[bare], 0.9, f"“{header}” is a usual header for it")
    for part in ALTERNATIVES.split(header):
        if (key := header_key(part)) in known:
            yield Meaning(known[key], 0.85, f"“{part}” is a usual header for it")
    if bare in vague:
        yield Meaning(vague[bare], 0.6, f"“{header}” often means it")


@cache
def _words() -> tuple[dict[str, str], dict[str, str]]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    known = _index(table["known"])
    for field in FIELDS.values():
        known[header_key(field.name)] = field.name
        known[header_key(field.label)] = field.name
    return known, _index(table["vague"])


def _index(table: dict[str, str]) -> dict[str, str]:
    return {
        header_key(word): field
        for field, line in table.items()
        for word in line.split(",")
    }
