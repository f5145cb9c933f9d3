"""Small files of every kind that can be attached."""

from __future__ import annotations

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def picture(kind: str = "PNG", *, size: tuple[int, int] = (40, 30)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    return file.getvalue()


def xlsx() -> bytes:
    return package("xl/workbook.xml")


def docx() -> bytes:
    return package("word/document.xml")


def package(main_part: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", main_part):
            archive.writestr(name, "<xml/>")
    return file.getvalue()


def upload(content: bytes = PDF, name: str = "manual.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
