"""Find out how a text file is encoded, from all of it and not from its first rows."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from equipment.imports.formats import HEAD_BYTES, INSTEAD
from equipment.imports.unreadable import UnreadableFile

CHUNK_BYTES = 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}

# Latin text in UTF-16 has a NUL in nearly every second place, and none in between.
MANY_NULS = 0.4
FEW_NULS = 0.1

# More than this share of control characters, and it is no text.
MOST_CONTROLS = 0.05
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b"))

# Bytes that are not UTF-8, as Python's "surrogateescape" marks them.
FOREIGN = re.compile("[\udc80-\udcff]")
KEEP_FOREIGN = "foreign-bytes-as-cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Five bytes mean nothing in Windows-1252; they stay the characters they are."""
    assert isinstance(error, UnicodeDecodeError)
    foreign = error.object[error.start : error.end]
    text = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in foreign)
    return text, error.end


codecs.register_error(KEEP_FOREIGN, _as_cp1252)


@dataclass(frozen=True)
class Encoding:
    """How to read a file, and what a person should know of it."""

    codec: str
    remark: str = ""

    @property
    def name(self) -> str:
        return NAMES.get(self.codec, self.codec.upper())

    def open(self, path: Path) -> TextIO:
        return path.open(encoding=self.codec, errors=KEEP_FOREIGN, newline="")


def encoding_of(path: Path) -> Encoding:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    codec = _marked(head) or _unmarked_utf16(head)
    if codec.startswith(("utf-16", "utf-32")):
        # The end of each line has a NUL in it, whatever the language.
        if 0 not in head[4:]:
            raise UnreadableFile(
                f"The file says that it is in {codec.upper()}, but it is not. {INSTEAD}"
            )
        return _wholly(path, codec)
    if len(head.translate(None, CONTROLS)) < len(head) * (1 - MOST_CONTROLS):
        raise UnreadableFile(f"This file holds no text that can be read. {INSTEAD}")
    return _utf8_or_cp1252(path, codec or "utf-8")


def _marked(head: bytes) -> str:
    return next((codec for mark, codec in MARKS if head.startswith(mark)), "")


def _unmarked_utf16(head: bytes) -> str:
    even, odd = (half.count(0) / max(len(half), 1) for half in (head[::2], head[1::2]))
    if odd > MANY_NULS and even < FEW_NULS:
        return "utf-16-le"
    if even > MANY_NULS and odd < FEW_NULS:
        return "utf-16-be"
    return ""


def _decoded(path: Path, codec: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _wholly(path: Path, codec: str) -> Encoding:
    """The encoding, when every character of the file fits it."""
    lines = 1
    try:
        for text in _decoded(path, codec, "strict"):
            lines += text.count("\n")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"The file seems to be in {codec.upper()} but is damaged near line {lines} "
            "or breaks off there. Save it again as XLSX or as CSV in UTF-8."
        ) from error
    return Encoding(codec)


def _utf8_or_cp1252(path: Path, codec: str) -> Encoding:
    """UTF-8 has a shape that other encodings do not have by chance.

    A file of both, as two exports pasted together make, is read by that shape, too.
    """
    lines, first_foreign, foreign, fitting = 1, 0, 0, 0
    for text in _decoded(path, codec, "surrogateescape"):
        if not text.isascii():
            strange = FOREIGN.findall(text)
            if strange and not first_foreign:
                first_foreign = lines + text[: text.index(strange[0])].count("\n")
            foreign += len(strange)
            plain = text.encode("ascii", "ignore")
            fitting += len(text) - len(plain) - len(strange)
        lines += text.count("\n")
    if not foreign:
        return Encoding(codec)
    if fitting < foreign and codec == "utf-8":
        return Encoding("cp1252")
    return Encoding(
        codec,
        f"Line {first_foreign} is in Windows-1252 while others are in UTF-8 (bytes of "
        f"that kind: {foreign}). Both were read as what they are; check the accents.",
    )
