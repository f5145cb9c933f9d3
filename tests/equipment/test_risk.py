from __future__ import annotations

import pytest

from equipment.choices import Criticality, RiskClass
from equipment.risk import em_number, suggested_criticality, suggested_risk_class


def test_the_score_is_the_sum_of_its_three_parts():
    assert em_number(function=10, physical_risk=5, maintenance=5) == 20


@pytest.mark.parametrize(
    ("is_life_support", "physical_risk", "suggested"),
    [
        (True, None, RiskClass.HIGH),
        (False, 4, RiskClass.HIGH),
        (False, 3, RiskClass.NON_HIGH),
        (False, None, RiskClass.NON_HIGH),
    ],
)
def test_what_can_injure_is_high_risk(is_life_support, physical_risk, suggested):
    assert (
        suggested_risk_class(
            is_life_support=is_life_support, physical_risk=physical_risk
        )
        == suggested
    )


@pytest.mark.parametrize(
    ("life_support", "risk_class", "mission_critical", "score", "suggested"),
    [
        (True, RiskClass.NON_HIGH, False, None, Criticality.CRITICAL),
        (False, RiskClass.HIGH, True, None, Criticality.CRITICAL),
        (False, RiskClass.HIGH, False, 20, Criticality.HIGH),
        (False, RiskClass.NON_HIGH, True, 3, Criticality.HIGH),
        (False, RiskClass.NON_HIGH, False, 12, Criticality.MEDIUM),
        (False, RiskClass.NON_HIGH, False, 11, Criticality.LOW),
        (False, RiskClass.NON_HIGH, False, None, Criticality.LOW),
    ],
)
def test_criticality_follows_from_risk_mission_and_score(
    life_support, risk_class, mission_critical, score, suggested
):
    assert (
        suggested_criticality(
            is_life_support=life_support,
            risk_class=risk_class,
            is_mission_critical=mission_critical,
            em_number=score,
        )
        == suggested
    )
