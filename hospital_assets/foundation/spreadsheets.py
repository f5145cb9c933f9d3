"""Cells of files that people open in a spreadsheet, which must not run as formulas.

The rule, for whoever writes and for whoever reads such a file: a cell whose text
begins with = + - @, a tab, a line end, or the full-width forms of these signs, gets one
apostrophe before it; so does one that begins with apostrophes before such a sign.
Reading takes one apostrophe away from exactly those cells, so that every text comes
back as it was. Spreadsheets show the apostrophe of a CSV file and calculate nothing.
"""

from __future__ import annotations

import re

FORMULA_SIGNS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
DANGEROUS = re.compile(f"'*[{FORMULA_SIGNS}]")
GUARDED = re.compile(f"'+[{FORMULA_SIGNS}]")
# What a cell must begin with to need a closer look; quicker than the expression.
SUSPICIOUS = frozenset("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def guarded(text: str) -> str:
    """`text` for a cell, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if GUARDED.match(text) else text
