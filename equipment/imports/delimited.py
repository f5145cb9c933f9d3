"""Read text whose cells are divided by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from equipment.imports.encodings import Encoding
from equipment.imports.unreadable import UnreadableFile

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 200
SAMPLE_CHARACTERS = 4_000_000
DELIMITER_HINT = re.compile(r'"?sep=(.)"?\s*')

# Stands after the last line; a quotation mark that was never closed swallows it.
END = "\x00 end of file \x00"

# Without quoting, nearly all rows must be of one width, and hardly any cell quoted.
REGULAR_SHARE = 0.98
QUOTED_SHARE = 0.01

# Remarks and pasted text are longer than the 131,072 characters that csv allows.
csv.field_size_limit(sys.maxsize)

Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    is_quoted: bool = True

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        quoting = csv.QUOTE_MINIMAL if self.is_quoted else csv.QUOTE_NONE
        return csv.reader(lines, delimiter=self.delimiter, quoting=quoting)


def records(path: Path, encoding: Encoding, dialect: Dialect) -> Iterator[Record]:
    """Each record with its number, as a spreadsheet would number the rows."""
    with encoding.open(path) as lines:
        for number, record in enumerate(dialect.reader(lines), start=1):
            yield number, record


def dialect_of(
    path: Path, encoding: Encoding, known_headers: Callable[[list[str]], int]
) -> Dialect:
    """The dialect in which the file is a table; refuses a file that is none in any.

    `known_headers` counts the cells of a row that are headers of a register.
    """
    with encoding.open(path) as lines:
        sample = _sample(lines)
    delimiter = _delimiter_of(sample, known_headers)
    quoted = Dialect(delimiter)
    runaway = _runaway_quote(path, encoding, quoted)
    if not runaway:
        return quoted
    unquoted = Dialect(delimiter, is_quoted=False)
    if _is_regular(path, encoding, unquoted):
        return unquoted
    raise UnreadableFile(
        f"Row {runaway} opens a quotation mark that is not closed in that row, so that "
        "the rows after it run together. Correct that row, or save the list as XLSX."
    )
