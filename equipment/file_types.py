"""What a file is, told by its content and never by the name it was sent with."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from PIL import Image

# A photo of today's telephones fits; what unpacks to more is an attack.
MOST_PIXELS = 50_000_000
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_PARTS = 2_000
HEAD_BYTES = 1024
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")

KNOWN = (
    "Attach a PDF, a picture (PNG, JPEG, WebP, GIF), a text, CSV, XLSX or DOCX file."
)


@dataclass(frozen=True)
class FileType:
    content_type: str
    suffix: str
    label: str

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


PDF = FileType("application/pdf", ".pdf", "PDF")
TEXT = FileType("text/plain", ".txt", "Text")
CSV = FileType("text/csv", ".csv", "CSV")
IMAGES = {
    "PNG": FileType("image/png", ".png", "PNG picture"),
    "JPEG": FileType("image/jpeg", ".jpg", "JPEG picture"),
    "WEBP": FileType("image/webp", ".webp", "WebP picture"),
    "GIF": FileType("image/gif", ".gif", "GIF picture"),
}
OFFICE = "application/vnd.openxmlformats-officedocument"
# By the part that makes the package what it is.
PACKAGES = {
    "xl/workbook.xml": FileType(f"{OFFICE}.spreadsheetml.sheet", ".xlsx", "XLSX"),
    "word/document.xml": FileType(
        f"{OFFICE}.wordprocessingml.document", ".docx", "DOCX"
    ),
}
BY_CONTENT_TYPE = {
    each.content_type: each
    for each in (PDF, TEXT, CSV, *IMAGES.values(), *PACKAGES.values())
}

Reader = Callable[[IO[bytes], str], FileType]
PICTURE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
PACKAGE_ERRORS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)


def file_type_of(file: IO[bytes], name: str) -> FileType:
    """Look into `file`; `name` only tells a CSV file from other text.

    Raises ValidationError with a sentence for what is not known or not whole.
    """
    head = start_of(file)
    read: Reader = next((read for magic, read in READERS if magic(head)), read_text)
    found = read(file, name)
    file.seek(0)
    return found


def start_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        raise ValidationError("The file is empty. Choose another one.", code="empty")
    return head


def read_pdf(file: IO[bytes], name: str) -> FileType:
    return PDF


def read_picture(file: IO[bytes], name: str) -> FileType:
    try:
        with Image.open(file, formats=list(IMAGES)) as picture:
            check_pixels(picture)
            picture.verify()
            return IMAGES[str(picture.format)]
    except PICTURE_ERRORS as error:
        raise damaged("picture") from error


def check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(
            f"The picture is {picture.width} × {picture.height} pixels large. "
            f"Save it with less than {MOST_PIXELS // 1_000_000} million.",
            code="too_many_pixels",
        )


def read_package(file: IO[bytes], name: str) -> FileType:
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            check_unpacked(parts)
            names = {part.filename for part in parts}
    except PACKAGE_ERRORS as error:
        raise damaged("document") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError("It holds macros. Save it without them.", code="macros")
    kind = next((PACKAGES[part] for part in PACKAGES if part in names), None)
    if kind is None or "[Content_Types].xml" not in names:
        raise unknown()
    return kind


def check_unpacked(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED_BYTES or len(parts) > MOST_PARTS:
        raise ValidationError(
            "It unpacks to more than a document holds. Attach it as a PDF.",
            code="too_large_unpacked",
        )


def read_text(file: IO[bytes], name: str) -> FileType:
    file.seek(0)
    text = decoded(file.read())
    # A browser could take the first for a page, a shell the second for a program.
    if text.lstrip().startswith(("<", "#!")) or CONTROL.search(text):
        raise unknown()
    return CSV if name.lower().endswith(".csv") else TEXT


def decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unknown()


def unknown() -> ValidationError:
    return ValidationError(f"This kind of file is not kept here. {KNOWN}", code="type")


def damaged(what: str) -> ValidationError:
    return ValidationError(
        f"The {what} is damaged and cannot be opened. Choose another file.",
        code="damaged",
    )


def is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


READERS: tuple[tuple[Callable[[bytes], bool], Reader], ...] = (
    (lambda head: head.startswith(b"%PDF-"), read_pdf),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), read_picture),
    (lambda head: head.startswith(b"\xff\xd8\xff"), read_picture),
    (lambda head: head.startswith((b"GIF87a", b"GIF89a")), read_picture),
    (is_webp, read_picture),
    (lambda head: head.startswith(b"PK\x03\x04"), read_package),
)
