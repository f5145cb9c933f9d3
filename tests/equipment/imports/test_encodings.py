from __future__ import annotations

import codecs

import pytest

from equipment.imports.encodings import encoding_of
from equipment.imports.unreadable import UnreadableFile
from tests.equipment.imports.registers import written

LINE = "Código;Descripción;Fabricante Dräger;Größe\r\n"


def decoded(path):
    encoding = encoding_of(path)
    with encoding.open(path) as file:
        return encoding, file.read()


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"", "utf-8", "UTF-8"),
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (b"", "cp1252", "Windows-1252"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
        (b"", "utf-16-le", "UTF-16-LE"),
        (b"", "utf-16-be", "UTF-16-BE"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    ],
)
def test_the_encoding_is_found_in_the_content(tmp_path, mark, codec, name):
    path = written(tmp_path, mark + (LINE * 3).encode(codec))

    encoding, text = decoded(path)

    assert text == LINE * 3
    assert (encoding.name, encoding.remark) == (name, "")


def test_a_file_is_read_as_what_its_last_rows_are(tmp_path):
    plain = b"P-1;Infusion pump;Braun\r\n" * 60_000
    path = written(tmp_path, plain + "M-2;Monitor;Dräger\r\n".encode("cp1252"))

    encoding, text = decoded(path)

    assert encoding.name == "Windows-1252"
    assert text.endswith("Dräger\r\n")


def test_rows_in_another_encoding_are_read_right_and_reported(tmp_path):
    rows = LINE.encode() * 3 + "M-2;Monitor;Dräger\r\n".encode("cp1252")

    encoding, text = decoded(written(tmp_path, rows))

    assert text == LINE * 3 + "M-2;Monitor;Dräger\r\n"
    assert "Line 4 is in Windows-1252 while others are in UTF-8" in encoding.remark


def test_bytes_that_mean_nothing_are_kept(tmp_path):
    _, text = decoded(written(tmp_path, b"a;b\r\n\x81;\xe9\r\n"))

    assert text == "a;b\r\n\x81;é\r\n"


def test_a_nul_in_a_cell_is_kept(tmp_path):
    _, text = decoded(written(tmp_path, "Código;Name\r\nP\0-1;Infusion pump\r\n"))

    assert "P\0-1" in text


def test_a_file_that_breaks_off_in_a_character_is_damaged(tmp_path):
    content = codecs.BOM_UTF16_LE + (LINE * 3).encode("utf-16-le")[:-1]

    with pytest.raises(UnreadableFile, match=r"UTF-16 but is damaged near line 3"):
        encoding_of(written(tmp_path, content))


def test_a_mark_that_lies_is_told(tmp_path):
    content = codecs.BOM_UTF16_LE + b"Asset tag;Name\nP-1;Infusion pump \n"

    with pytest.raises(
        UnreadableFile, match="says that it is in UTF-16, but it is not"
    ):
        encoding_of(written(tmp_path, content))


def test_a_program_is_no_text(tmp_path):
    with pytest.raises(UnreadableFile, match="holds no text that can be read"):
        encoding_of(written(tmp_path, bytes(range(256)) * 4))
