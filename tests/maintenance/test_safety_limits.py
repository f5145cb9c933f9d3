from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal

import pytest

from equipment.choices import AppliedPart, ProtectionClass
from maintenance.safety_limits import (
    TABLE,
    Measurement,
    Standard,
    limits_for,
    shipped_limits,
)
from maintenance.units import factor

EVERYTHING = [limit for standard in Standard for limit in shipped_limits(standard)]


def limit_of(standard, measurement, *, klass="I", part="BF", condition=""):
    (found,) = (
        each.limits
        for each in limits_for(
            shipped_limits(standard), protection_class=klass, applied_part=part
        )
        if each.measurement == measurement and each.condition == condition
    )
    return found


def test_every_standard_has_its_table():
    assert set(tomllib.loads(TABLE.read_text())) == set(Standard)


def test_every_measurement_has_a_limit_somewhere():
    assert {each.measurement for each in EVERYTHING} == set(Measurement)


def test_classes_and_parts_are_those_of_the_register():
    classes = {name for each in EVERYTHING for name in each.classes}
    parts = {name for each in EVERYTHING for name in each.parts}

    assert classes <= set(ProtectionClass)
    assert parts <= set(AppliedPart)


def test_every_limit_has_one_bound_and_a_unit_of_its_kind():
    for each in EVERYTHING:
        assert (each.limits.minimum is None) != (each.limits.maximum is None)
        own = "ohm" if "resistance" in each.measurement else "mA"
        assert factor(each.unit, own) is not None


@pytest.mark.parametrize("standard", Standard)
@pytest.mark.parametrize("klass", ProtectionClass)
@pytest.mark.parametrize("part", AppliedPart)
def test_no_device_has_two_limits_for_one_measurement(standard, klass, part):
    found = limits_for(
        shipped_limits(standard), protection_class=klass, applied_part=part
    )

    times = Counter((each.measurement, each.condition) for each in found)
    assert [each for each, number in times.items() if number > 1] == []


@pytest.mark.parametrize(
    ("standard", "measurement", "case", "most"),
    [
        ("iec62353", "protective_earth_resistance", {}, "0.3"),
        ("iec62353", "protective_earth_resistance_without_cord", {}, "0.2"),
        ("iec62353", "equipment_leakage_direct", {}, "500"),
        ("iec62353", "equipment_leakage_direct", {"klass": "II"}, "100"),
        ("iec62353", "equipment_leakage_alternative", {}, "1000"),
        ("iec62353", "applied_part_leakage", {}, "5000"),
        ("iec62353", "applied_part_leakage", {"part": "CF"}, "50"),
        ("nfpa99", "protective_earth_resistance", {}, "0.5"),
        ("nfpa99", "touch_current", {"condition": "normal"}, "100"),
        ("nfpa99", "touch_current", {"condition": "single_fault"}, "500"),
        ("nfpa99", "lead_leakage", {"condition": "single_fault"}, "50"),
        ("iec60601", "patient_leakage_ac", {"condition": "normal"}, "100"),
        (
            "iec60601",
            "patient_leakage_ac",
            {"part": "CF", "condition": "single_fault"},
            "50",
        ),
        ("iec60601", "earth_leakage", {"condition": "normal"}, "5000"),
    ],
)
def test_currents_and_earth_have_an_upper_limit(standard, measurement, case, most):
    assert limit_of(standard, measurement, **case).maximum == Decimal(most)


@pytest.mark.parametrize(("klass", "least"), [("I", 2), ("II", 7)])
def test_insulation_has_a_lower_limit(klass, least):
    found = limit_of("iec62353", "insulation_resistance_mains", klass=klass)

    assert (found.minimum, found.maximum) == (least, None)


def test_a_device_without_earth_or_applied_part_is_not_measured_for_them():
    found = limits_for(
        shipped_limits("iec62353"), protection_class="II", applied_part="none"
    )

    assert {each.measurement for each in found} == {
        Measurement.EQUIPMENT_ALTERNATIVE,
        Measurement.EQUIPMENT_DIRECT,
        Measurement.INSULATION_MAINS,
    }


def test_each_figure_says_whether_it_was_checked():
    assert {each.is_checked for each in EVERYTHING} == {True, False}
