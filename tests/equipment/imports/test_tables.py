from __future__ import annotations

import pytest

from equipment.imports.tables import Oddity, Origin, Row, make_table
from equipment.imports.unreadable import UnreadableFile
from tests.equipment.imports.registers import HEADER, MONITOR, PUMP, REGISTER


def table_of(*rows, header_row=None):
    return make_table(
        lambda: enumerate(rows, start=1),
        Origin(kind="csv"),
        first_column=0,
        header_row=header_row,
    )


def test_rows_keep_their_numbers_below_the_header():
    table = table_of(["A list"], [], *REGISTER)

    assert (table.header_row, table.titles) == (3, ("A list",))
    assert list(table.rows()) == [Row(4, tuple(PUMP)), Row(5, tuple(MONITOR))]


def test_rows_can_be_walked_again_while_they_are_walked():
    table = table_of(*REGISTER)

    assert [len(list(table.rows())) for _ in table.rows()] == [2, 2]


def test_an_empty_row_between_others_is_reported_and_at_the_end_dropped():
    table = table_of(HEADER, PUMP, ["", " "], [], MONITOR, [], ["", ""])

    assert [(row.number, row.oddity) for row in table.rows()] == [
        (2, None),
        (3, Oddity.BLANK),
        (4, Oddity.BLANK),
        (5, None),
    ]


def test_the_header_repeated_on_each_page_is_no_device():
    table = table_of(HEADER, PUMP, [cell.upper() for cell in HEADER], MONITOR)

    assert [row.oddity for row in table.rows()] == [None, Oddity.HEADER, None]


def test_a_device_that_shares_a_word_with_the_header_is_one():
    table = table_of(HEADER, PUMP, ["Asset tag", "Printer for tags", ""])

    assert [row.oddity for row in table.rows()] == [None, None]


@pytest.mark.parametrize(
    "totals",
    [
        ["Total", "", 1234],
        ["", "TOTAL:", "1.234,50 €"],
        ["Total equipos: 523", "", ""],
        ["Gesamtsumme", "", "12"],
        ["Sub-total", 3, 4],
    ],
)
def test_a_row_of_totals_is_no_device(totals):
    table = table_of(HEADER, PUMP, totals)

    assert [row.oddity for row in table.rows()] == [None, Oddity.TOTAL]


def test_a_device_called_total_is_one():
    table = table_of(HEADER, ["Total", "Total knee saw", "SN 1"])

    assert [row.oddity for row in table.rows()] == [None]


def test_cells_right_of_the_last_column_are_not_lost():
    many = [PUMP] * 600
    table = table_of(HEADER, *many, [*MONITOR, "", "spare", ""])

    assert len(table.columns) == 3
    assert list(table.rows())[-1] == Row(602, tuple(MONITOR), ("", "spare"))


def test_a_row_that_holds_something_only_right_of_the_columns_is_one():
    table = table_of(HEADER, *[PUMP] * 600, ["", "", "", "see next page"])

    assert list(table.rows())[-1] == Row(602, ("", "", ""), ("see next page",))


def test_columns_without_header_that_hold_something_have_letters():
    table = table_of([*HEADER, "", ""], [*PUMP, "", ""], [*MONITOR, "", "spare", ""])

    assert table.columns == (*HEADER, "Column D", "Column E")


def test_short_rows_are_filled_up():
    assert next(table_of(HEADER, ["P-1"]).rows()).cells == ("P-1", "", "")


def test_without_a_header_every_row_counts():
    table = table_of(PUMP, MONITOR)

    assert (table.header_row, table.columns[0]) == (0, "Column A")
    assert [row.number for row in table.rows()] == [1, 2]


@pytest.mark.parametrize(("told", "first"), [(0, HEADER), (2, MONITOR)])
def test_a_person_can_tell_the_header_row(told, first):
    table = table_of(*REGISTER, header_row=told)

    assert next(table.rows()).cells == tuple(first)


@pytest.mark.parametrize("rows", [[], [HEADER], [HEADER, [], ["", ""]], [[]]])
def test_a_file_without_rows_is_refused(rows):
    with pytest.raises(UnreadableFile, match="no rows below its header"):
        table_of(*rows)


def test_a_file_with_thousands_of_columns_is_refused():
    with pytest.raises(UnreadableFile, match="has 5000 columns, more than any list"):
        table_of(*[["x"] * 5000] * 3)


def test_the_sample_holds_devices_only():
    table = table_of(HEADER, PUMP, [], HEADER, MONITOR, ["Total", 2])

    assert [row.number for row in table.sample()] == [2, 5]
