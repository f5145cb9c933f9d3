"""Things that are typed instead of ticked: places, models, makers, categories.

There are too many for a list to choose from, so a person types what a thing is called,
helped by suggestions, and the address then carries its id.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from equipment.filters.references import (
    REFERENCES,
    Named,
    Person,
    called,
    suggestions,
)

TYPED = ("current_location", "category", "manufacturer", "device_model")
ENDING = "_text"

LONGEST_NAME = 200
SHOWN_ALTERNATIVES = 4


@dataclass
class Typed:
    """What was typed: the address with ids instead, and what was not understood."""

    query: QueryDict
    refusals: dict[str, str] = field(default_factory=dict)

    @property
    def is_understood(self) -> bool:
        return not self.refusals


def typed_in(query: QueryDict, person: Person) -> Typed | None:
    """What stands in the fields to type in, or None if nothing does."""
    texts = {name: query.get(name + ENDING, "").strip() for name in TYPED}
    if not any(texts.values()):
        return None
    typed = Typed(query.copy())
    for name, text in texts.items():
        typed.query.pop(name + ENDING, None)
        if text:
            understand(typed, name, text, person)
    return typed


def understand(typed: Typed, name: str, text: str, person: Person) -> None:
    found, refusal = find(name, text, person, facilities_in(typed.query))
    if refusal:
        typed.refusals[name] = refusal
    present = typed.query.getlist(name)
    new = [str(thing.pk) for thing in found if str(thing.pk) not in present]
    typed.query.setlist(name, present + new)


def facilities_in(query: QueryDict) -> list[str]:
    return [pk for pk in query.getlist("facility") if pk.isascii() and pk.isdigit()]


def find(
    name: str, text: str, person: Person, facilities: list[str]
) -> tuple[list[Named], str]:
    """The things that `text` means, or a sentence why it cannot be told."""
    noun = REFERENCES[name].noun
    if len(text) > LONGEST_NAME:
        return [], f"No {noun} has so long a name. Type a part of it."
    if found := called(name, text, person, facilities=facilities):
        return found, ""
    near = suggestions(name, text, person, facilities=facilities)
    if len(near) == 1:
        return near, ""
    if not near:
        return [], f"No {noun} is called “{text}”. Try a part of its name."
    some = "; ".join(f"“{thing.label}”" for thing in near[:SHOWN_ALTERNATIVES])
    return [], f"Several {noun} names contain “{text}”, such as {some}. Choose one."
