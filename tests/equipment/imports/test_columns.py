from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from equipment.imports.columns import propose
from equipment.imports.header_words import LONGEST_HEADER
from equipment.imports.tables import Row

ROWS = range(1, 21)


def proposals(columns, *cells, known=None):
    rows = [Row(number, row) for number, row in enumerate(zip(*cells, strict=True), 2)]
    return {p.column: p for p in propose(columns, rows, known=known or {})}


def fields(columns, *cells, known=None):
    found = proposals(columns, *cells, known=known)
    return [proposal.field for proposal in found.values()]


def test_headers_tell_the_fields():
    columns = ["N° Inventario", "Equipo", "Marca", "Modelo", "N° Serie", "Servicio"]
    cells = [[f"{column} {n}" for n in ROWS] for column in columns]

    assert fields(columns, *cells) == [
        "asset_tag",
        "name",
        "manufacturer_name",
        "model_name",
        "serial_number",
        "owner_department",
    ]


def test_cells_tell_the_fields_where_headers_do_not():
    columns = ["Column A", "Column B", "Column C", "Column D", "Column E", "Column F"]
    cells = [
        [f"EQ-{n:04}" for n in ROWS],
        [f"SN{n}99" for n in ROWS],
        ["En uso", "En uso", "Operativo", "De baja"] * 5,
        [f"00:1A:2B:3C:4D:{n:02X}" for n in ROWS],
        [f"10.0.0.{n}" for n in ROWS],
        ["04012345678901"] * 20,
    ]

    assert fields(columns, *cells) == [
        "asset_tag",
        "serial_number",
        "status",
        "mac_address",
        "ip_address",
        "udi_di",
    ]


def test_what_the_register_knows_tells_the_field():
    known = {"manufacturer_name": {"drager", "philips"}}

    assert fields(["Column A"], ["Dräger", "PHILIPS"], known=known) == [
        "manufacturer_name"
    ]


def test_a_field_is_proposed_once_and_the_best_wins():
    found = proposals(["Código", "Inventarnummer"], ["A1", "A2"], ["P-1", "P-2"])

    assert found["Inventarnummer"].field == "asset_tag"
    assert found["Código"].field == ""
    assert found["Código"].reason == "“Inventarnummer” is taken for Asset tag already."


def test_the_filled_one_of_two_columns_of_one_name_wins():
    assert fields(["Location", "Location (2)"], ["", ""], ["ICU", "OR"]) == [
        "",
        "current_location",
    ]


def test_a_column_of_row_numbers_is_hardly_the_tag():
    found = proposals(
        ["ID", "Column B"], list(map(str, ROWS)), [f"EQ-{n}" for n in ROWS]
    )

    assert found["Column B"].field == "asset_tag"


def test_doubts_about_a_header_are_said():
    found = proposals(
        ["Purchase date", "Asset tag", "Warranty"],
        ["see file", "unknown", "old"],
        ["A", "A", "A"],
        ["", "", ""],
    )

    assert [p.reason.partition(", but ")[2] for p in found.values()] == [
        "hardly any of its cells can be read as that.",
        "many rows have the same.",
        "its first rows are empty.",
    ]
    assert all(p.confidence < 0.9 for p in found.values())


def test_why_nothing_is_proposed_is_said():
    found = proposals(
        ["Column A", "Column B", "Column C"],
        ["", ""],
        ["4/3/2020", "2020-03-05"],
        ["some text", "more text"],
    )

    assert [(p.field, p.reason) for p in found.values()] == [
        ("", "It is empty."),
        ("", "It holds dates, but nothing says which."),
        ("", "Nothing tells what it is."),
    ]


def test_a_file_without_rows_gets_proposals_by_its_headers():
    assert [p.field for p in propose(["Serial number"], [])] == ["serial_number"]


@given(
    st.lists(st.text(max_size=LONGEST_HEADER), min_size=1, max_size=6, unique=True),
    st.lists(st.text(max_size=20) | st.integers() | st.dates(), max_size=5),
)
def test_any_table_gets_one_proposal_a_column_and_no_field_twice(columns, cells):
    rows = [Row(n, tuple([cell] * len(columns))) for n, cell in enumerate(cells, 2)]

    found = propose(columns, rows)
    proposed = [p.field for p in found if p.field]

    assert [p.column for p in found] == columns
    assert len(proposed) == len(set(proposed))
    assert all(p.reason for p in found)
