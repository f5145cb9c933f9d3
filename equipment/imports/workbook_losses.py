"""Cells of an XLSX sheet that look filled in Excel but carry no value to import."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1024 * 1024

SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')

CELL_END = b"</c>"
# Both begin with what is rare, and so are found quickly among millions of cells.
ERROR = re.compile(rb't="e"')
EMPTY_FORMULA = re.compile(
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
# A formula whose result is the empty text has lost nothing.
TEXT_RESULT = b't="str"'
ERRORS = (
    "Cells that hold an Excel error such as #N/A count as empty: {count}, the first "
    "is {first}."
)
FORMULAS = (
    "Formulas without a stored result count as empty: {count}, the first is {first}. "
    "Open the file in Excel, save it, and choose it again."
)
REFERENCE = re.compile(rb'\br="([A-Z]+[0-9]+)"')


@dataclass
class Loss:
    """How often a kind of lost cell occurs, and where it does first."""

    pattern: re.Pattern[bytes]
    sentence: str
    count: int = 0
    first: str = ""

    def look_at(self, piece: bytes) -> None:
        for match in self.pattern.finditer(piece):
            start = piece.rfind(b"<c", 0, match.start())
            tag = piece[start : piece.find(b">", start)]
            is_inside = start + len(tag) > match.start()
            if start < 0 or TEXT_RESULT in tag or is_inside != (self.pattern is ERROR):
                continue
            self.count += 1
            reference = REFERENCE.search(tag)
            self.first = self.first or (reference[1].decode() if reference else "?")


def lost_cells(path: Path, sheet: str) -> list[str]:
    """Sentences about them; none for files that are no XLSX."""
    if not zipfile.is_zipfile(path):
        return []
    losses = [
        Loss(ERROR, ERRORS),
        Loss(EMPTY_FORMULA, FORMULAS),
    ]
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, sheet)
        if part not in archive.namelist():
            return []
        for piece in _pieces(archive, part):
            for loss in losses:
                loss.look_at(piece)
    return [
        loss.sentence.format(count=loss.count, first=loss.first)
        for loss in losses
        if loss.count
    ]


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Which member of the archive holds the sheet of that name."""
    relation = next(
        (
            attributes.get("r:id", "")
            for attributes in _tags(archive, "xl/workbook.xml", SHEET)
            if html.unescape(attributes.get("name", "")) == sheet
        ),
        "",
    )
    target = next(
        (
            attributes.get("Target", "")
            for attributes in _tags(archive, "xl/_rels/workbook.xml.rels", RELATION)
            if attributes.get("Id") == relation
        ),
        "",
    )
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _tags(
    archive: zipfile.ZipFile, part: str, tag: re.Pattern[str]
) -> Iterator[dict[str, str]]:
    if part in archive.namelist():
        text = archive.read(part).decode("utf-8", "replace")
        yield from (dict(ATTRIBUTE.findall(found)) for found in tag.findall(text))


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end where a cell ends."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            piece = rest + chunk
            end = piece.rfind(CELL_END) + len(CELL_END)
            if end < len(CELL_END):
                end = 0
            yield piece[:end]
            rest = piece[end:]
    yield rest
