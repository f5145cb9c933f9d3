"""Checklists: what their items are, read from JSON and written to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from hospital_assets.foundation.text import match_key
from maintenance.choices import ItemType, ToleranceType
from maintenance.measuring import (
    DECIMALS,
    LARGEST,
    Limits,
    limits_of,
    plain_number,
)

MOST_ITEMS = 300
MOST_OPTIONS = 50
LONGEST_KEY = 60
LONGEST_LABEL = 300
LONGEST_TEXT = 2000

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class Item:
    key: str
    label: str
    type: ItemType = ItemType.PASS_FAIL
    section: str = ""
    unit: str = ""
    min: Decimal | None = None
    max: Decimal | None = None
    nominal: Decimal | None = None
    tolerance: Decimal | None = None
    tol_type: ToleranceType = ToleranceType.NONE
    required: bool = True
    na_allowed: bool = True
    evidence_required: bool = False
    fail_action: str = ""
    note: str = ""
    options: tuple[str, ...] = ()

    @property
    def limits(self) -> Limits:
        """Those written out; without any, those of the tolerance."""
        written = Limits(self.min, self.max)
        if written.are_any or self.nominal is None or self.tolerance is None:
            return written
        return limits_of(self.nominal, self.tolerance, self.tol_type)


# `order` is the order of the list; it is read, and written as the list is.
_FIELDS = frozenset(field.name for field in fields(Item)) | {"order"}


def parse_checklist(value: object) -> tuple[Item, ...]:
    """The items of a JSON list; plain strings are items that pass or fail.

    Raises one sentence for each item that cannot be used, with its number.
    """
    if not isinstance(value, list):
        raise ValidationError("A checklist is a list of items.")
    if len(value) > MOST_ITEMS:
        raise ValidationError(f"A checklist has at most {MOST_ITEMS} items.")
    items, problems = [], []
    for number, entry in enumerate(_in_order(value), start=1):
        try:
            items.append(_item(entry))
        except ValidationError as refused:
            problems += [f"Item {number}: {each}" for each in refused.messages]
    if problems:
        raise ValidationError(problems)
    return _with_keys(items)


def as_json(items: Iterable[Item]) -> list[dict[str, object]]:
    """The list that `parse_checklist` reads back, with numbers as they were written."""
    return [
        {
            name: _plain(value)
            for name, value in vars(item).items()
            if value not in ("", None, ())
        }
        for item in items
    ]


def _in_order(entries: list[object]) -> list[object]:
    def order(entry: object) -> int:
        given = entry.get("order") if isinstance(entry, dict) else None
        return given if isinstance(given, int) else 0

    return sorted(entries, key=order)


def _item(entry: object) -> Item:
    if isinstance(entry, str):
        return Item(key="", label=_label(entry))
    if not isinstance(entry, dict):
        raise ValidationError("Write a text, or an object with a label.")
    if unknown := sorted(str(name)[:40] for name in set(entry) - _FIELDS):
        raise ValidationError(f"“{unknown[0]}” is not known. Remove it.")
    item = Item(
        key=_key(entry.get("key")),
        label=_label(entry.get("label")),
        type=_type(entry.get("type", ItemType.PASS_FAIL)),
        section=_text(entry, "section"),
        unit=_text(entry, "unit"),
        min=_number(entry, "min"),
        max=_number(entry, "max"),
        nominal=_number(entry, "nominal"),
        tolerance=_number(entry, "tolerance"),
        tol_type=_tolerance_type(entry),
        required=_flag(entry, "required", unsaid=True),
        na_allowed=_flag(entry, "na_allowed", unsaid=True),
        evidence_required=_flag(entry, "evidence_required", unsaid=False),
        fail_action=_text(entry, "fail_action"),
        note=_text(entry, "note"),
        options=_options(entry.get("options", [])),
    )
    _check(item)
    return item


def _check(item: Item) -> None:
    problems = [sentence for is_wrong, sentence in _contradictions(item) if is_wrong]
    if problems:
        raise ValidationError(problems)


def _contradictions(item: Item) -> Iterable[tuple[bool, str]]:
    numbers = (item.min, item.max, item.nominal, item.tolerance)
    has_numbers = any(number is not None for number in numbers)
    is_numeric = item.type == ItemType.NUMERIC
    yield (
        has_numbers and not is_numeric,
        "Limits belong to measured values. Make it numeric, or remove them.",
    )
    yield (
        item.min is not None and item.max is not None and item.min > item.max,
        "The lower limit is above the upper one.",
    )
    yield (
        item.tolerance is not None and item.nominal is None,
        "A tolerance needs the nominal value.",
    )
    yield item.tolerance is not None and item.tolerance < 0, "A tolerance is positive."
    yield (
        item.type == ItemType.CHOICE and not item.options,
        "A choice needs options to choose from.",
    )


def _key(value: object) -> str:
    if value in ("", None):
        return ""
    if (
        not isinstance(value, str)
        or len(value) > LONGEST_KEY
        or not _KEY.fullmatch(value)
    ):
        raise ValidationError(
            f"A key has small letters, digits and underscores, at most {LONGEST_KEY}."
        )
    return value


def _label(value: object) -> str:
    label = " ".join(value.split()) if isinstance(value, str) else ""
    if not label or "\0" in label or len(label) > LONGEST_LABEL:
        raise ValidationError(
            f"Say in 1 to {LONGEST_LABEL} characters what is to be checked."
        )
    return label


def _type(value: object) -> ItemType:
    if value in ItemType.values:
        return ItemType(value)
    allowed = ", ".join(ItemType.values)
    raise ValidationError(f"The type is one of {allowed}.")


def _tolerance_type(entry: Mapping[str, object]) -> ToleranceType:
    """In the unit of the value, where a tolerance is given and nothing else said."""
    has_tolerance = entry.get("tolerance") is not None
    usual = ToleranceType.ABS if has_tolerance else ToleranceType.NONE
    value = entry.get("tol_type") or usual
    if value not in ToleranceType.values:
        raise ValidationError("The kind of tolerance is abs, percent or none.")
    return ToleranceType(value)


def _options(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_OPTIONS:
        raise ValidationError(f"Options are a list of at most {MOST_OPTIONS} texts.")
    options = tuple(_label(each) for each in value)
    if len(set(options)) < len(options):
        raise ValidationError("An option stands in the list twice.")
    return options


def _text(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name) or ""
    if not isinstance(value, str) or "\0" in value or len(value) > LONGEST_LABEL:
        raise ValidationError(f"“{name}” is a text of {LONGEST_LABEL} characters.")
    return value.strip()


def _flag(entry: Mapping[str, object], name: str, *, unsaid: bool) -> bool:
    value = entry.get(name, unsaid)
    if not isinstance(value, bool):
        raise ValidationError(f"“{name}” is true or false.")
    return value


def _number(entry: Mapping[str, object], name: str) -> Decimal | None:
    value = entry.get(name)
    if value is None:
        return None
    try:
        number = Decimal("NaN") if isinstance(value, bool) else Decimal(str(value))
    except (InvalidOperation, ValueError):
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= LARGEST:
        raise ValidationError(f"“{name}” is not a number that can be used.")
    if number != round(number, DECIMALS):
        raise ValidationError(f"“{name}” has more than {DECIMALS} decimals.")
    return number


def _with_keys(items: list[Item]) -> tuple[Item, ...]:
    """Each item with a key of its own; those that were given stay."""
    given = [item.key for item in items if item.key]
    if twice := next((key for key in given if given.count(key) > 1), None):
        raise ValidationError(f"The key “{twice}” stands in the list twice.")
    taken = set(given)
    keyed = []
    for item in items:
        key = item.key or _free(slug(item.label), taken)
        taken.add(key)
        keyed.append(replace(item, key=key))
    return tuple(keyed)


def slug(label: str) -> str:
    """The key that a label suggests."""
    words = re.sub(r"[^a-z0-9]+", "_", match_key(label)).strip("_")
    return words[: LONGEST_KEY - 5].rstrip("_") or "item"


def _free(key: str, taken: set[str]) -> str:
    numbered = (f"{key}_{number}" for number in range(2, MOST_ITEMS + 2))
    return key if key not in taken else next(k for k in numbered if k not in taken)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return _json_number(value) if isinstance(value, Decimal) else value


def _json_number(value: Decimal) -> int | float | str:
    """A number where JSON can hold it exactly, else its digits."""
    if value == int(value):
        return int(value)
    nearest = float(value)
    return nearest if Decimal(str(nearest)) == value else plain_number(value)
