from __future__ import annotations

from maintenance.actions.numbering import next_numbers


def test_the_numbers_of_a_year_follow_each_other():
    assert next_numbers(2026, 2) == ["WO-2026-000001", "WO-2026-000002"]
    assert next_numbers(2026, 1) == ["WO-2026-000003"]


def test_each_year_begins_anew():
    next_numbers(2026, 5)

    assert next_numbers(2027, 1) == ["WO-2027-000001"]
