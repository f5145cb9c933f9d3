from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospital_assets.foundation.spreadsheets import SUSPICIOUS, guarded, unguarded

texts = st.text(
    st.sampled_from("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20ab1 ") | st.characters(),
    max_size=8,
)


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-", "@cmd", "\t=1", "\r=1", "\uff1d1"]
)
def test_what_looks_like_a_formula_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "BME-1", "O'Brien", "'quoted'", "🩺", "5.70034E+12"]
)
def test_everything_else_stays_as_it_is(text):
    assert guarded(text) == text
    assert unguarded(text) == text


@given(texts)
def test_every_text_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text


@given(texts)
def test_no_cell_begins_with_a_sign_that_runs(text):
    assert guarded(text)[:1] not in SUSPICIOUS - {"'"}
