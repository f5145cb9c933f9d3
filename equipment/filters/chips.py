"""What a filter says, in words, and the address without one part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from equipment.filters.assets import AssetFilter, IdsField
from equipment.filters.references import REFERENCES

ORDER = "ordering"


@dataclass(frozen=True)
class Chip:
    """One part of a filter; `query` is the address without it."""

    words: str
    query: str


def query_of(chosen: AssetFilter, *, without: tuple[str, str] | None = None) -> str:
    """The part of the address that chooses the rows, always in the same order."""
    query = QueryDict(mutable=True)
    for name, value in parts_of(chosen):
        if (name, value) != without:
            query.appendlist(name, value)
    return query.urlencode()


def parts_of(chosen: AssetFilter) -> Iterator[tuple[str, str]]:
    for name in chosen.filters:
        for value in dict.fromkeys(values_of(chosen, name)):
            if value.strip():
                yield name, value


def values_of(chosen: AssetFilter, name: str) -> list[str]:
    """What was typed, whether an address or a dictionary carries it."""
    if isinstance(chosen.data, QueryDict):
        return chosen.data.getlist(name)
    value = chosen.data.get(name, [])
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def chips_of(chosen: AssetFilter) -> list[Chip]:
    return [
        Chip(words_for(chosen, name, value), query_of(chosen, without=(name, value)))
        for name, value in parts_of(chosen)
        if name != ORDER
    ]


def words_of(chosen: AssetFilter) -> str:
    """The whole filter in one line, for the audit log."""
    return "; ".join(chip.words for chip in chips_of(chosen))


def words_for(chosen: AssetFilter, name: str, value: str) -> str:
    field = chosen.form.fields[name]
    if isinstance(field, IdsField):
        return f"{field.label}: {label_of(chosen, name, value)}"
    choices = dict(getattr(field, "choices", ()))
    if value == "true" and name not in REFERENCES:
        return str(field.label)
    return f"{field.label}: {choices.get(value, value)}"


def label_of(chosen: AssetFilter, name: str, value: str) -> str:
    labels = {str(thing.pk): thing.label for thing in chosen.named[name]}
    return labels.get(value, f"{value}?")
