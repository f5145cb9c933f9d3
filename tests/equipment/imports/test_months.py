from __future__ import annotations

import pytest

from equipment.imports.months import month_of


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("Jan", 1),
        ("enero", 1),
        ("Janv", 1),
        ("Jän", 1),
        ("févr", 2),
        ("März", 3),
        ("abr", 4),
        ("MAI", 5),
        ("juin", 6),
        ("juil", 7),
        ("Ago", 8),
        ("août", 8),
        ("Set", 9),
        ("Sept", 9),
        ("Out", 10),
        ("Okt", 10),
        ("nov", 11),
        ("Dez", 12),
        ("dic", 12),
    ],
)
def test_months_are_known_in_five_languages(word, month):
    assert month_of(word) == month


@pytest.mark.parametrize("word", ["ju", "jui", "ma", "Monday", "", "12"])
def test_a_word_that_fits_no_month_or_two_is_none(word):
    assert month_of(word) is None
