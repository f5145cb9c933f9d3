"""What was found at each item of a checklist, and what the whole comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from maintenance.checklists import LONGEST_TEXT, Item
from maintenance.choices import ChecklistVerdict, ItemResult, ItemType
from maintenance.intervals import check_date


@dataclass(frozen=True)
class Answer:
    """`as_found` and `as_left` where an item was mended on the spot, else `result`."""

    is_required: bool
    result: ItemResult = ItemResult.NOT_DONE
    as_found: ItemResult | None = None
    as_left: ItemResult | None = None

    @property
    def final(self) -> ItemResult:
        return self.as_left or self.result

    @property
    def is_mended(self) -> bool:
        return self.as_found == ItemResult.FAIL and self.final == ItemResult.PASS


def verdict_of(answers: Iterable[Answer]) -> ChecklistVerdict:
    """Incomplete comes first: nothing can be signed while something is not done."""
    listed = list(answers)
    required = [answer for answer in listed if answer.is_required]
    if any(answer.final == ItemResult.NOT_DONE for answer in required):
        return ChecklistVerdict.INCOMPLETE
    if any(answer.final == ItemResult.FAIL for answer in required):
        return ChecklistVerdict.FAILED
    if any(answer.is_mended for answer in listed):
        return ChecklistVerdict.REPAIRED
    return ChecklistVerdict.PASSED


def check_not_applicable(item: Item, *, note: str) -> None:
    if not item.na_allowed:
        raise ValidationError(
            f"“{item.label}” always applies. Answer it with pass or fail."
        )
    if item.required and not note.strip():
        raise ValidationError(f"Say why “{item.label}” does not apply.")


def check_text(item: Item, text: str) -> str:
    """The answer to an item that is text, a choice or a date, as it is kept."""
    if "\0" in text or len(text) > LONGEST_TEXT:
        raise ValidationError(f"Write at most {LONGEST_TEXT} characters of plain text.")
    answer = text.strip()
    if item.type == ItemType.CHOICE and answer not in item.options:
        raise ValidationError(f"Choose one of: {', '.join(item.options)}.")
    if item.type == ItemType.DATE:
        return _date(answer).isoformat()
    return answer


def _date(text: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise ValidationError("Give the date as year-month-day: 2026-03-15.") from None
    check_date(on)
    return on
