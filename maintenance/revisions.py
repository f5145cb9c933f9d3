"""How one version of a checklist differs from the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from maintenance.checklists import Item

# As the pages name the parts of an item.
WORDS = {
    "label": "Text",
    "type": "Type",
    "section": "Section",
    "unit": "Unit",
    "min": "Lower limit",
    "max": "Upper limit",
    "nominal": "Nominal value",
    "tolerance": "Tolerance",
    "tol_type": "Kind of tolerance",
    "required": "Required",
    "na_allowed": "May be not applicable",
    "evidence_required": "Needs evidence",
    "fail_action": "When it fails",
    "note": "Note",
    "options": "Options",
}


@dataclass(frozen=True)
class Change:
    """`details` are sentences about what is different in an item that stayed."""

    kind: str
    label: str
    details: tuple[str, ...] = ()


def differences(old: Sequence[Item], new: Sequence[Item]) -> list[Change]:
    before = {item.key: item for item in old}
    after = {item.key for item in new}
    changes = [Change("Removed", item.label) for item in old if item.key not in after]
    for item in new:
        earlier = before.get(item.key)
        if earlier is None:
            changes.append(Change("Added", item.label))
        elif details := tuple(details_of(earlier, item)):
            changes.append(Change("Changed", item.label, details))
    return changes + moves(old, new)


def details_of(old: Item, new: Item) -> list[str]:
    return [
        f"{WORDS[field.name]}: {words(getattr(old, field.name))} → "
        f"{words(getattr(new, field.name))}"
        for field in fields(Item)
        if field.name != "key" and getattr(old, field.name) != getattr(new, field.name)
    ]


def moves(old: Sequence[Item], new: Sequence[Item]) -> list[Change]:
    """Whether those in both stand in another order."""
    shared = {item.key for item in old} & {item.key for item in new}
    orders = [
        [item.key for item in items if item.key in shared] for items in (old, new)
    ]
    return [] if orders[0] == orders[1] else [Change("Moved", "The order of the items")]


def words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return "none" if value in (None, "") else str(getattr(value, "label", value))
