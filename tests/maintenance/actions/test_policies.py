from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from maintenance.actions.policies import (
    load_shipped_limits,
    missing_limits,
    save_policy,
    save_safety_limit,
)
from maintenance.models import FacilityPolicy, SafetyLimit
from maintenance.safety_limits import Standard, shipped_limits
from tests.factories import make_administrator, make_facility, make_manager


@pytest.mark.parametrize("standard", Standard)
def test_every_shipped_limit_is_loaded_for_each_class_and_part(standard):
    added = load_shipped_limits(standard, by=make_administrator())

    rows = SafetyLimit.objects.filter(standard=standard)
    assert added == rows.count() >= len(shipped_limits(standard))
    assert load_shipped_limits(standard, by=make_administrator()) == 0


def test_a_manager_sets_no_policies():
    by, facility = make_manager(), make_facility()

    with pytest.raises(PermissionDenied):
        save_policy(FacilityPolicy(facility=facility), by=by)
    with pytest.raises(PermissionDenied):
        save_safety_limit(SafetyLimit(), by=by)
    with pytest.raises(PermissionDenied):
        load_shipped_limits(Standard.NFPA99, by=by)


def test_an_administrator_of_one_facility_sets_no_policy_of_another():
    by = make_administrator(make_facility())

    with pytest.raises(PermissionDenied, match="do not work"):
        save_policy(FacilityPolicy(facility=make_facility()), by=by)


def test_with_the_first_limit_of_a_standard_all_others_are_kept():
    earth = SafetyLimit(
        standard=Standard.IEC62353,
        measurement="protective_earth_resistance",
        protection_class="I",
        maximum=Decimal("0.25"),
        unit="ohm",
    )
    by = make_administrator()

    save_safety_limit(earth, by=by)

    kept = SafetyLimit.objects.filter(standard=Standard.IEC62353)
    assert missing_limits(Standard.IEC62353, kept) == []
    [same] = kept.filter(measurement=earth.measurement, protection_class="I")
    assert same.maximum == Decimal("0.25")
    assert not SafetyLimit.objects.filter(standard=Standard.NFPA99).exists()
    same.maximum = Decimal("0.2")
    save_safety_limit(same, by=by)
    assert kept.count() == len(missing_limits(Standard.IEC62353, []))
