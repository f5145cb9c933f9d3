"""What was entered at an item of a checklist, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError

from maintenance.answers import Answer, check_not_applicable, check_text
from maintenance.checklists import LONGEST_TEXT, Item
from maintenance.choices import ItemResult, ItemType
from maintenance.measuring import Reading, read_value, verdict, warnings
from maintenance.models import CheckAnswer

# How what is over range, and has no number, is kept so that it is read again.
OVER_RANGE = "OL"
CHOICES = frozenset({"", ItemResult.PASS, ItemResult.FAIL, ItemResult.NA})
TYPED = frozenset({ItemType.TEXT, ItemType.CHOICE, ItemType.DATE})


@dataclass(frozen=True)
class Said:
    """What a person entered: `choice` is a button, `value` what was typed or measured.

    `as_left` is what was measured, or "pass", after the item had failed and was mended.
    """

    choice: str = ""
    value: str = ""
    as_left: str = ""
    note: str = ""

    @property
    def is_anything(self) -> bool:
        return any(map(str.strip, (self.choice, self.value, self.as_left, self.note)))


@dataclass(frozen=True)
class Judged:
    """What is kept of it; `as_found` only where something was mended."""

    result: str = ItemResult.NOT_DONE
    value: str = ""
    as_found: str = ""
    note: str = ""


def judge(item: Item, said: Said, *, has_photo: bool = False) -> Judged:
    """Raises a sentence for what cannot be used; nothing entered is not done."""
    if said.choice not in CHOICES:
        raise ValidationError("Choose pass, fail or not applicable.")
    note = checked_note(said.note)
    if said.choice == ItemResult.NA:
        check_not_applicable(item, note=note)
        return Judged(ItemResult.NA, note=note)
    if item.type == ItemType.NUMERIC:
        return replace(judged_value(item, said), note=note)
    if item.type in TYPED:
        return replace(judged_text(item, said), note=note)
    return replace(judged_choice(item, said, has_photo=has_photo), note=note)


def checked_note(text: str) -> str:
    note = text.replace("\r\n", "\n").strip()
    if "\0" in note or len(note) > LONGEST_TEXT:
        raise ValidationError(f"Write at most {LONGEST_TEXT} characters of plain text.")
    return note


def judged_value(item: Item, said: Said) -> Judged:
    """By its limits alone; a person may only find it worse than they do."""
    if said.choice == ItemResult.PASS:
        raise ValidationError("Type the value; its limits say whether it passes.")
    found = read(item, said.value)
    left = read(item, said.as_left)
    if left is not None:
        was = kept(found) if found and not said.choice else ItemResult.FAIL
        return Judged(result_of(item, left), kept(left), was)
    if said.choice:
        return Judged(ItemResult(said.choice), kept(found) if found else "")
    if found is None:
        return Judged()
    return Judged(result_of(item, found), kept(found))


def judged_text(item: Item, said: Said) -> Judged:
    value = check_text(item, said.value) if said.value.strip() else ""
    if said.choice == ItemResult.PASS and not value:
        raise ValidationError("Enter what was found.")
    if said.choice:
        return Judged(ItemResult(said.choice), value)
    return Judged(ItemResult.PASS if value else ItemResult.NOT_DONE, value)


def judged_choice(item: Item, said: Said, *, has_photo: bool) -> Judged:
    """Of pass and fail; a photo that was taken is a pass unless somebody objects."""
    if said.choice == ItemResult.FAIL and said.as_left == ItemResult.PASS:
        return Judged(ItemResult.PASS, as_found=ItemResult.FAIL)
    if said.choice:
        return Judged(ItemResult(said.choice))
    is_shown = item.type == ItemType.PHOTO and has_photo
    return Judged(ItemResult.PASS if is_shown else ItemResult.NOT_DONE)


def read(item: Item, text: str) -> Reading | None:
    return read_value(text, unit=item.unit) if text.strip() else None


def kept(reading: Reading) -> str:
    return OVER_RANGE if reading.value is None else str(reading)


def result_of(item: Item, reading: Reading) -> ItemResult:
    return verdict(reading, item.limits, unit=item.unit)


def said_in(stored: CheckAnswer, item: Item) -> Said:
    """What a person had entered, to be shown in the fields again."""
    if not stored.as_found:
        has_own_verdict = item.type == ItemType.NUMERIC or item.type in TYPED
        is_own = has_own_verdict and stored.result == own_result(item, stored.value)
        is_unsaid = is_own or stored.result == ItemResult.NOT_DONE
        choice = "" if is_unsaid else stored.result
        return Said(choice, stored.value, note=stored.note)
    if stored.as_found == ItemResult.FAIL:
        left = stored.value or ItemResult.PASS
        return Said(ItemResult.FAIL, as_left=left, note=stored.note)
    return Said("", stored.as_found, stored.value, stored.note)


def own_result(item: Item, value: str) -> str:
    """What a value comes to by itself, without anybody's word."""
    if not value:
        return ItemResult.NOT_DONE
    if item.type != ItemType.NUMERIC:
        return ItemResult.PASS
    try:
        return result_of(item, read_value(value, unit=item.unit))
    except ValidationError:
        return ItemResult.NOT_DONE


def answer_of(item: Item, stored: CheckAnswer | None) -> Answer:
    """As the rules of verdicts take it."""
    if stored is None:
        return Answer(item.required)
    found = found_result(item, stored.as_found)
    return Answer(item.required, ItemResult(stored.result), as_found=found)


def found_result(item: Item, as_found: str) -> ItemResult | None:
    if not as_found:
        return None
    if as_found == ItemResult.FAIL:
        return ItemResult.FAIL
    return ItemResult(own_result(item, as_found))


def lacks_evidence(item: Item, stored: CheckAnswer) -> bool:
    """Whether the item asks to be shown, and neither photo nor note shows it."""
    is_judged = stored.result in (ItemResult.PASS, ItemResult.FAIL)
    has_evidence = stored.photo_id is not None or bool(stored.note)
    return item.evidence_required and is_judged and not has_evidence


def warnings_about(
    item: Item, stored: CheckAnswer, *, previous: Decimal | None
) -> list[str]:
    if item.type != ItemType.NUMERIC or stored.result != ItemResult.PASS:
        return []
    try:
        reading = read_value(stored.value, unit=item.unit)
    except ValidationError:
        return []
    return warnings(reading, item.limits, previous=previous)
