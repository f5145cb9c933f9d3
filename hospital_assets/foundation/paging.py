"""Pages of a list by the last row seen instead of by number.

A page costs the same wherever it is in the list, and no row comes twice or is left
out because another was added meanwhile. NULLs count as greater than every value on
both databases, as PostgreSQL has it, so that its indexes serve.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import F, Field, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
)

PAGE_SIZE = 50
# Counting further costs more than the number tells.
COUNT_CAP = 1000

LOST_PLACE = (
    "This page of the list cannot be found any more, so here is its beginning again."
)

# A record, or a dictionary of `values()` that has the columns of the ordering.
Row = TypeVar("Row")


@dataclass(frozen=True)
class Key:
    """One column of an ordering, by its path from the model."""

    path: str
    field: Field[Any, Any]
    is_descending: bool = False
    is_nullable: bool = False

    def reversed(self) -> Key:
        return replace(self, is_descending=not self.is_descending)

    def order(self) -> OrderBy:
        column = F(self.path)
        if self.is_descending:
            return column.desc(nulls_first=self.is_nullable or None)
        return column.asc(nulls_last=self.is_nullable or None)

    def is_null(self) -> Q:
        return Q(**{f"{self.path}__isnull": True})

    def is_not_null(self) -> Q:
        return Q(**{f"{self.path}__isnull": False})

    def same(self, value: Any) -> Q:
        return self.is_null() if value is None else Q(**{self.path: value})

    def not_before(self, value: Any) -> Q:
        comparison = "lte" if self.is_descending else "gte"
        return Q(**{f"{self.path}__{comparison}": value})

    def later(self, value: Any) -> Q | None:
        """The condition of what stands behind `value`, or None if nothing can."""
        if self.is_descending:
            if value is None:
                return self.is_not_null()
            return Q(**{f"{self.path}__lt": value})
        if value is None:
            return None
        greater = Q(**{f"{self.path}__gt": value})
        return greater | self.is_null() if self.is_nullable else greater

    def value_in(self, row: Any) -> Any:
        if isinstance(row, dict):
            return row[self.path]
        value = row
        for name in self.path.split("__"):
            if value is None:
                return None
            value = getattr(value, name)
        return value

    def read(self, text: str | None) -> Any:
        return None if text is None else self.field.to_python(text)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows with the cursors of the pages beside; `notice` is for the person."""

    rows: list[Row]
    next: str = ""
    previous: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Count:
    """How many there are, as far as it was counted."""

    number: int
    is_more: bool = False

    def __str__(self) -> str:
        return f"more than {self.number:,}" if self.is_more else f"{self.number:,}"


def capped_count(queryset: QuerySet[Any], *, cap: int = COUNT_CAP) -> Count:
    found = queryset.order_by().values("pk")[: cap + 1].count()
    return Count(min(found, cap), is_more=found > cap)


