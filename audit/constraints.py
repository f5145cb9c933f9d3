"""Whether a record would be refused, told from its values without asking the database.

For writers of thousands: a query for each constraint of each record would take longer
than writing them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

# Of an instance: whether it holds, None where SQL would say NULL.
Truth = bool | None
Condition = Callable[[models.Model], Truth]


def check_constraints(entity: models.Model) -> None:
    """Raise ValidationError with the sentence of the first constraint that is broken.

    Uniqueness is left to the database, which alone knows the other rows.
    """
    for holds, sentence, name in conditions_of(type(entity)):
        if holds(entity) is False:
            raise ValidationError(sentence, code=name)


@cache
def conditions_of(model: type[models.Model]) -> list[tuple[Condition, str, str]]:
    return [
        (
            condition(constraint.condition, model),
            str(constraint.get_violation_error_message()),
            constraint.name,
        )
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    ]


def condition(node: Any, model: type[models.Model]) -> Condition:
    if not isinstance(node, Q):
        lookup, wanted = node
        return comparison(model, lookup, wanted)
    parts = [condition(child, model) for child in node.children]
    joined = any_of(parts) if node.connector == Q.OR else all_of(parts)
    return negated(joined) if node.negated else joined


def all_of(parts: list[Condition]) -> Condition:
    def holds(entity: models.Model) -> Truth:
        unknown = False
        for part in parts:
            answer = part(entity)
            if answer is False:
                return False
            unknown = unknown or answer is None
        return None if unknown else True

    return holds


def any_of(parts: list[Condition]) -> Condition:
    def holds(entity: models.Model) -> Truth:
        unknown = False
        for part in parts:
            answer = part(entity)
            if answer:
                return True
            unknown = unknown or answer is None
        return None if unknown else False

    return holds


def negated(part: Condition) -> Condition:
    def holds(entity: models.Model) -> Truth:
        answer = part(entity)
        return None if answer is None else not answer

    return holds


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
    "in": lambda value, known: value in known,
    "range": lambda value, bounds: bounds[0] <= value <= bounds[1],
}


def comparison(model: type[models.Model], lookup: str, wanted: Any) -> Condition:
    name, _, how = lookup.partition("__")
    how = how or "exact"
    own = attribute(model, name)
    if how == "isnull" or (how == "exact" and wanted is None):
        is_wanted_empty = wanted is None or bool(wanted)
        return lambda entity: (entity.__dict__.get(own) is None) == is_wanted_empty
    compare = COMPARISONS[how]
    if isinstance(wanted, F):
        return between_two(own, compare, attribute(model, vars(wanted)["name"]))
    known = frozenset(wanted) if how == "in" else wanted

    def holds(entity: models.Model) -> Truth:
        value = entity.__dict__.get(own)
        return None if value is None else compare(value, known)

    return holds


def between_two(one: str, compare: Callable[[Any, Any], bool], other: str) -> Condition:
    def holds(entity: models.Model) -> Truth:
        value, against = entity.__dict__.get(one), entity.__dict__.get(other)
        return None if value is None or against is None else compare(value, against)

    return holds


def attribute(model: type[models.Model], name: str) -> str:
    if name == "pk":
        assert model._meta.pk is not None
        return model._meta.pk.attname
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]  # no reverse relations here
