"""Conditions that Django has no words for."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler


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
