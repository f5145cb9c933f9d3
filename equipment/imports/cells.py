"""One cell of a register file, and how it reads as text."""

from __future__ import annotations

from datetime import date, datetime

# A spreadsheet says which cells are dates and numbers; in a text file all is text.
Cell = str | int | float | bool | date | datetime

# Excel keeps no more digits than these, and neither do we show what it made up.
SIGNIFICANT_DIGITS = 15


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def cell_text(cell: Cell) -> str:
    """What the cell says; text stays exactly as the file has it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float):
        return format(cell, f".{SIGNIFICANT_DIGITS}g")
    return str(cell)
