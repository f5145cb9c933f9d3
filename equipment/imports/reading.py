"""Open a register, whatever kind of file it is.

with open_register(path) as table:
    for row in table.rows():
        ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from equipment.imports.cells import Cell
from equipment.imports.delimited import dialect_of, records
from equipment.imports.encodings import Encoding, encoding_of
from equipment.imports.formats import Kind, kind_of
from equipment.imports.header_words import fields_in
from equipment.imports.json_rows import keys_of, looks_like_json, objects
from equipment.imports.tables import Origin, Table, make_table
from equipment.imports.workbooks import open_sheet


@contextmanager
def open_register(
    path: Path,
    *,
    sheet: str = "",
    header_row: int | None = None,
    keep_in: Path | None = None,
) -> Iterator[Table]:
    """The table in the file; raises UnreadableFile with a sentence when there is none.

    `sheet` chooses one of a workbook; `header_row` tells which row names the columns,
    counted from 1, or 0 when none does, instead of having it found. In the folder
    `keep_in` a workbook leaves its rows for the next time that it is opened.
    """
    kind = kind_of(path)
    if kind is Kind.TEXT:
        yield _text_table(path, header_row)
        return
    with open_sheet(path, kind, sheet, keep_in=keep_in) as opened:
        yield make_table(
            opened.rows,
            opened.origin,
            first_column=opened.first_column,
            header_row=header_row,
        )


def _text_table(path: Path, header_row: int | None) -> Table:
    encoding = encoding_of(path)
    if looks_like_json(path, encoding):
        return _json_table(path, encoding)
    dialect = dialect_of(path, encoding, lambda row: len(fields_in(row)))
    origin = Origin(
        kind="csv",
        encoding=encoding.name,
        delimiter=dialect.delimiter,
        remarks=(encoding.remark,) if encoding.remark else (),
    )
    source = partial(records, path, encoding, dialect)
    return make_table(source, origin, first_column=0, header_row=header_row)


def _json_table(path: Path, encoding: Encoding) -> Table:
    """The objects as rows below a header of their keys, so that all else is alike."""
    keys = keys_of(path, encoding)

    def rows() -> Iterator[tuple[int, Sequence[Cell]]]:
        yield 1, keys
        for number, item in enumerate(objects(path, encoding), start=2):
            yield number, [item.get(key, "") for key in keys]

    origin = Origin(kind="json", encoding=encoding.name)
    return make_table(rows, origin, first_column=0, header_row=1)
