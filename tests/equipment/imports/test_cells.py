from __future__ import annotations

from datetime import date, datetime

import pytest

from equipment.imports.cells import cell_text, is_blank


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" as it is ", " as it is "),
        (4711, "4711"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (date(2020, 3, 4), "2020-03-04"),
        (datetime.fromisoformat("2020-03-04T10:20"), "2020-03-04 10:20:00"),
    ],
)
def test_a_cell_reads_as_a_spreadsheet_shows_it(cell, text):
    assert cell_text(cell) == text


def test_only_text_of_spaces_is_blank():
    assert [is_blank(cell) for cell in ("", " \t", "-", 0, False)] == [
        True,
        True,
        False,
        False,
        False,
    ]
