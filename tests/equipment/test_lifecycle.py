from __future__ import annotations

import pytest

from equipment.lifecycle import (
    REASONS,
    TRANSITIONS,
    AssetStatus,
    StatusReason,
    Way,
    next_by_change,
    reason_fits,
    refusal,
    transition,
)

S = AssetStatus


def test_every_status_says_what_may_follow_it_and_which_reasons_fit():
    assert set(TRANSITIONS) == set(REASONS) == set(AssetStatus)


def test_every_reason_belongs_to_exactly_one_status():
    listed = [reason for reasons in REASONS.values() for reason in reasons]

    assert sorted(listed) == sorted(StatusReason)


@pytest.mark.parametrize(
    ("current", "new"),
    [
        (S.IN_USE, S.RETIRED),
        (S.OUT_OF_SERVICE, S.IN_USE),
        (S.RETIRED, S.AVAILABLE),
        (S.RETIRED, S.IN_USE),
        (S.RETIRED, S.MAINTENANCE),
        *((status, status) for status in S),
    ],
)
def test_some_statuses_may_never_follow(current, new):
    assert transition(current, new) is None


def test_release_from_out_of_service_asks_for_evidence_and_a_right_of_its_own():
    release = transition(S.OUT_OF_SERVICE, S.AVAILABLE)

    assert release.needs_evidence
    assert release.permission == "equipment.release_asset"


def test_only_reinstatement_leads_back_from_retirement():
    ways = [how.way for how in TRANSITIONS[S.RETIRED].values()]

    assert ways == [Way.REINSTATE]


def test_changing_the_status_offers_only_what_it_can_do_itself():
    assert next_by_change(S.AVAILABLE) == [S.MAINTENANCE, S.OUT_OF_SERVICE]


def test_a_refusal_says_what_may_follow_instead():
    assert refusal(S.IN_USE, S.RETIRED) == (
        "“In use” cannot become “Retired”, only “Available”, “Maintenance”, "
        "“Out of service”. Return it first."
    )
    assert refusal(S.IN_USE, S.IN_USE) == "It is “In use” already."


def test_a_reason_fits_its_own_status_alone():
    assert reason_fits(S.MAINTENANCE, StatusReason.REPAIR)
    assert reason_fits(S.MAINTENANCE, "")
    assert not reason_fits(S.AVAILABLE, StatusReason.REPAIR)
