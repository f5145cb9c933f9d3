"""A binder broken into pages: what stands where, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from equipment.labels.lettering import BOLD, PLAIN, Lettering, Line, Widths
from maintenance.binder.layout import Column, Listing, Section

# A4, lying; in millimetres.
WIDTH, HEIGHT = 297.0, 210.0
MARGIN = 12.0
TOP, BOTTOM = 22.0, HEIGHT - 16.0
COLUMN = WIDTH - 2 * MARGIN

TITLE, HEADING, TEXT, CELL = 16.0, 10.5, 9.0, 7.2
# Between the words of two neighbouring cells, and above and below those of a row.
GAP = 1.5
PADDING = 0.9
MOST_LINES_OF_TEXT = 40


@dataclass
class Page:
    """Words are x, y of their base line, style, size; rules and bars begin at y."""

    words: list[tuple[float, float, str, float, str]] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    bars: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Pages:
    """Fills page after page from top to bottom."""

    widths: Widths
    made: list[Page] = field(default_factory=list)
    starts: list[tuple[str, int]] = field(default_factory=list)
    y: float = BOTTOM

    @property
    def page(self) -> Page:
        return self.made[-1]

    def turn(self) -> None:
        self.made.append(Page())
        self.y = TOP

    def make_room(self, height: float) -> bool:
        """Whether a new page had to be begun for it."""
        if self.made and self.y + height <= BOTTOM:
            return False
        self.turn()
        return True

    def add_section(self, section: Section) -> None:
        """Each on a page of its own, so that it can be handed out alone."""
        self.turn()
        self.starts.append((section.title, len(self.made)))
        self.add_words(section.title, size=TITLE, style=BOLD)
        for paragraph in section.paragraphs:
            self.add_words(paragraph)
        for listing in section.listings:
            self.add_listing(listing)
        if section.how:
            self.y += 4
            self.add_words("How it is computed", size=HEADING, style=BOLD)
            for term, words in section.how:
                self.add_words(f"{term}: {words}")

    def add_words(
        self, text: str, *, size: float = TEXT, style: str = PLAIN, indent: float = 0
    ) -> None:
        lettering = Lettering(self.widths, COLUMN - indent)
        for line in lettering.shortened(text, size=size, most=MOST_LINES_OF_TEXT):
            self.make_room(line.height)
            self.put(line, x=MARGIN + indent, y=self.y, style=style)
            self.y += line.height
        self.y += size * 0.15

    def put(self, line: Line, *, x: float, y: float, style: str) -> None:
        base = y + line.letter_height
        self.page.words.append((x, base, style, line.size, line.words))

    # --- Lists --------------------------------------------------------------------

    def add_listing(self, listing: Listing) -> None:
        self.y += 2
        self.make_room(30)
        number = f" ({listing.number:,})" if listing.file else ""
        self.add_words(f"{listing.caption}{number}", size=HEADING, style=BOLD)
        if listing.cut_words:
            self.add_words(listing.cut_words, style=BOLD)
        if not listing.rows:
            self.add_words(listing.empty)
            return
        self.add_heads(listing.columns)
        for row in listing.rows:
            self.add_row(row, listing.columns)

    def add_heads(self, columns: Sequence[Column]) -> None:
        heads = [column.head for column in columns]
        lines = self.cells(heads, columns)
        height = height_of(lines)
        self.page.bars.append((self.y, height))
        self.put_cells(lines, columns, style=BOLD)
        self.y += height

    def add_row(self, row: Sequence[str], columns: Sequence[Column]) -> None:
        lines = self.cells(row, columns)
        height = height_of(lines)
        if self.make_room(height):
            self.add_heads(columns)
        self.put_cells(lines, columns, style=PLAIN)
        self.y += height
        self.page.rules.append(self.y)

    def cells(
        self, row: Sequence[str], columns: Sequence[Column]
    ) -> list[Sequence[Line]]:
        return [
            self.cell(text, column) for text, column in zip(row, columns, strict=True)
        ]

    def cell(self, text: str, column: Column) -> Sequence[Line]:
        lettering = Lettering(self.widths, column.width - GAP)
        if lettering.fits(text, CELL):
            return (Line(text, PLAIN, CELL),) if text else ()
        return lettering.shortened(text, size=CELL, most=column.lines)

    def put_cells(
        self, cells: list[Sequence[Line]], columns: Sequence[Column], *, style: str
    ) -> None:
        x = MARGIN
        for lines, column in zip(cells, columns, strict=True):
            y = self.y + PADDING
            for line in lines:
                self.put(line, x=x, y=y, style=style)
                y += line.height
            x += column.width


def height_of(cells: Sequence[Sequence[Line]]) -> float:
    one_line = Line("", PLAIN, CELL).height
    return max(1, max(map(len, cells), default=1)) * one_line + 2 * PADDING
