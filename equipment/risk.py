"""How dangerous and how important a device is: scores, and what they suggest.

The score is that of Fennigkoh and Smith (1989), as WHO prints it.
"""

from __future__ import annotations

from equipment.choices import Criticality, RiskClass

# From this score on a device belongs into the programme of planned maintenance.
PROGRAMME_THRESHOLD = 12

# The physical risk at which a failure can injure a patient or an operator.
INJURY = 4


def em_number(function: int, physical_risk: int, maintenance: int) -> int:
    """The equipment management number, 4 to 20."""
    return function + physical_risk + maintenance


def suggested_risk_class(
    *, is_life_support: bool, physical_risk: int | None
) -> RiskClass:
    if is_life_support or (physical_risk or 0) >= INJURY:
        return RiskClass.HIGH
    return RiskClass.NON_HIGH


def suggested_criticality(
    *,
    is_life_support: bool,
    risk_class: str,
    is_mission_critical: bool,
    em_number: int | None,
) -> Criticality:
    is_high_risk = risk_class == RiskClass.HIGH
    if is_life_support or (is_high_risk and is_mission_critical):
        return Criticality.CRITICAL
    if is_high_risk or is_mission_critical:
        return Criticality.HIGH
    if (em_number or 0) >= PROGRAMME_THRESHOLD:
        return Criticality.MEDIUM
    return Criticality.LOW