def paginate(
    queryset: QuerySet[Any, Row],
    *,
    ordering: Sequence[str],
    filled: Collection[str] = (),
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """The page of `queryset` that `cursor` names, or the first one.

    `ordering` is as `order_by` takes it; the primary key is added as the last column.
    `filled` names columns that have a value in every row of `queryset`, though they
    could be empty: to look for rows without one would read the whole table.
    A cursor that cannot be used gives the first page with a sentence, never an error.
    """
    keys = [
        replace(key, is_nullable=False) if key.path in filled else key
        for key in keys_of(queryset, ordering)
    ]
    walk = Walk(queryset, keys)
    if not cursor:
        return walk.first_page(size)
    try:
        page = walk.page_at(cursor, size)
    except signing.BadSignature:
        page = None
    return page or replace(walk.first_page(size), notice=LOST_PLACE)


@dataclass(frozen=True)
class Walk(Generic[Row]):
    """A list in one order, walked forwards or backwards."""

    queryset: QuerySet[Any, Row]
    keys: list[Key]

    def first_page(self, size: int) -> Page[Row]:
        rows = self.fetch(self.keys, None, size + 1)
        return Page(rows[:size], next=self.cursor_after(rows, size))

    def page_at(self, cursor: str, size: int) -> Page[Row] | None:
        """The page, or None if its rows are gone."""
        is_backwards, values = self.read(cursor)
        if not is_backwards:
            rows = self.fetch(self.keys, values, size + 1)
            if not rows:
                return None
            return Page(
                rows[:size],
                next=self.cursor_after(rows, size),
                previous=self.write(rows[0], backwards=True),
            )
        backwards = [key.reversed() for key in self.keys]
        found = self.fetch(backwards, values, size + 1)
        if not found:
            return None
        rows = found[:size][::-1]
        return Page(
            rows,
            next=self.write(rows[-1]),
            previous=self.write(rows[0], backwards=True) if len(found) > size else "",
        )

    def fetch(self, keys: list[Key], values: list[Any] | None, size: int) -> list[Row]:
        rows: list[Row] = []
        for condition, remaining in stretches(keys, values):
            order = [key.order() for key in remaining]
            found = self.queryset.filter(condition).order_by(*order)
            rows += found[: size - len(rows)]
            if len(rows) == size:
                break
        return rows

    def cursor_after(self, rows: list[Row], size: int) -> str:
        return self.write(rows[size - 1]) if len(rows) > size else ""

    @cached_property
    def salt(self) -> str:
        """A cursor serves the list and the order that it was made for, no other."""
        columns = [f"{'-' * key.is_descending}{key.path}" for key in self.keys]
        return f"{self.queryset.model._meta.label} by {', '.join(columns)}"

    def write(self, row: Row, *, backwards: bool = False) -> str:
        values = [key.value_in(row) for key in self.keys]
        texts = [None if value is None else str(value) for value in values]
        return signing.dumps([backwards, texts], salt=self.salt)

    def read(self, cursor: str) -> tuple[bool, list[Any]]:
        is_backwards, texts = signing.loads(cursor, salt=self.salt)
        pairs = zip(self.keys, texts, strict=True)
        return is_backwards, [key.read(text) for key, text in pairs]


def stretches(
    keys: list[Key], values: list[Any] | None
) -> Iterator[tuple[Q, list[Key]]]:
    """The parts of the list behind `values`, each with the order inside it.

    Rows with and without a value in the first column are fetched apart: "greater or
    NULL" in one condition would keep a database from starting inside its index.
    """
    first, rest = keys[0], keys[1:]
    if not first.is_nullable:
        yield (after(keys, values) if values else Q()), keys
        return
    with_value = (first.is_not_null(), [replace(first, is_nullable=False), *rest])
    without = (first.is_null(), rest)
    parts = [without, with_value] if first.is_descending else [with_value, without]
    if values:
        parts = parts[parts.index(without if values[0] is None else with_value) :]
        condition, order = parts[0]
        parts[0] = condition & after(order, values[-len(order) :]), order
    yield from parts


def after(keys: list[Key], values: list[Any]) -> Q:
    """The condition of the rows that stand behind `values` in the order of `keys`."""
    first, rest = keys[0], keys[1:]
    directions = {key.is_descending for key in keys}
    if len(directions) == 1 and not any(key.is_nullable for key in keys):
        compare = TupleLessThan if first.is_descending else TupleGreaterThan
        # The first column alone again, for an index of another table than the last's.
        return first.not_before(values[0]) & Q(
            compare(Tuple(*(F(key.path) for key in keys)), values)
        )
    later = first.later(values[0])
    if not rest:
        return later or Q(pk__in=[])
    tied = first.same(values[0]) & after(rest, values[1:])
    return later | tied if later is not None else tied


def keys_of(queryset: QuerySet[Any], ordering: Sequence[str]) -> list[Key]:
    """The columns of `ordering`, and the primary key so that no two rows are equal."""
    keys = [key_of(queryset, name) for name in ordering]
    primary = queryset.model._meta.pk
    if keys[-1].field == primary:
        return keys
    return [*keys, Key("pk", primary, keys[-1].is_descending)]


def key_of(queryset: QuerySet[Any], name: str) -> Key:
    path, is_descending = name.removeprefix("-"), name.startswith("-")
    if computed := queryset.query.annotations.get(path):
        return Key(path, computed.output_field, is_descending, is_nullable=True)
    field, is_nullable = None, False
    model: Any = queryset.model
    for step in path.split("__"):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        is_nullable = is_nullable or field.null
        model = field.related_model
    assert field is not None
    return Key(path, field, is_descending, is_nullable)
