"""What the words in a column of few words mean: statuses, risks, ownership, yes and no.

A word that is in no table means nothing until a person says what; it is never guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import TextChoices

from equipment import choices
from equipment.imports.cells import Cell, cell_text, is_blank
from equipment.imports.fields import FIELDS
from equipment.imports.values import Unfit
from equipment.lifecycle import REASONS, AssetStatus, StatusReason, reason_fits
from hospital_assets.foundation.text import match_key

TABLE = Path(__file__).with_name("words.toml")
WORD = re.compile(r"[^\W_]+|[✓✔]")
LONGEST_WORD = 80

LISTS: dict[str, type[TextChoices]] = {
    "status": AssetStatus,
    "status_reason": StatusReason,
    "criticality": choices.Criticality,
    "risk_class": choices.RiskClass,
    "ownership": choices.Ownership,
    "service_provider": choices.ServiceProvider,
    "protection_class": choices.ProtectionClass,
    "applied_part": choices.AppliedPart,
}
YES_NO = "yes_no"

# What a person says that words of this file mean: word key -> value.
OwnWords = Mapping[str, str]
NO_OWN_WORDS: OwnWords = {}


class StatusWord(NamedTuple):
    """The reason is empty where the word does not tell it."""

    status: str
    reason: str


def word_key(text: str) -> str:
    """The form in which two spellings of one word are equal."""
    return " ".join(WORD.findall(match_key(text[:LONGEST_WORD])))


def value_of(table: str, text: str, *, own: OwnWords = NO_OWN_WORDS) -> str | None:
    """The value that `text` stands for in a field, or None for an unknown word.

    Of a status it is the status, a space and the reason.
    """
    key = word_key(text)
    said = own.get(key) if own else None
    if said and is_value(table, said):
        return said
    return _tables()[table].get(key)


def is_value(table: str, value: str) -> bool:
    """Whether the field can have it; what people kept may be of an older version."""
    if table != "status":
        return table in LISTS and value in LISTS[table].values
    status, _, reason = value.partition(" ")
    return status in AssetStatus.values and reason_fits(status, reason)


def read_word(field: str, cell: Cell, *, own: OwnWords = NO_OWN_WORDS) -> str:
    """The value of a field that has a list, or nothing for an empty cell."""
    if is_blank(cell):
        return ""
    value = value_of(field, cell_text(cell), own=own)
    if value is None:
        text, label = cell_text(cell)[:LONGEST_WORD], FIELDS[field].label.lower()
        raise Unfit(f"“{text}” is no known {label}: say what it means in this file.")
    return value


def read_status(cell: Cell, *, own: OwnWords = NO_OWN_WORDS) -> StatusWord | None:
    status, _, reason = read_word("status", cell, own=own).partition(" ")
    return StatusWord(status, reason) if status else None


def read_yes_no(cell: Cell) -> bool | None:
    if isinstance(cell, bool) or is_blank(cell):
        return cell if isinstance(cell, bool) else None
    value = value_of(YES_NO, cell_text(cell))
    if value is None:
        raise Unfit(f"“{cell_text(cell)[:LONGEST_WORD]}” is neither yes nor no.")
    return value == "yes"


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Word key -> value, for each list: words of the table, then values and labels."""
    listed = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    tables = {
        name: {
            word_key(word): value
            for value, words in listed.get(name, {}).items()
            for word in [value, *words.split(",")]
        }
        for name in (*LISTS, YES_NO)
    }
    for name, list_of_choices in LISTS.items():
        for value, label in list_of_choices.choices:
            for word in (value, label):
                tables[name].setdefault(word_key(str(word)), str(value))
    _add_reasons(tables)
    return tables


def _add_reasons(tables: dict[str, dict[str, str]]) -> None:
    """A reason names its status, and a status word that has a reason names that."""
    statuses = tables["status"]
    for word, value in list(statuses.items()):
        if " " in value:
            tables["status_reason"].setdefault(word, value.partition(" ")[2])
    for status, reasons in REASONS.items():
        for reason in reasons:
            for word in (reason.value, reason.label):
                statuses.setdefault(word_key(word), f"{status.value} {reason.value}")
