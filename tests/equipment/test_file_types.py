from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from equipment import file_types
from equipment.file_types import OFFICE, file_type_of
from tests.files import docx, picture, xlsx


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (b"%PDF-1.7\n...", "a.exe", "application/pdf"),
        (picture("PNG"), "a", "image/png"),
        (picture("JPEG"), "a.png", "image/jpeg"),
        (picture("WEBP"), "a.webp", "image/webp"),
        (picture("GIF"), "a.gif", "image/gif"),
        (xlsx(), "a.docx", f"{OFFICE}.spreadsheetml.sheet"),
        (docx(), "a.zip", f"{OFFICE}.wordprocessingml.document"),
        ("Prüfung: gut".encode(), "a.txt", "text/plain"),
        ("Prüfung: gut".encode("cp1252"), "a.txt", "text/plain"),
        (b"\xef\xbb\xbfa;b\r\n1;2", "a.CSV", "text/csv"),
    ],
)
def test_a_file_is_what_it_holds_and_not_what_it_is_called(content, name, content_type):
    assert file_type_of(BytesIO(content), name).content_type == content_type


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b" \n\t<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\xef\xbb\xbf<html>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
        b"#!/bin/sh\nrm -rf /",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"a\0b",
        b"\x81\x8d",
        "UTF-16".encode("utf-16"),
        b"RIFF\x00\x00\x00\x00WAVE",
    ],
)
def test_what_a_browser_or_a_shell_could_run_is_refused(content):
    with pytest.raises(ValidationError, match="This kind of file is not kept here"):
        file_type_of(BytesIO(content), "harmless.pdf")


def test_an_empty_file_is_refused():
    with pytest.raises(ValidationError, match="The file is empty"):
        file_type_of(BytesIO(), "a.pdf")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_that_is_cut_off_at_its_head_is_refused(form):
    with pytest.raises(ValidationError, match="The picture is damaged"):
        file_type_of(BytesIO(picture(form)[:16]), "a")


def test_a_picture_of_another_kind_behind_a_known_head_is_refused():
    bitmap = BytesIO()
    Image.new("RGB", (2, 2)).save(bitmap, "BMP")

    with pytest.raises(ValidationError, match="damaged"):
        file_type_of(BytesIO(b"\xff\xd8\xff" + bitmap.getvalue()), "a.jpg")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(file_types, "MOST_PIXELS", 10_000)

    with pytest.raises(ValidationError, match="101 × 100 pixels large"):
        file_type_of(BytesIO(picture("PNG", size=(101, 100))), "a.png")


def test_a_bomb_of_a_picture_is_refused():
    flood = BytesIO()
    Image.new("1", (20_000, 20_000)).save(flood, "PNG")

    with pytest.raises(ValidationError, match="damaged"):
        file_type_of(flood, "a.png")


def test_a_package_that_is_no_document_is_refused():
    with pytest.raises(ValidationError, match="This kind of file is not kept here"):
        file_type_of(BytesIO(package({"readme.txt": "hello"})), "a.xlsx")


def test_a_document_with_macros_is_refused():
    parts = {"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/vbaProject.bin": ""}

    with pytest.raises(ValidationError, match="It holds macros"):
        file_type_of(BytesIO(package(parts)), "a.xlsx")


def test_a_document_that_unpacks_to_more_than_it_should_is_refused(monkeypatch):
    monkeypatch.setattr(file_types, "MOST_UNPACKED_BYTES", 10)

    with pytest.raises(ValidationError, match="unpacks to more"):
        file_type_of(BytesIO(xlsx()), "a.xlsx")


def test_a_damaged_document_is_refused():
    with pytest.raises(ValidationError, match="The document is damaged"):
        file_type_of(BytesIO(xlsx()[:40]), "a.xlsx")


def package(parts):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
