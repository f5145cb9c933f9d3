from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maintenance.ratios import Mean, Ratio, pooled, time_ratio

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (3, 8, "37.5 %"),
        (1, 3, "33.3 %"),
        (2, 3, "66.7 %"),
        (125, 1000, "12.5 %"),
        (5, 8000, "0.1 %"),
        (0, 5, "0.0 %"),
        (5, 5, "100.0 %"),
        (1999, 2000, "99.9 %"),
        (199_999, 200_000, "99.9 %"),
        (0, 0, "n/a"),
    ],
)
def test_a_share_is_shown_half_up_and_never_as_whole_before_it_is(
    numerator, denominator, shown
):
    assert Ratio(numerator, denominator).percent_text() == shown


def test_a_half_is_rounded_up():
    assert Ratio(1, 16).percent() == Decimal("6.3")


@given(st.integers(0, 500_000), st.integers(0, 500_000))
def test_only_what_is_whole_is_shown_as_whole(a, b):
    share = Ratio(min(a, b), max(a, b))

    assert (share.percent() == 100) is share.is_whole
    assert (share.percent() is None) is (share.denominator == 0)


def test_shares_are_pooled_and_not_averaged():
    assert pooled([Ratio(1, 1), Ratio(0, 99), Ratio(0, 0)]) == Ratio(1, 100)


def test_a_quotient_is_shown_as_a_number():
    assert Ratio(5, 4).quotient_text() == "1.25"
    assert Ratio(5, 0).quotient_text() == "n/a"


def test_times_make_a_share():
    assert time_ratio(HOUR, 8 * HOUR).percent() == Decimal("12.5")


def test_the_mean_of_nothing_is_none():
    assert Mean(timedelta(), 0).mean is None
    assert Mean(timedelta(), 0).hours_text() == "n/a"


def test_means_are_pooled():
    assert (Mean(3 * HOUR, 1) + Mean(HOUR, 3)).hours_text() == "1.0 h"
