from __future__ import annotations

import pytest

from equipment.identifiers import has_gs1_check_digit


@pytest.mark.parametrize(
    "number",
    ["09521234543213", "51022222233336", "01234567891231", "09521230000017"],
)
def test_numbers_with_a_fitting_check_digit(number):
    assert has_gs1_check_digit(number)


@pytest.mark.parametrize(
    "number", ["12345678901234", "09521230000018", "", "7", "12a4", "١٢٣٤٥٦٧٠"]
)
def test_numbers_without_one(number):
    assert not has_gs1_check_digit(number)
