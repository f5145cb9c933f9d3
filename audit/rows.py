"""Many rows into a table, or many rows changed, by each database's quickest way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias

from django.db import connection, models

AnyField: TypeAlias = "models.Field[Any, Any]"
Fields: TypeAlias = Sequence[AnyField]
Row: TypeAlias = Sequence[Any]

# What every database takes as it is; everything else is for the field to convert.
PLAIN = frozenset({type(None), str, int, bool})


def reserve_ids(model: type[models.Model], count: int) -> Iterable[int]:
    """Ids that no other row has or gets."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s))"
                " FROM generate_series(1, %s)",
                [table, model._meta.pk.column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        # SQLite counts in a table of its own, which lets itself be written.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (None,)
        statement = (
            "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
            if last is None
            else "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
        )
        first = (last or 0) + 1
        cursor.execute(statement, [first + count - 1, table])
        return range(first, first + count)


def insert(model: type[models.Model], fields: Fields, rows: Iterable[Row]) -> None:
    """Append rows that have a value for each of `fields`."""
    table = quote(model._meta.db_table)
    columns = ", ".join(column(field) for field in fields)
    prepared = prepare(fields, rows)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608  # names of the model's own
                list(prepared),
            )


def update(model: type[models.Model], fields: Fields, rows: Iterable[Row]) -> None:
    """Give `fields` new values; a row has one for each, and its id at the end."""
    prepared = list(prepare([*fields, model._meta.pk], rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One journey to the server for all of them.
            cursor.execute(
                update_from_values(model, fields, count=len(prepared)),
                [value for row in prepared for value in row],
            )
        else:
            cursor.executemany(update_one(model, fields), prepared)


def update_one(model: type[models.Model], fields: Fields) -> str:
    table, key = quote(model._meta.db_table), column(model._meta.pk)
    values = ", ".join(f"{column(field)} = %s" for field in fields)
    return f"UPDATE {table} SET {values} WHERE {key} = %s"  # noqa: S608  # names of the model's own


def update_from_values(model: type[models.Model], fields: Fields, *, count: int) -> str:
    table, key = quote(model._meta.db_table), column(model._meta.pk)
    names = [column(field) for field in fields]
    # Among values alone PostgreSQL cannot tell what a column of NULLs is.
    values = ", ".join(
        f"{name} = CAST(new.{name} AS {db_type(field)})"
        for name, field in zip(names, fields, strict=True)
    )
    row = "(" + ", ".join(["%s"] * (len(fields) + 1)) + ")"
    rows = ", ".join([row] * count)
    return (
        f"UPDATE {table} SET {values}"  # noqa: S608  # names of the model's own
        f" FROM (VALUES {rows}) AS new ({', '.join([*names, key])})"
        f" WHERE {table}.{key} = new.{key}"
    )


def prepare(fields: Fields, rows: Iterable[Row]) -> Iterator[list[Any]]:
    """The values as the database's driver takes them."""
    converters = [(converter(f), isinstance(f, models.JSONField)) for f in fields]
    for row in rows:
        yield [
            value if type(value) in PLAIN and not is_json else convert(value)
            for value, (convert, is_json) in zip(row, converters, strict=True)
        ]


def converter(field: AnyField) -> Callable[[Any], Any]:
    """What converts the values of `field`, each value once."""

    def convert(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return convert if isinstance(field, models.JSONField) else cache(convert)


def column(field: AnyField) -> str:
    return quote(str(field.column))


def quote(name: str) -> str:
    return connection.ops.quote_name(name)


def db_type(field: AnyField) -> str:
    return str(field.db_type(connection))
