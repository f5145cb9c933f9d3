from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditLog
from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.templates import apply_template, proposals, save_template
from maintenance.choices import IntervalUnit
from maintenance.models import MaintenancePlan, PlanTemplate
from tests.factories import (
    make_asset,
    make_category,
    make_device_model,
    make_facility,
    make_manager,
    make_plan,
    make_plan_template,
    make_technician,
)

TODAY = date(2026, 3, 10)
ACCEPTED = datetime(2025, 9, 20, 12, tzinfo=UTC)


def make_fleet(category, count=3, **fields):
    facility = fields.pop("facility", None) or make_facility()
    return [
        make_asset(
            category=category, facility=facility, **{"accepted_at": ACCEPTED} | fields
        )
        for _ in range(count)
    ]


def proposed(template, by=None, on=TODAY):
    by = by or make_manager()
    return {each.asset: each.first_due for each in proposals(template, by=by, on=on)}


# --- Whom it is for ---------------------------------------------------------------


def test_each_device_of_the_category_would_get_a_plan():
    template = make_plan_template()
    fleet = make_fleet(template.category)
    make_asset()

    assert proposed(template).keys() == set(fleet)


def test_devices_that_have_such_a_plan_are_left_as_they_are():
    template = make_plan_template()
    (asset,) = make_fleet(template.category, 1)
    make_plan(asset=asset, name=template.name.upper())

    assert proposed(template) == {asset: None}


def test_devices_whose_model_has_templates_are_not_of_the_category():
    category = make_category()
    model = make_device_model(category=category)
    of_model = make_plan_template(device_model=model)
    of_category = make_plan_template(category=category)
    (asset,) = make_fleet(category, 1, device_model=model)

    assert proposed(of_category) == {}
    assert proposed(of_model).keys() == {asset}


def test_retired_devices_and_those_not_accepted_get_no_plan():
    template = make_plan_template()
    make_asset(category=template.category, accepted_at=None)
    make_asset(
        category=template.category, status=AssetStatus.RETIRED, status_reason="sold"
    )

    assert proposed(template) == {}


def test_a_person_proposes_for_the_own_facilities_alone():
    template = make_plan_template()
    here, there = make_fleet(template.category, 1) + make_fleet(template.category, 1)

    assert proposed(template, make_manager(here.facility)).keys() == {here}
    assert there not in proposed(template, make_manager(here.facility))


# --- When -------------------------------------------------------------------------


def test_the_first_dates_are_spread_over_the_months():
    template = make_plan_template(standard_minutes=60)
    make_fleet(template.category, 12)

    dates = proposed(template).values()

    # Due on 20 September, at most half a year away, and not past.
    assert min(dates) == date(2026, 3, 20)
    assert max(dates) <= date(2027, 3, 20)
    assert set(Counter(dates).values()) == {1}


def test_high_risk_is_never_later_than_its_interval():
    template = make_plan_template()
    make_fleet(template.category, 12, risk_class=RiskClass.HIGH)

    assert max(proposed(template).values()) <= date(2026, 9, 20)


def test_months_with_much_work_are_avoided():
    facility = make_facility()
    for _ in range(3):
        make_plan(
            asset=make_asset(facility=facility),
            next_due_on=date(2026, 9, 1),
            standard_minutes=600,
        )
    template = make_plan_template()
    (asset,) = make_fleet(template.category, 1, facility=facility)

    assert proposed(template)[asset] == date(2026, 8, 20)


def test_an_old_device_is_due_on_its_day_and_not_in_the_past():
    template = make_plan_template(interval_value=6, interval_unit=IntervalUnit.WEEK)
    accepted = datetime(2010, 1, 1, 12, tzinfo=UTC)
    (asset,) = make_fleet(template.category, 1, accepted_at=accepted)

    first = proposed(template)[asset]

    assert first >= TODAY
    assert (first - date(2010, 1, 1)).days % 42 == 0


# --- Made -------------------------------------------------------------------------


def test_applying_makes_what_was_proposed_and_a_second_time_nothing():
    template, by = make_plan_template(), make_manager()
    fleet = make_fleet(template.category)
    dates = proposed(template, by)

    assert apply_template(template, by=by, on=TODAY, expected=3) == 3

    plans = MaintenancePlan.objects.filter(template=template)
    assert {plan.asset: plan.next_due_on for plan in plans} == dates
    assert all(plan.frequency_days == 365 for plan in plans)
    fleet[0].refresh_from_db()
    assert fleet[0].next_service_due == dates[fleet[0]]
    log = AuditLog.objects.filter(action="maintenance_plan.added")
    assert log.count() == 3
    assert apply_template(template, by=by, on=TODAY) == 0


def test_another_number_than_the_person_saw_makes_nothing():
    template = make_plan_template()
    make_fleet(template.category)

    with pytest.raises(Conflict, match="Now it would be 3 plans, not 2"):
        apply_template(template, by=make_manager(), on=TODAY, expected=2)

    assert not MaintenancePlan.objects.exists()


def test_a_template_that_is_not_in_use_makes_nothing():
    template = make_plan_template(is_active=False)

    with pytest.raises(Conflict, match="not in use"):
        apply_template(template, by=make_manager(), on=TODAY)


def test_a_technician_applies_and_changes_no_template():
    template = make_plan_template()

    with pytest.raises(PermissionDenied):
        apply_template(template, by=make_technician(), on=TODAY)
    with pytest.raises(PermissionDenied):
        save_template(PlanTemplate(name="Other"), by=make_technician())


def test_many_devices_take_as_many_queries_as_one():
    by, facility = make_manager(), make_facility()
    first, second = make_plan_template(), make_plan_template()
    make_fleet(first.category, 1, facility=facility)
    make_fleet(second.category, 20, facility=facility)
    apply_template(make_plan_template(), by=by, on=TODAY)

    with CaptureQueriesContext(connection) as one:
        apply_template(first, by=by, on=TODAY)
    with CaptureQueriesContext(connection) as many:
        apply_template(second, by=by, on=TODAY)

    assert len(many) <= len(one)
