from __future__ import annotations

from datetime import date

import pytest

from equipment.imports import profiles
from equipment.imports.profiles import profile_of


def test_a_profile_tells_how_full_and_how_varied_a_column_is():
    look = profile_of(["A", "", "A", "B"])

    assert (look.fill, look.distinct, look.is_unique) == (0.75, 2, False)


def test_an_empty_column_has_no_share_of_anything():
    look = profile_of([])

    assert (look.fill, look.share(profiles.is_code), look.is_unique) == (0, 0, False)


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        (["1", "2", "3"], True),
        ([0, 1, 2], True),
        (["1", "3", "4"], False),
        (["4711", "4712"], False),
        (["1"], False),
        (["A1", "A2"], False),
    ],
)
def test_a_column_that_numbers_the_rows_is_told_from_tags(cells, counts):
    assert profile_of(cells).counts_rows is counts


@pytest.mark.parametrize(
    ("test", "cell"),
    [
        (profiles.is_date, "13/02/2020"),
        (profiles.is_date, "2/13/2020"),
        (profiles.is_date, 43894),
        (profiles.is_written_date, date(2020, 3, 4)),
        (profiles.is_written_date, "4 mars 2020"),
        (profiles.is_money, "1.200,50 €"),
        (profiles.is_mac, "00-1A-2B-3C-4D-5E"),
        (profiles.is_ip, "10.0.0.1"),
        (profiles.is_gtin, "04012345678901"),
        (profiles.is_code, "P-4711"),
        (profiles.is_word_of("status"), "En uso"),
    ],
)
def test_cells_are_known_by_their_form(test, cell):
    assert test(cell)


@pytest.mark.parametrize(
    ("test", "cell"),
    [
        (profiles.is_date, "ICU"),
        (profiles.is_written_date, "43894"),
        (profiles.is_money, "ICU"),
        (profiles.is_mac, "123456789012"),
        (profiles.is_ip, 167772161),
        (profiles.is_gtin, "04012345678902"),
        (profiles.is_code, "Infusion pump 2"),
        (profiles.is_code, "2020-03-04"),
        (profiles.is_word_of("status"), "Philips"),
        (profiles.is_word_of("status"), 1),
    ],
)
def test_cells_of_another_form_are_not(test, cell):
    assert not test(cell)
