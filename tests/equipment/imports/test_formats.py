from __future__ import annotations

import pytest

from equipment.imports.formats import Kind, kind_of
from equipment.imports.unreadable import UnreadableFile
from tests.equipment.imports.registers import (
    REGISTER,
    archive,
    as_csv,
    as_ods,
    as_xls,
    as_xlsx,
    compound,
    written,
)


@pytest.mark.parametrize(
    ("write", "kind"), [(as_xlsx, Kind.XLSX), (as_xls, Kind.XLS), (as_ods, Kind.ODS)]
)
def test_a_workbook_is_known_whatever_its_name(tmp_path, write, kind):
    assert kind_of(write(tmp_path, REGISTER)) == kind


def test_text_is_known_whatever_its_name(tmp_path):
    path = tmp_path / "register.xlsx"
    path.write_text(as_csv(REGISTER))

    assert kind_of(path) == Kind.TEXT


@pytest.mark.parametrize("content", [b"", b"  \r\n\t\n", b"\xef\xbb\xbf", b"\0\0\0\0"])
def test_an_empty_file_is_said_to_be_empty(tmp_path, content):
    with pytest.raises(UnreadableFile, match="The file is empty"):
        kind_of(written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"{\\rtf1 hello}", "a text document"),
        (b"SQLite format 3\0", "a database"),
        (b"\n<!DOCTYPE html><table><tr>", "a web page"),
        (b'<?xml version="1.0"?><Workbook>', "a web page or XML"),
    ],
)
def test_another_kind_of_file_is_called_by_its_name(tmp_path, content, what):
    with pytest.raises(UnreadableFile, match=f"This is {what}.*XLSX or CSV"):
        kind_of(written(tmp_path, content))


def test_a_truncated_workbook_is_damaged(tmp_path):
    whole = as_xlsx(tmp_path, REGISTER).read_bytes()

    with pytest.raises(UnreadableFile, match="damaged or was copied only in part"):
        kind_of(written(tmp_path, whole[: len(whole) // 2]))


def test_a_text_document_in_an_archive_is_no_workbook(tmp_path):
    path = archive(tmp_path, word__document=b"<xml/>")

    with pytest.raises(UnreadableFile, match="This archive holds no workbook"):
        kind_of(path)


def test_a_binary_workbook_is_to_be_saved_anew(tmp_path):
    path = archive(tmp_path, **{"xl/workbook.bin": b"\0"})

    with pytest.raises(UnreadableFile, match="XLSB"):
        kind_of(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    bomb = {"xl/workbook.xml": b"<xml/>", "xl/sheet.xml": b"0" * 100 * 1024**2}

    with pytest.raises(UnreadableFile, match="far more than a register holds"):
        kind_of(archive(tmp_path, **bomb))


@pytest.mark.parametrize(
    "write",
    [
        lambda folder: written(folder, compound("EncryptedPackage")),
        lambda folder: archive(
            folder,
            mimetype=b"application/vnd.oasis.opendocument.spreadsheet",
            **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"},
        ),
    ],
    ids=["XLSX", "ODS"],
)
def test_a_password_is_asked_to_be_removed(tmp_path, write):
    with pytest.raises(UnreadableFile, match="protected with a password"):
        kind_of(write(tmp_path))


def test_an_old_document_without_a_workbook_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="old Office document"):
        kind_of(written(tmp_path, compound("WordDocu")))
