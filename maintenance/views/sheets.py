"""A checklist as the page shows it: each item with what was entered and its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from maintenance.actions.checks import (
    is_missing,
    items_of,
    may_pass,
    previous_values,
    stored_answers,
)
from maintenance.actions.judging import Said, said_in, warnings_about
from maintenance.checklists import Item
from maintenance.choices import ItemResult, ItemType
from maintenance.measuring import plain_number, words_of
from maintenance.models import CheckAnswer, Inspection, MaintenanceLog

# What of an entry is sent, under the key of its item.
PARTS = ("choice", "value", "as_left", "note")
MOST_TYPED = 10_000


def said_for(key: str, posted: Mapping[str, str]) -> Said:
    """What a form says about one item."""
    texts = (posted.get(f"{key}.{part}", "")[:MOST_TYPED] for part in PARTS)
    return Said(*texts)


@dataclass
class Entry:
    """One item; `refusal` is why what was entered could not be kept."""

    item: Item
    answer: CheckAnswer | None = None
    entered: Said | None = None
    refusal: str = ""
    previous: Decimal | None = None

    @property
    def said(self) -> Said:
        if self.entered is not None:
            return self.entered
        return said_in(self.answer, self.item) if self.answer else Said()

    @property
    def result(self) -> str:
        if self.refusal or self.answer is None:
            return ItemResult.NOT_DONE
        return self.answer.result

    @property
    def is_mended(self) -> bool:
        return bool(self.answer and self.answer.as_found)

    @property
    def warnings(self) -> list[str]:
        if self.answer is None or self.refusal:
            return []
        return warnings_about(self.item, self.answer, previous=self.previous)

    @property
    def limits(self) -> str:
        limits = self.item.limits
        return words_of(limits, unit=self.item.unit) if limits.are_any else ""

    @property
    def last_time(self) -> str:
        if self.previous is None:
            return ""
        return f"{plain_number(self.previous)} {self.item.unit}".strip()

    @property
    def is_missing(self) -> bool:
        return bool(self.refusal) or is_missing(self.item, self.answer)

    @property
    def is_numeric(self) -> bool:
        return self.item.type == ItemType.NUMERIC

    @property
    def is_typed(self) -> bool:
        return self.item.type in (ItemType.NUMERIC, ItemType.TEXT, ItemType.DATE)

    @property
    def has_big_choice(self) -> bool:
        return self.item.type in (ItemType.PASS_FAIL, ItemType.PHOTO)

    @property
    def asks_for_photo(self) -> bool:
        return self.item.type == ItemType.PHOTO or self.item.evidence_required

    @property
    def lacks_evidence(self) -> bool:
        return self.result in (ItemResult.PASS, ItemResult.FAIL) and self.is_missing


@dataclass
class Sheet:
    """All items of a record, and how far it is."""

    record: MaintenanceLog | Inspection
    entered: Mapping[str, Said] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def entries(self) -> list[Entry]:
        answers = stored_answers(self.record)
        previous = previous_values(self.record)
        return [
            Entry(
                item,
                answers.get(item.key),
                self.entered.get(item.key),
                self.refusals.get(item.key, ""),
                previous.get(item.key),
            )
            for item in items_of(self.record)
        ]

    @cached_property
    def sections(self) -> list[tuple[str, list[Entry]]]:
        grouped = groupby(self.entries, key=lambda entry: entry.item.section)
        return [(name, list(entries)) for name, entries in grouped]

    @property
    def total(self) -> int:
        return len(self.entries)

    @property
    def done(self) -> int:
        open_ones = (ItemResult.NOT_DONE,)
        return sum(entry.result not in open_ones for entry in self.entries)

    @property
    def failed(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.result == ItemResult.FAIL]

    @property
    def missing(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_missing]

    @property
    def rest(self) -> int:
        """How many could pass together."""
        return sum(may_pass(entry.item, entry.answer) for entry in self.entries)

    def entry(self, key: str) -> Entry | None:
        return next((each for each in self.entries if each.item.key == key), None)
