from __future__ import annotations

import pytest

from hospital_assets.foundation.text import match_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dräger", "DRAGER"),
        ("  GE   Healthcare ", "ge healthcare"),
        ("Straße", "STRASSE"),
        ("ﬁlter", "filter"),
    ],
)
def test_two_spellings_of_one_name_are_equal(one, other):
    assert match_key(one) == match_key(other)


def test_different_names_stay_different():
    assert match_key("Room 1") != match_key("Room 11")
