from __future__ import annotations

import csv

import pytest

from equipment.imports.delimited import Dialect, dialect_of, records
from equipment.imports.encodings import encoding_of
from equipment.imports.header_words import fields_in
from equipment.imports.unreadable import UnreadableFile
from tests.equipment.imports.registers import (
    HEADER,
    MONITOR,
    PUMP,
    REGISTER,
    as_csv,
    written,
)


def read(path):
    encoding = encoding_of(path)
    dialect = dialect_of(path, encoding, lambda row: len(fields_in(row)))
    return dialect, [record for _, record in records(path, encoding, dialect)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    dialect, rows = read(written(tmp_path, as_csv(REGISTER, delimiter=delimiter)))

    assert (dialect.delimiter, rows) == (delimiter, REGISTER)


def test_commas_in_amounts_do_not_divide_a_file_of_semicolons(tmp_path):
    content = "N° inventario;Costo\nP-1;1.200,50\nM-2;3.400,00\n"

    assert read(written(tmp_path, content))[0] == Dialect(";")


def test_rows_cut_alike_tell_where_headers_are_foreign(tmp_path):
    content = "Žymuo|Pavadinimas, tipas\nP-1|Pompa, ligoninės\nM-2|Monitorius\n"

    assert read(written(tmp_path, content))[0] == Dialect("|")


def test_excels_own_hint_is_taken(tmp_path):
    dialect, rows = read(written(tmp_path, "sep=|\na,b|c\nd,e|f\n"))

    assert dialect.delimiter == "|"
    assert rows[1:] == [["a,b", "c"], ["d,e", "f"]]


def test_a_quoted_cell_may_hold_lines_quotes_and_delimiters(tmp_path):
    pump = ["P-1", 'Pump, "large"\nwith stand\r\nand cable', "SN;4711"]

    assert read(written(tmp_path, as_csv([HEADER, pump])))[1] == [HEADER, pump]


def test_a_cell_may_be_longer_than_csv_allows(tmp_path):
    long = ["P-1", "x" * 200_000, "SN 4711"]

    assert read(written(tmp_path, as_csv([HEADER, long])))[1][1] == long


def test_inches_are_no_quotation_marks(tmp_path):
    content = 'Asset tag;Name;Serial number\nM-2;Monitor 14";DE-0815\n'

    assert read(written(tmp_path, content))[1][1] == ["M-2", 'Monitor 14"', "DE-0815"]


def test_text_behind_a_quoted_part_is_kept(tmp_path):
    content = 'Asset tag;Name;Serial number\nM-2;"Monitor" small;DE-0815\n'

    assert read(written(tmp_path, content))[1][1][1] == "Monitor small"


def test_a_file_that_never_quotes_is_read_as_it_stands(tmp_path):
    rows = [
        f'P-{n};"Pump {n};SN {n}00' if n == 7 else f"P-{n};Pump;SN" for n in range(99)
    ]
    content = "Asset tag;Name;Serial number\n" + "\n".join(rows)

    dialect, read_rows = read(written(tmp_path, content))

    assert dialect == Dialect(";", is_quoted=False)
    assert read_rows[8] == ["P-7", '"Pump 7', "SN 700"]


@pytest.mark.parametrize("closed", ["", 'M-2,Monitor 14" wide,DE-0815\n'])
def test_a_quotation_mark_that_swallows_rows_is_refused_with_its_row(tmp_path, closed):
    quoted = as_csv([HEADER, *[PUMP] * 50], quoting=csv.QUOTE_ALL)
    content = quoted + 'P-9,"Pump,SN 1\n' + as_csv([MONITOR] * 3) + closed

    with pytest.raises(UnreadableFile, match="Row 52 opens a quotation mark"):
        read(written(tmp_path, content))


def test_rows_swallowed_between_two_stray_marks_are_noticed(tmp_path):
    rows = [[f"c{column}" for column in range(10)] for _ in range(200)]
    lines = as_csv(rows, quoting=csv.QUOTE_ALL).splitlines()
    lines[50] = 'a,b,"c,d,e,f,g,h,i,j'
    lines[51:54] = ["a,b,c,d,e,f,g,h,i,j"] * 3
    lines[54] = 'a,b,c",d,e,f,g,h,i,j'

    with pytest.raises(UnreadableFile, match="Row 51 opens a quotation mark"):
        read(written(tmp_path, "\n".join(lines)))


def test_blank_lines_count_as_rows(tmp_path):
    path = written(tmp_path, "Asset tag,Name\n\n\nP-1,Pump\n")
    encoding = encoding_of(path)

    numbers = [n for n, record in records(path, encoding, Dialect(",")) if record]

    assert numbers == [1, 4]
