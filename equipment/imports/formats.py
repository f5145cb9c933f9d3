"""Tell what kind of file this is, by what is in it and never by its name."""

from __future__ import annotations

import mmap
import re
import zipfile
from enum import StrEnum
from pathlib import Path

from equipment.imports.unreadable import UnreadableFile

HEAD_BYTES = 64 * 1024

# A list of 100,000 devices unpacks to some 300 MB; a ratio of 200 is beyond any list.
MOST_UNPACKED_BYTES = 1024**3
SUSPICIOUS_UNPACKED_BYTES = 64 * 1024**2
SUSPICIOUS_RATIO = 200

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|table|meta|head|body)", re.IGNORECASE)

# What people pick by mistake, by its first bytes.
OTHER_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"{\\rtf", "a text document"),
    (b"SQLite format 3", "a database"),
)
INSTEAD = "Save the list as XLSX or CSV and choose that file."
PROTECTED = (
    "The file is protected with a password. Open it, save it without the password, "
    "and choose that file."
)
DAMAGED = (
    "The file is damaged or was copied only in part. Open it in the program that wrote "
    "it, save it again, and choose the new file."
)
TOO_LARGE = (
    "The file would unpack to far more than a register holds. Copy the rows of the "
    "list into a new workbook and choose that file."
)


class Kind(StrEnum):
    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


def kind_of(path: Path) -> Kind:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf\xfe\xff"):
        raise UnreadableFile("The file is empty. Choose the file that holds the list.")
    for signature, name in OTHER_KINDS:
        if head.startswith(signature):
            raise UnreadableFile(f"This is {name}, not a list. {INSTEAD}")
    if head.startswith(ZIP):
        return _kind_of_archive(path)
    if head.startswith(COMPOUND):
        return _kind_of_compound(path)
    if MARKUP.match(head):
        raise UnreadableFile(
            f"This is a web page or XML under another name. Open it in Excel. {INSTEAD}"
        )
    return Kind.TEXT


def _kind_of_archive(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            mimetype = _read_member(archive, "mimetype")
            manifest = _read_member(archive, "META-INF/manifest.xml")
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise UnreadableFile(DAMAGED) from error
    _refuse_bombs(members, path.stat().st_size)
    if b"encryption-data" in manifest:
        raise UnreadableFile(PROTECTED)
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if mimetype == b"application/vnd.oasis.opendocument.spreadsheet":
        return Kind.ODS
    if "xl/workbook.bin" in names:
        raise UnreadableFile(f"Binary workbooks (XLSB) cannot be read. {INSTEAD}")
    raise UnreadableFile(
        "This archive holds no workbook. Unpack it and choose the list that is in it."
    )


def _read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a member; nothing where there is none."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as member:
        return member.read(HEAD_BYTES)


def _refuse_bombs(members: list[zipfile.ZipInfo], packed: int) -> None:
    """What an archive claims can be a lie; the reading process has its own limit."""
    unpacked = sum(member.file_size for member in members)
    is_suspicious = unpacked > max(SUSPICIOUS_UNPACKED_BYTES, packed * SUSPICIOUS_RATIO)
    if is_suspicious or unpacked > MOST_UNPACKED_BYTES:
        raise UnreadableFile(TOO_LARGE)


def _kind_of_compound(path: Path) -> Kind:
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        if content.find(ENCRYPTED_PACKAGE) >= 0:
            raise UnreadableFile(PROTECTED)
        if any(content.find(stream) >= 0 for stream in WORKBOOK_STREAMS):
            return Kind.XLS
    raise UnreadableFile(f"This is an old Office document without a list. {INSTEAD}")
