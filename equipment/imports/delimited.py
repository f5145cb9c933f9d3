"""Read text whose cells are divided by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from equipment.imports.encodings import Encoding
from equipment.imports.headers import SEARCHED_ROWS
from equipment.imports.unreadable import UnreadableFile

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 200
DELIMITER_HINT = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)

# A table as wide as this has not by chance as many delimiters in a cell of two lines
# as two of its rows have.
WIDE = 8

# Without quoting, nearly all rows must be of one width, and hardly any cell quoted.
REGULAR_SHARE = 0.98
QUOTED_SHARE = 0.01

# Remarks and pasted text are longer than the 131,072 characters that csv allows.
csv.field_size_limit(sys.maxsize)

Record = tuple[int, list[str]]
CountHeaders = Callable[[list[str]], int]


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    is_quoted: bool = True

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        if self.is_quoted:
            return csv.reader(lines, delimiter=self.delimiter)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)


def records(path: Path, encoding: Encoding, dialect: Dialect) -> Iterator[Record]:
    """Each record with its number, as a spreadsheet would number the rows."""
    with encoding.open(path) as lines:
        yield from enumerate(dialect.rows(lines), start=1)


def dialect_of(path: Path, encoding: Encoding, count_headers: CountHeaders) -> Dialect:
    """The dialect in which the whole file is a table.

    `count_headers` says how many cells of a row are headers of a register.
    """
    with encoding.open(path) as lines:
        sample = list(islice(lines, SAMPLE_LINES))
    delimiter, width = _delimiter_of(sample, count_headers)
    runaway = _runaway_quote(path, encoding, delimiter, width)
    if not runaway:
        return Dialect(delimiter)
    unquoted = Dialect(delimiter, is_quoted=False)
    if _is_regular(record for _, record in records(path, encoding, unquoted)):
        return unquoted
    raise UnreadableFile(
        f"Row {runaway} opens a quotation mark that is not closed where its cell ends, "
        "so that rows run together. Correct that row, or save the list as XLSX."
    )


def _delimiter_of(sample: list[str], count_headers: CountHeaders) -> tuple[str, int]:
    """The delimiter and how many columns it makes.

    Known headers decide; without any, the delimiter that cuts most rows alike.
    """
    hint = DELIMITER_HINT.fullmatch(sample[0])
    candidates = hint.group(1) if hint else DELIMITERS
    best = (-1, -1)
    chosen = (DELIMITERS[0], 1)
    for delimiter in candidates:
        rows = list(Dialect(delimiter).rows(sample))
        if len(sample) == SAMPLE_LINES:
            rows = rows[:-1] or rows  # the sample may end inside a cell
        known = max(map(count_headers, rows[:SEARCHED_ROWS]), default=0)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, alike = widths.most_common(1)[0] if widths else (1, 0)
        if (known, (width - 1) * alike) > best:
            best, chosen = (known, (width - 1) * alike), (delimiter, width)
    return chosen


def _runaway_quote(path: Path, encoding: Encoding, delimiter: str, width: int) -> int:
    """The row from which on a quotation mark swallows others; 0 when none does."""
    number = last_line = 0
    with encoding.open(path) as lines:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            number += 1
            try:
                record = next(reader)
            except StopIteration:
                return 0
            except csv.Error as error:
                # Sloppy quoting inside one line loses nothing.
                spans_lines = reader.line_num > last_line + 1
                if spans_lines or "end of data" in str(error):
                    return number
            else:
                spans_lines = reader.line_num > last_line + 1
                if spans_lines and _has_swallowed_rows(record, delimiter, width):
                    return number
            last_line = reader.line_num


def _has_swallowed_rows(record: list[str], delimiter: str, width: int) -> bool:
    for cell in record:
        lines = cell.splitlines()
        whole_rows = sum(line.count(delimiter) == width - 1 for line in lines)
        makes_rows = cell.count(delimiter) == (len(lines) - 1) * (width - 1)
        if len(lines) > 1 and width >= WIDE and (whole_rows > 1 or makes_rows):
            return True
    return False


def _is_regular(rows: Iterator[list[str]]) -> bool:
    widths: Counter[int] = Counter()
    cells = quoted = 0
    for row in rows:
        widths[len(row)] += 1
        cells += len(row)
        quoted += sum(cell.startswith('"') and cell.endswith('"') for cell in row)
    width, alike = widths.most_common(1)[0]
    return (
        width > 1
        and alike >= widths.total() * REGULAR_SHARE
        and quoted <= cells * QUOTED_SHARE
    )
