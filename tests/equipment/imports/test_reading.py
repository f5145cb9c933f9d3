from __future__ import annotations

import codecs
import csv
import gc
import json
import warnings
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment.imports.reading import open_register
from equipment.imports.unreadable import UnreadableFile
from tests.equipment.imports.registers import (
    HEADER,
    MONITOR,
    PUMP,
    REGISTER,
    as_csv,
    as_ods,
    as_xls,
    as_xlsx,
    cells_of,
    written,
)

SHARED = Path(__file__).resolve().parents[4] / "shared"
RECALLS = SHARED / "data" / "fda" / "openfda_device_enforcement_ny.csv"


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_workbooks_of_every_kind_read_alike(tmp_path, write):
    row = ["P-1", date(2020, 3, 4), 4711, 12.5, "0012", " as it is "]
    header = ["Asset tag", "Purchase date", "PO", "Cost", "Serial number", "Notes"]

    assert cells_of(write(tmp_path, [header, row])) == [header, row]


def test_text_is_read_by_its_content(tmp_path):
    path = written(tmp_path, as_csv(REGISTER, delimiter=";"), encoding="utf-16")

    with open_register(path) as table:
        assert (table.kind, table.encoding, table.delimiter) == ("csv", "UTF-16", ";")
        assert [row.cells for row in table.rows()] == [tuple(PUMP), tuple(MONITOR)]


def test_a_list_of_objects_is_a_table(tmp_path):
    content = json.dumps([{"assetTag": "P-1"}, {"assetTag": "P-2", "name": "Pump"}])

    assert cells_of(written(tmp_path, content)) == [
        ["assetTag", "name"],
        ["P-1", ""],
        ["P-2", "Pump"],
    ]


def test_an_empty_list_of_objects_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="no rows"):
        cells_of(written(tmp_path, "[]"))


def test_a_sheet_can_be_chosen_by_name(tmp_path):
    path = as_xlsx(tmp_path, REGISTER, sheet="2024 März")

    with open_register(path, sheet="2024 März") as table:
        assert (table.sheet, table.sheets) == ("2024 März", ("2024 März",))


def test_what_a_person_should_know_is_said(tmp_path):
    content = as_csv([HEADER, ["P-1", "Wärmer", "1"]]).encode()
    mixed = content + "P-2,Kühler,2\r\n".encode("cp1252")

    with open_register(written(tmp_path, mixed)) as table:
        assert [row.cells[1] for row in table.rows()] == ["Wärmer", "Kühler"]
        assert "Windows-1252" in table.remarks[0]


def test_a_nul_character_stays_in_its_cell(tmp_path):
    path = written(tmp_path, as_csv([HEADER, ["P-1", "Pu\0mp", "SN 1"]]))

    assert cells_of(path)[1] == ["P-1", "Pu\0mp", "SN 1"]


def test_a_letter_is_refused_or_is_one_column(tmp_path):
    path = written(tmp_path, "Dear colleagues,\nplease find attached\nour list.\n")

    with open_register(path) as table:
        assert len(table.columns) <= 2


def test_a_file_left_half_read_is_closed(tmp_path):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with open_register(written(tmp_path, as_csv(REGISTER))) as table:
            next(table.rows())
        gc.collect()

    assert warned == []


def test_sixty_thousand_rows_lose_nothing(tmp_path):
    rows = [[f"P-{n}", f"Pump {n}", f"SN {n}"] for n in range(60_000)]
    last = ["P-60000", "Wärmer", "SN 60000"]
    path = written(
        tmp_path, as_csv([HEADER, *rows]).encode() + b"P-60000,W\xe4rmer,SN 60000"
    )

    read = cells_of(path)

    assert len(read) == 60_002
    assert (read[1], read[-1]) == (rows[0], last)


@pytest.mark.skipif(
    not RECALLS.exists(), reason="../shared/data is not on this machine"
)
def test_a_real_public_file_reads_whole():
    with RECALLS.open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))

    with open_register(RECALLS) as table:
        rows = list(table.rows())

    assert list(table.columns) == expected[0]
    assert [list(row.cells) for row in rows] == expected[1:]
    assert {row.oddity for row in rows} == {None}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"[{", b"a;b\n", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path, content, start):
    path = written(tmp_path, start + content)

    with suppress(UnreadableFile), open_register(path) as table:
        assert sum(1 for _ in table.rows()) > 0


# What follows writes any table in any dialect and encoding and reads it back.

WESTERN = st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"])
LATIN = st.characters(codec="latin-1", exclude_categories=["Cc", "Cs"])
ANY = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
DIALECTS = st.sampled_from(
    [
        {"lineterminator": "\r\n", "quoting": csv.QUOTE_MINIMAL},
        {"lineterminator": "\n", "quoting": csv.QUOTE_ALL},
        {"lineterminator": "\r", "quoting": csv.QUOTE_ALL},
    ]
)


def tables(letters):
    cell = st.text(st.one_of(letters, st.sampled_from('\n\t,;|"')), max_size=12)
    return st.lists(st.tuples(cell, cell), min_size=1, max_size=8)


def encoded(codec, text):
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    plain = codec.removesuffix("+")
    mark = marks[plain] if codec.endswith("+") else b""
    return mark + text.encode(plain)


def reads_back(folder, table, codec, delimiter, dialect):
    rows = [[f"P-{n}", *cells] for n, cells in enumerate(table)]
    content = as_csv([HEADER, *rows], delimiter=delimiter, **dialect)
    path = written(folder, encoded(codec, content))
    return cells_of(path) == [HEADER, *rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    table=tables(ANY),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le+", "utf-16-be+"]),
    delimiter=st.sampled_from(",;\t|"),
    dialect=DIALECTS,
)
def test_any_table_reads_back_from_any_dialect(
    tmp_path, table, codec, delimiter, dialect
):
    assert reads_back(tmp_path, table, codec, delimiter, dialect)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(tables(LATIN), st.sampled_from(["utf-16-le", "utf-16-be"]), DIALECTS)
def test_western_text_reads_back_from_utf16_without_a_mark(
    tmp_path, table, codec, dialect
):
    assert reads_back(tmp_path, table, codec, ";", dialect)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(tables(WESTERN), st.sampled_from(",;\t|"), DIALECTS)
def test_western_text_reads_back_from_cp1252(tmp_path, table, delimiter, dialect):
    telling = ("é" * 200, "")  # more bytes than can look like UTF-8 by chance

    assert reads_back(tmp_path, [*table, telling], "cp1252", delimiter, dialect)
