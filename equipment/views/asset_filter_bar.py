"""The controls of the asset list's filter, ready for the template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms

from equipment.filters.assets import AssetFilter
from equipment.filters.chips import ORDER, values_of
from equipment.filters.typed import ENDING, TYPED, Typed

ORDERING_WORDS = (
    ("", "Tag"),
    ("-asset_tag", "Tag, last first"),
    ("name", "Name"),
    ("status", "Status"),
    ("facility", "Facility"),
    ("current_location", "Place"),
    ("next_service_due", "Next service due"),
    ("-next_service_due", "Next service, last first"),
    ("-updated_at", "Last changed first"),
    ("updated_at", "Longest unchanged first"),
)

Choices = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Control:
    """`kind` says how the template draws it: select, boxes, box or typed."""

    kind: str
    name: str
    label: str
    refusal: str = ""
    options: list[Option] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True)
class FilterBar:
    """`hidden` are the parts of the filter that no control shows."""

    search: Control
    main: list[Control]
    more: list[Control]
    hidden: list[tuple[str, str]]
    is_more_open: bool


def filter_bar(chosen: AssetFilter, typed: Typed | None) -> FilterBar:
    main = [
        select(chosen, "facility", named_choices(chosen, "facility")),
        select(chosen, "owner_department", department_choices(chosen)),
        typed_control(chosen, "current_location", typed),
        select(chosen, "criticality"),
        boxes(chosen, "status"),
    ]
    more = [
        select(chosen, ORDER, ORDERING_WORDS),
        select(chosen, "status_reason"),
        select(chosen, "risk_class"),
        select(chosen, "is_life_support"),
        select(chosen, "ownership"),
        *(typed_control(chosen, name, typed) for name in TYPED[1:]),
        *(
            box(chosen, name)
            for name in ("warranty_ended", "serial_doubtful", "without_place")
        ),
    ]
    used = {name for name in chosen.filters if any(values_of(chosen, name))} - {ORDER}
    return FilterBar(
        search=Control(
            "search",
            "search",
            "Search",
            refusal=refusal_of(chosen, "search"),
            text=first_value(chosen, "search"),
        ),
        main=main,
        more=more,
        hidden=hidden_parts(chosen, [*main, *more]),
        is_more_open=any(each.name in used or each.refusal for each in more),
    )


def select(chosen: AssetFilter, name: str, choices: Choices | None = None) -> Control:
    given = values_of(chosen, name)[:1]
    known = choices if choices is not None else choices_of(chosen, name)
    return control(chosen, "select", name, known, given)


def boxes(chosen: AssetFilter, name: str) -> Control:
    choices = choices_of(chosen, name)
    return control(chosen, "boxes", name, choices, values_of(chosen, name))


def choices_of(chosen: AssetFilter, name: str) -> Choices:
    field = chosen.form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    choices: Any = field.choices
    return [(str(value), str(words)) for value, words in choices]


def box(chosen: AssetFilter, name: str) -> Control:
    given = values_of(chosen, name)
    return control(chosen, "box", name, [("true", "Yes")], given)


def control(
    chosen: AssetFilter, kind: str, name: str, choices: Choices, given: list[str]
) -> Control:
    return Control(
        kind,
        name,
        str(chosen.form.fields[name].label),
        refusal=refusal_of(chosen, name),
        options=[Option(str(v), str(words), str(v) in given) for v, words in choices],
    )


def typed_control(chosen: AssetFilter, name: str, typed: Typed | None) -> Control:
    not_understood = typed.refusals.get(name, "") if typed else ""
    return Control(
        "typed",
        name,
        str(chosen.form.fields[name].label),
        refusal=not_understood or refusal_of(chosen, name),
        text=first_value(chosen, name + ENDING) if not_understood else "",
    )


def refusal_of(chosen: AssetFilter, name: str) -> str:
    return " ".join(str(error) for error in chosen.form.errors.get(name, []))


def first_value(chosen: AssetFilter, name: str) -> str:
    return next(iter(values_of(chosen, name)), "")


def named_choices(chosen: AssetFilter, name: str) -> Choices:
    return [(str(thing.pk), thing.label) for thing in chosen.named[name]]


def department_choices(chosen: AssetFilter) -> Choices:
    """The departments, with the facility where there is more than one."""
    facilities = {str(each.pk): each.label for each in chosen.named["facility"]}
    departments = chosen.named["owner_department"]
    if len(facilities) <= 1:
        return [(str(each.pk), each.label) for each in departments]
    return [
        (str(each.pk), f"{each.label}, {facilities.get(each.more, '')}")
        for each in departments
    ]


def hidden_parts(
    chosen: AssetFilter, controls: Iterable[Control]
) -> list[tuple[str, str]]:
    """What the form has to carry along: ids behind typed fields, second choices."""
    return [
        (each.name, value)
        for each in controls
        if each.kind in ("typed", "select")
        for value in values_of(chosen, each.name)[each.kind == "select" :]
        if value
    ]
