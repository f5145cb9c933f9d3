"""Read dates as registers write them, and find out in which order they do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from equipment.imports.cells import Cell, cell_text, is_blank
from equipment.imports.months import month_of

FIRST_YEAR, LAST_YEAR = 1950, 2150

# Two digits mean 1970 to 2069, as everywhere since POSIX.
PIVOT = 70

# Excel counts days from here; a smaller number is a year or a count, not a day.
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # spreadsheets know no zones
FIRST_SERIAL, LAST_SERIAL = 18_264, 91_676

MOST_EXAMPLES = 3
LONGEST_DATE = 60

TIME = re.compile(
    r"(?:T|,|\s)\s*(?P<hour>\d{1,2})[:h](?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?P<fraction>[.,]\d+)?)?"
    r"\s*(?:(?P<half>[ap])\.?\s?m\.?)?\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?\Z",
    re.IGNORECASE,
)
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*'?(\d{4}|\d{2})\.?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
WORDS = re.compile(r"[^\W\d_]+|\d+")
FILLERS = {"de", "del", "do", "of", "the", "le", "er", "st", "nd", "rd", "th", "den"}
LAST_MONTH = 12
SHORT_YEAR, DATE_PARTS, MOST_NUMBERS = 2, 3, 2


class DateOrder(StrEnum):
    DAY_FIRST = "day/month/year"
    MONTH_FIRST = "month/day/year"


class NotADate(Exception):  # noqa: N818  # what is not a date is not always an error
    """The cell holds something else; its message says what, for a person."""


class AmbiguousDate(Exception):  # noqa: N818  # nor is what needs a choice
    """The cell can be read in two ways, and nobody said which one holds."""


@dataclass
class OrderEvidence:
    """What the dates of a file show about the order of day and month.

    `only` has examples that fit one order alone, `either` of those that fit both.
    """

    only: dict[DateOrder, list[str]] = field(
        default_factory=lambda: {order: [] for order in DateOrder}
    )
    either: list[str] = field(default_factory=list)

    @property
    def order(self) -> DateOrder | None:
        """The one order that all dates fit, if the data can tell."""
        shown = [order for order in DateOrder if self.only[order]]
        return shown[0] if len(shown) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether a person has to choose: nothing shows the order, or both do."""
        return self.order is None and bool(self.either or any(self.only.values()))

    @property
    def examples(self) -> list[str]:
        """Dates to show to a person who has to choose."""
        return [*self.either, *(text for texts in self.only.values() for text in texts)]

    def look_at(self, cell: Cell) -> None:
        if not isinstance(cell, str) or len(cell) > LONGEST_DATE:
            return
        match = YEAR_LAST.fullmatch(_without_time(cell)[0])
        if match is None:
            return
        first, second = int(match[1]), int(match[2])
        if first > LAST_MONTH >= second:
            examples = self.only[DateOrder.DAY_FIRST]
        elif second > LAST_MONTH >= first:
            examples = self.only[DateOrder.MONTH_FIRST]
        elif first != second:
            examples = self.either
        else:
            return
        if len(examples) < MOST_EXAMPLES and cell not in examples:
            examples.append(cell)


def order_of(cells: Iterable[Cell]) -> OrderEvidence:
    """Look at every date of a file: one beyond the twelfth decides for all."""
    evidence = OrderEvidence()
    for cell in cells:
        evidence.look_at(cell)
    return evidence


def read_day(cell: Cell, *, order: DateOrder | None) -> date | None:
    moment = read_moment(cell, order=order)
    return moment.date() if moment else None


def read_moment(cell: Cell, *, order: DateOrder | None) -> datetime | None:
    """The local time that the cell says, midnight for a day; None for an empty cell.

    Raises NotADate or AmbiguousDate with a sentence.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, datetime):
        return _believable(cell)
    if isinstance(cell, date):
        return _believable(datetime.combine(cell, time()))
    return _moment_in(cell_text(cell).strip().lstrip("'"), order)


@lru_cache(maxsize=20_000)
def _moment_in(text: str, order: DateOrder | None) -> datetime:
    if len(text) > LONGEST_DATE:
        raise NotADate("This is a text, not a date.")
    day, clock = _without_time(text)
    if match := YEAR_FIRST.fullmatch(day) or COMPACT.fullmatch(day):
        parts = (int(match[1]), int(match[2]), int(match[3]))
    elif match := YEAR_LAST.fullmatch(day):
        parts = _in_order(text, (match[1], match[2], match[3]), order)
    elif SERIAL.fullmatch(text) and FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        return EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86_400))
    else:
        parts = _in_words(day, text)
    try:
        return _believable(datetime.combine(date(*parts), clock))
    except ValueError as error:
        raise NotADate(f"“{text}” is not a day of the calendar.") from error


def _without_time(text: str) -> tuple[str, time]:
    """The day, and the clock time behind it, with its zone where one is given."""
    text = text.strip()
    match = TIME.search(text)
    if match is None:
        return text, time()
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    zone = (match["zone"] or "").upper().replace("UTC", "Z")
    seconds = f"{match['second'] or '00'}{match['fraction'] or ''}"
    try:
        clock = time.fromisoformat(f"{hour:02}:{match['minute']}:{seconds}{zone}")
    except ValueError:
        return text, time()
    return text[: match.start()], clock


def _in_order(
    text: str, numbers: tuple[str, str, str], order: DateOrder | None
) -> tuple[int, int, int]:
    first, second = int(numbers[0]), int(numbers[1])
    if order is None and first != second and max(first, second) <= LAST_MONTH:
        raise AmbiguousDate(f"“{text}” can be day/month or month/day: choose which.")
    if order is None:
        order = DateOrder.DAY_FIRST if first >= second else DateOrder.MONTH_FIRST
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    return _year(numbers[2]), month, day


def _in_words(day: str, text: str) -> tuple[int, int, int]:
    """“12 de marzo de 2019”, “March 12, 2019”, “12-Mar-19”."""
    words = [word for word in WORDS.findall(day) if word.lower() not in FILLERS]
    numbers = [word for word in words if word.isdecimal()]
    months = [month_of(word) for word in words if not word.isdecimal()]
    if len(months) > 1 or None in months or not 0 < len(numbers) <= MOST_NUMBERS:
        raise NotADate(f"“{text}” is not a date.")
    if len(months) + len(numbers) < DATE_PARTS:
        raise NotADate(f"“{text}” is only a part of a date.")
    numbers.sort(key=len)
    month = months[0]
    assert month is not None
    return _year(numbers[1]), month, int(numbers[0])


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > SHORT_YEAR:
        return year
    return year + (1900 if year >= PIVOT else 2000)


def _believable(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise NotADate(
            f"The year {moment.year} cannot be right; use {FIRST_YEAR} to {LAST_YEAR}."
        )
    return moment
