"""Whether an asset may be written as a row left it, told without the database."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from audit.constraints import check_constraints
from equipment.field_groups import GUARDS
from equipment.imports.fields import FIELDS, Kind, fields_of
from equipment.imports.outcomes import RefusedRow
from equipment.models import Asset
from equipment.models.fields import LineField

EMPTY = (None, "")
# What the reader of such a cell lets through is fit for the field.
READ_AS_FIT = frozenset(
    fields_of(Kind.DATE, Kind.MOMENT, Kind.WORD, Kind.YES_NO, Kind.MAC, Kind.IP)
)
CHECKED = {
    field.name: field
    for field in Asset._meta.fields
    if not field.is_relation and field.name not in READ_AS_FIT
}
# Lines of which nothing is asked but that they are no longer, and hold no NUL.
BARE_LINES = {
    name: field.max_length or 0
    for name, field in CHECKED.items()
    if isinstance(field, LineField) and len(field.validators) == len(("length", "NUL"))
}
# The reader of money leaves two decimals; nothing else is asked of an amount.
LEAST, MOST = Decimal(0), Decimal(10**9)
LONGEST_NOTES = Asset._meta.get_field("notes").max_length or 0


def check_told(asset: Asset, names: Iterable[str]) -> None:
    """Check the fields that a row told, and what the database would refuse.

    The other fields are as they were or as the program sets them, and references were
    found among those that exist. What is derived is derived when it is written.
    """
    errors = {
        name: refusals
        for name in CHECKED.keys() & names
        if (refusals := refusals_in(name, getattr(asset, name)))
    }
    if errors:
        raise ValidationError(errors)
    if len(asset.notes) > LONGEST_NOTES:
        raise RefusedRow(
            f"Notes hold {LONGEST_NOTES:,} characters; "
            f"with what the row adds they would have {len(asset.notes):,}."
        )
    asset.check_place()
    check_constraints(asset)


def refusals_in(name: str, value: Any) -> list[ValidationError]:
    if name in BARE_LINES and len(value) <= BARE_LINES[name] and "\0" not in value:
        return []
    if isinstance(value, Decimal) and LEAST <= value <= MOST:
        return []
    return refusals_of(name, value)


# Registers say the same again and again: a maker, a ward, a day.
@lru_cache(maxsize=20_000)
def refusals_of(name: str, value: Any) -> list[ValidationError]:
    """What the checks of a field say about a value; none of them looks at the asset."""
    if value in EMPTY:
        return []
    try:
        CHECKED[name].clean(value, None)
    except ValidationError as error:
        # Made anew: what was raised holds on to all that was at hand at that moment.
        return [ValidationError(sentence) for sentence in error.messages]
    return []


class Rights:
    """What the role of one person may change of an asset, asked once."""

    def __init__(self, by: AbstractUser) -> None:
        self.lacking = [guard for guard in GUARDS if not by.has_perm(guard.permission)]

    def check(self, changed: set[str]) -> None:
        for guard in self.lacking:
            if guarded := guard.fields & changed:
                labels = ", ".join(sorted(map(label_of, guarded)))
                raise RefusedRow(
                    f"Your role may not change {guard.words} of an asset: {labels}."
                )


def in_words(refusal: ValidationError) -> list[str]:
    if not hasattr(refusal, "error_dict"):
        return list(refusal.messages)
    return [
        sentence if name == NON_FIELD_ERRORS else f"{label_of(name)}: {sentence}"
        for name, sentences in refusal.message_dict.items()
        for sentence in sentences
    ]


def label_of(name: str) -> str:
    return FIELDS[name].label if name in FIELDS else name.replace("_", " ").capitalize()
