"""Conditions that Django has no words for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler


class IsOneOf(Func):
    """`column IN ('one', 'other')`, for words of the code that nobody typed.

    They stand in the SQL itself: SQLite takes a partial index only for a query that
    says the same as its condition, which it cannot see in values given apart.
    """

    template = "%(expressions)s IN (%(words)s)"
    output_field = BooleanField()

    def __init__(self, column: str, words: Collection[str]) -> None:
        if not all(word.isidentifier() for word in words):
            raise ValueError(f"These are no words of the code: {words}")
        quoted = ", ".join(f"'{word}'" for word in sorted(words))
        super().__init__(F(column), words=quoted)


class IsAmong(Func):
    """`column IN (query)`, which may stand beside others in an OR.

    PostgreSQL reads the whole table for `a IN (query) OR b IN (query)`. It looks both
    up in their indexes for `a = ANY(ARRAY(query)) OR b = ANY(ARRAY(query))`.
    """

    template = "%(expressions)s"
    arg_joiner = " IN "
    output_field = BooleanField()

    def __init__(self, column: str, query: QuerySet[Any, Any]) -> None:
        super().__init__(F(column), Subquery(query))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            template="%(expressions)s)",
            arg_joiner=" = ANY(ARRAY",
            **context,
        )
