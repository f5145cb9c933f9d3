"""Queries that are asked again and again and differ in one key alone.

Of a page about one record, Django spends more time on turning its queries into SQL than
the database spends on answering them. A `Compiled` one is turned into SQL once for each
kind of person who asks, and from then on only the key in it is replaced.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

# Two keys that no record has: what differs between the queries for them is the key.
KEYS = (2**31 - 2, 2**31 - 3)
MOST_KINDS = 512


class Compiled(Generic[Row]):
    """`build(asking, key)` gives the query for a person and the key of a record.

    `standing(asking)` is all about the person that `build` makes use of, so that people
    of one standing share the SQL. Nothing else may decide what `build` gives: no time,
    no setting that changes while the process runs.
    """

    def __init__(
        self,
        build: Callable[[Any, int], QuerySet[Any, Row]],
        *,
        standing: Callable[[Any], Hashable],
    ) -> None:
        self.build, self.standing = build, standing
        self._known = lru_cache(MOST_KINDS)(self._compile)

    def rows(self, asking: Any, key: int) -> list[Row]:
        known = self._known(Standing(asking, self.standing(asking)))
        return [] if known is None else known.rows(key)

    def first(self, asking: Any, key: int) -> Row | None:
        return next(iter(self.rows(asking, key)), None)

    def _compile(self, standing: Standing) -> Statement[Row] | None:
        """None where the person may see nothing of the kind at all."""
        one, other = (self.build(standing.asking, key) for key in KEYS)
        try:
            return Statement(one, other)
        except EmptyResultSet:
            return None


class Standing:
    """A person as the key of a cache: people of one standing are the same."""

    def __init__(self, asking: Any, value: Hashable) -> None:
        self.asking, self.value = asking, value

    def __hash__(self) -> int:
        return hash(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standing) and self.value == other.value


class Statement(Generic[Row]):
    def __init__(self, one: QuerySet[Any, Row], other: QuerySet[Any, Row]) -> None:
        self.queryset, self.alias = one, one.db
        self.compiler = one.query.get_compiler(using=self.alias)
        self.sql, self.parameters = self.compiler.as_sql()
        sql, parameters = other.query.get_compiler(using=self.alias).as_sql()
        if sql != self.sql:
            raise ValueError(f"The SQL itself depends on the key: {sql}")
        self.places = [
            place
            for place, pair in enumerate(zip(self.parameters, parameters, strict=True))
            if pair[0] != pair[1]
        ]

    def rows(self, key: int) -> list[Row]:
        queryset = self.queryset.all()
        queryset.query.get_compiler = lambda *_, **__: self._compiler_for(key)  # type: ignore[method-assign]  # of this one query
        return list(queryset)

    def _compiler_for(self, key: int) -> SQLCompiler:
        parameters = list(self.parameters)
        for place in self.places:
            # Text where a column of any record's key is text.
            parameters[place] = type(parameters[place])(key)
        compiler: SQLCompiler = copy.copy(self.compiler)
        compiler.connection = connections[self.alias]
        compiler.as_sql = lambda *_, **__: (self.sql, tuple(parameters))  # type: ignore[method-assign]  # made already
        return compiler
