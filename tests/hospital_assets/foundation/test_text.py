from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospital_assets.foundation.text import match_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DRÄGER", "drager"),
        ("  Ward   7\n", "ward 7"),
        ("Strømsø", "stromso"),
        ("Straße", "STRASSE"),
        ("Œuvre", "oeuvre"),
        ("Zo\u00eb", "Zoe\u0308"),
        ("GE\u00a0Healthcare", "ge healthcare"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(("one", "other"), [("Ward 1 1", "Ward 11"), ("B-1", "B 1")])
def test_different_places_stay_different(one, other):
    assert match_key(one) != match_key(other)


@given(st.text())
def test_a_key_is_its_own_key(text):
    assert match_key(match_key(text)) == match_key(text)
