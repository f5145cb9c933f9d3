"""The survey binder as PDF: title, contents, and a section for each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone
from fpdf import FPDF

from equipment.labels.fonts import printable, write_fonts
from equipment.labels.lettering import BOLD, ELLIPSIS, PLAIN, Lettering, Line
from equipment.labels.printing import FAMILY, widths_in
from maintenance.binder.layout import Listing, Section
from maintenance.binder.pages import (
    BOTTOM,
    COLUMN,
    HEIGHT,
    MARGIN,
    TEXT,
    TITLE,
    TOP,
    WIDTH,
    Page,
    Pages,
)
from maintenance.binder.rows import Binder

NAME = "Survey binder: medical equipment"
DISCLAIMER = (
    "This binder shows what the register and the signed records say. It supports a "
    "survey; it is no certificate of compliance."
)
# What stands at every page, besides what the sections say.
SIGNS = "0123456789,. "
GREY, LIGHT = 110, 235
HAIRLINE = 0.1
SMALL, ROOM_FOR_COUNT = 7.0, 40.0


def binder_pdf(binder: Binder, sections: Sequence[Section]) -> bytes:
    shown = [in_printable_letters(section) for section in sections]
    facts = [(term, printable(words)) for term, words in facts_of(binder)]
    running = printable(f"{NAME}. {binder.place}, {binder.period}")
    made_by = printable(f"Made by {binder.by} on {moment(binder)}")
    said = [NAME, DISCLAIMER, SIGNS, ELLIPSIS, running, made_by, "Contents Page of"]
    said += [word for pair in facts for word in pair]
    said += [word for section in shown for word in section.words()]
    letters = set().union(*said) | set("How it is computed: ()")
    with TemporaryDirectory() as folder:
        pdf = empty_pdf(letters, Path(folder))
        pages = pages_of(Pages(widths_in(pdf, letters)), shown, facts)
        lettering = Lettering(pages.widths, COLUMN - ROOM_FOR_COUNT)
        edges = [lettering.cut(words, SMALL) for words in (running, made_by)]
        Printer(pdf, *edges).print(pages)
        return bytes(pdf.output())


def facts_of(binder: Binder) -> list[tuple[str, str]]:
    return [
        ("Facility", binder.place),
        ("Period", binder.period),
        ("Rates as of", f"{binder.chosen.as_of:%-d %b %Y}"),
        ("Made on", moment(binder)),
        ("Made by", f"{binder.by} ({binder.roles})"),
        ("Shows", "What this person may see, and nothing else."),
    ]


def moment(binder: Binder) -> str:
    return f"{timezone.localtime(binder.now):%-d %b %Y, %H:%M %Z}"


def in_printable_letters(section: Section) -> Section:
    return replace(
        section,
        title=printable(section.title),
        paragraphs=[printable(words) for words in section.paragraphs],
        listings=[listing_in_letters(listing) for listing in section.listings],
        how=[(printable(term), printable(words)) for term, words in section.how],
    )


def listing_in_letters(listing: Listing) -> Listing:
    rows = [tuple(map(printable, row)) for row in listing.rows]
    return replace(listing, rows=rows)


def empty_pdf(letters: set[str], folder: Path) -> FPDF:
    pdf = FPDF(unit="mm", format="A4", orientation="landscape")
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(NAME)
    pdf.set_lang("en")
    for style, path in write_fonts(folder, letters="".join(letters)).items():
        pdf.add_font(FAMILY, style, path)
    return pdf


def pages_of(
    pages: Pages, sections: Sequence[Section], facts: Sequence[tuple[str, str]]
) -> Pages:
    """The title and the contents are last to be known and first to be read."""
    for section in sections:
        pages.add_section(section)
    front = Pages(pages.widths)
    front.turn()
    front.y = TOP + 20
    front.add_words(NAME, size=TITLE * 1.5, style=BOLD)
    front.y += 8
    for term, words in facts:
        front.put(Line(term, BOLD, TEXT), x=MARGIN, y=front.y, style=BOLD)
        front.add_words(words, indent=40)
    front.y += 8
    front.add_words(DISCLAIMER)
    front.turn()
    front.add_words("Contents", size=TITLE, style=BOLD)
    starts = [(title, number + len(front.made)) for title, number in pages.starts]
    for title, number in starts:
        line = Line(f"{number:,}", PLAIN, TEXT)
        front.put(line, x=MARGIN, y=front.y, style=PLAIN)
        front.add_words(title, indent=15)
    return Pages(pages.widths, [*front.made, *pages.made], starts)


class Printer:
    """Draws pages, each with the same words above and below."""

    def __init__(self, pdf: FPDF, running: str, made_by: str) -> None:
        self.pdf = pdf
        self.running = running
        self.made_by = made_by

    def print(self, pages: Pages) -> None:
        titles = {number: title for title, number in pages.starts}
        for number, page in enumerate(pages.made, start=1):
            self.pdf.add_page()
            if number in titles:
                self.pdf.start_section(titles[number])
            self.draw(page)
            self.draw_edges(f"Page {number:,} of {len(pages.made):,}")

    def draw(self, page: Page) -> None:
        pdf = self.pdf
        pdf.set_fill_color(LIGHT)
        for y, height in page.bars:
            pdf.rect(MARGIN, y, COLUMN, height, style="F")
        pdf.set_line_width(HAIRLINE)
        pdf.set_draw_color(GREY)
        for y in page.rules:
            pdf.line(MARGIN, y, WIDTH - MARGIN, y)
        pdf.set_text_color(0)
        for x, y, style, size, words in page.words:
            pdf.set_font(FAMILY, style, size)
            pdf.text(x, y, words)

    def draw_edges(self, count: str) -> None:
        pdf = self.pdf
        pdf.set_text_color(GREY)
        pdf.set_font(FAMILY, PLAIN, SMALL)
        pdf.text(MARGIN, MARGIN, self.running)
        pdf.text(MARGIN, HEIGHT - 8, self.made_by)
        pdf.text(WIDTH - MARGIN - pdf.get_string_width(count), HEIGHT - 8, count)
        pdf.line(MARGIN, BOTTOM + 3, WIDTH - MARGIN, BOTTOM + 3)
