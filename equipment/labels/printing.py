"""Labels as PDF: a QR code that opens the device, its tag and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from fpdf import FPDF, ViewerPreferences
from PIL import Image

from audit.recording import record
from equipment.labels.fonts import printable, write_fonts
from equipment.labels.formats import LabelFormat
from equipment.labels.lettering import (
    BOLD,
    ELLIPSIS,
    PLAIN,
    SMALLEST_LETTERS,
    Lettering,
    Line,
    Widths,
)
from equipment.models import Asset

FAMILY = "Label"

# Any mask can be read; to find the best of the eight takes five times as long.
QR_MASK = 2
# A code needs this many of its own dots of white around it.
QUIET_DOTS = 4
DOT_PIXELS = 4
WHITE = 255

# On labels lower than this only tag and name find room.
LOW = 15.0

# How much of a label's width the code may take.
CODE_SHARE = 0.42


@dataclass(frozen=True)
class LabelText:
    """What one label says, in letters that the font has."""

    address: str
    tag: str
    name: str
    owner: str
    phone: str


def text_of(asset: Asset) -> LabelText:
    owner = settings.LABEL_OWNER or asset.facility.name
    return LabelText(
        f"{settings.PUBLIC_URL}/a/{quote(asset.asset_tag, safe='')}",
        printable(asset.asset_tag),
        printable(asset.name),
        printable(f"Property of {owner}"),
        printable(settings.LABEL_PHONE),
    )


def labels_pdf(assets: Iterable[Asset], *, on: LabelFormat, start: int = 1) -> bytes:
    """A label for each asset, the first on label number `start` of its sheet."""
    texts = [text_of(asset) for asset in assets]
    letters = set(ELLIPSIS).union(*("".join(astuple(text)) for text in texts))
    with TemporaryDirectory() as folder:
        pdf = empty_pdf(on, letters, Path(folder))
        printer = LabelPrinter(pdf, on, widths_in(pdf, letters))
        for place, text in enumerate(texts, start - 1):
            position = place % on.per_page
            if position == 0 or place == start - 1:
                pdf.add_page()
            printer.print(text, position=position)
        return bytes(pdf.output())


def empty_pdf(on: LabelFormat, letters: set[str], folder: Path) -> FPDF:
    pdf = FPDF(unit="mm", format=on.paper)
    pdf.set_auto_page_break(auto=False)
    pdf.set_title("Labels")
    # A sheet that is printed "to fit" misses its labels.
    pdf.viewer_preferences = ViewerPreferences(print_scaling="None")
    for style, path in write_fonts(folder, letters="".join(letters)).items():
        pdf.add_font(FAMILY, style, path)
    return pdf


def widths_in(pdf: FPDF, letters: set[str]) -> Widths:
    widths = {}
    for style in (PLAIN, BOLD):
        pdf.set_font(FAMILY, style, 1)
        widths[style] = {letter: pdf.get_string_width(letter) for letter in letters}
    return widths


class LabelPrinter:
    """Prints labels of one format into a PDF."""

    def __init__(self, pdf: FPDF, on: LabelFormat, widths: Widths) -> None:
        self.pdf = pdf
        self.on = on
        self.margin = min(2.0, on.height * 0.06)
        self.side = min(on.height - 2 * self.margin, on.width * CODE_SHARE)
        self.widths = widths

    def print(self, text: LabelText, *, position: int) -> None:
        on, margin, side = self.on, self.margin, self.side
        x, y = on.corner_of(position)
        picture, dots = qr_code(text.address)
        self.pdf.image(picture, x + margin, y + (on.height - side) / 2, side, side)
        indent = margin + side + max(margin, QUIET_DOTS * side / dots)
        lettering = Lettering(self.widths, column=on.width - indent - margin)
        self.write(self.lines_of(text, lettering), x=x + indent, y=y + margin)

    def lines_of(self, text: LabelText, lettering: Lettering) -> list[Line]:
        height = self.on.height
        is_low = height < LOW
        lines = lettering.whole(text.tag, size=min(15.0, max(7.0, height * 0.5)))
        name_size = min(9.0, max(4.5, height * 0.3))
        lines += lettering.shortened(text.name, size=name_size, most=1 if is_low else 2)
        if not is_low:
            size = min(7.0, max(SMALLEST_LETTERS, height * 0.22))
            lines += lettering.shortened(text.owner, size=size, most=2)
            lines += lettering.shortened(text.phone, size=size, most=1)
        return lines

    def write(self, lines: list[Line], *, x: float, y: float) -> None:
        """As many of `lines` as find room, beginning with the most needed."""
        bottom = y + self.on.height - 2 * self.margin
        for line in lines:
            if y + line.letter_height > bottom:
                return
            self.pdf.set_font(FAMILY, line.style, line.size)
            self.pdf.text(x, y + line.letter_height, line.words)
            y += line.height


def qr_code(address: str) -> tuple[Image.Image, int]:
    """The code, and how many dots wide it is."""
    rows = segno.make(address, error="m", micro=False, mask=QR_MASK).matrix
    dots = len(rows)
    pixels = b"".join(bytes(0 if dark else WHITE for dark in row) for row in rows)
    small = Image.frombytes("L", (dots, dots), pixels).convert("1")
    enlarged = (dots * DOT_PIXELS, dots * DOT_PIXELS)
    return small.resize(enlarged, Image.Resampling.NEAREST), dots


@transaction.atomic
def print_labels(
    assets: Sequence[Asset],
    *,
    on: LabelFormat,
    by: AbstractUser,
    start: int = 1,
    chosen: str = "",
) -> bytes:
    """The labels as PDF, once the audit log knows of them; `chosen` says of what."""
    pdf = labels_pdf(assets, on=on, start=start)
    # No record stands for many assets: then the label of the entry says what it was.
    several = Asset(asset_tag=f"{len(assets):,}", name="labels")
    entity = assets[0] if len(assets) == 1 else several
    payload = {"number": len(assets), "format": on.title, "filter": chosen}
    record("asset.labels_printed", entity=entity, by=by, payload=payload)
    return pdf
