from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditLog
from maintenance.models import (
    FacilityPolicy,
    PlanTemplate,
    SafetyLimit,
    Team,
    TeamMember,
)
from tests.factories import (
    make_administrator,
    make_category,
    make_facility,
    make_plan_template,
    make_procedure,
    make_team,
    make_technician,
    saved,
)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client():
    return signed_in(make_administrator())


def url(name, *args):
    return reverse(f"admin:maintenance_{name}", args=args)


def test_a_facility_decides_how_it_counts_time(client):
    facility = make_facility()
    said = {
        "facility": facility.pk,
        "window_policy": "percent:10",
        "days_after_high_risk": "5",
        "overdue_high_risk": "block",
        "longest_deferral_days": "60",
        "safety_standard": "nfpa99",
    }

    client.post(url("facilitypolicy_add"), said)

    policy = FacilityPolicy.objects.get()
    assert (policy.facility, policy.window_policy) == (facility, "percent:10")
    assert AuditLog.objects.about(policy).get().source == "admin"


def test_a_window_that_is_none_is_a_sentence(client):
    said = {
        "facility": make_facility().pk,
        "window_policy": "sometimes",
        "safety_standard": "nfpa99",
    }

    answer = client.post(url("facilitypolicy_add"), said)

    assert "is no rule for the window" in answer.content.decode()
    assert not FacilityPolicy.objects.exists()


def test_an_administrator_of_one_facility_keeps_no_other(client):
    here, there = make_facility(), make_facility()
    policy = saved(FacilityPolicy(facility=there))
    team, member = make_team(facility=there), make_technician()
    saved(TeamMember(team=team, user=member))
    client = signed_in(make_administrator(here))

    assert client.get(url("facilitypolicy_change", policy.pk)).status_code == 404
    assert client.get(url("team_change", team.pk)).status_code == 404
    assert (
        "of Hospital"
        not in client.get(url("facilitypolicy_changelist")).content.decode()
    )
    client.post(url("team_add"), {"facility": there.pk, "name": "Mine"})
    assert not Team.objects.filter(name="Mine").exists()


def test_a_team_gets_members(client):
    facility, member = make_facility(), make_technician()
    said = {"facility": facility.pk, "name": "Ventilators", "is_active": "on"}

    client.post(url("team_add"), said)
    team = Team.objects.get()
    client.post(
        url("teammember_add"), {"team": team.pk, "user": member.pk, "is_active": "on"}
    )

    assert team.members.get().user == member


def test_a_team_stays_in_its_facility(client):
    team, other = make_team(), make_facility()
    said = {"facility": other.pk, "name": team.name, "is_active": "on"}

    answer = client.post(url("team_change", team.pk), said)

    assert "stays in its facility" in answer.content.decode()


def test_the_shipped_limits_are_loaded_once_and_changes_are_kept(client):
    policy = saved(FacilityPolicy(facility=make_facility()))
    said = {"action": "load_limits", "_selected_action": [policy.pk]}

    client.post(url("facilitypolicy_changelist"), said)

    count = SafetyLimit.objects.count()
    limit = SafetyLimit.objects.filter(
        measurement="protective_earth_resistance"
    ).first()
    assert (limit.maximum, limit.protection_class) == (Decimal("0.3"), "I")
    limit.maximum = Decimal("0.25")
    saved(limit)
    client.post(url("facilitypolicy_changelist"), said)
    limit.refresh_from_db()
    assert SafetyLimit.objects.count() == count
    assert limit.maximum == Decimal("0.25")


def test_a_limit_names_a_measurement_that_is_known(client):
    said = {
        "standard": "iec62353",
        "measurement": "weight",
        "maximum": "1",
        "unit": "A",
    }

    answer = client.post(url("safetylimit_add"), said)
    assert "weight is not one of" in answer.content.decode()

    client.post(url("safetylimit_add"), said | {"measurement": "touch_current"})
    assert SafetyLimit.objects.filter(measurement="touch_current", unit="A").exists()


def test_a_limit_without_a_value_is_a_sentence(client):
    said = {"standard": "iec62353", "measurement": "touch_current", "unit": "A"}

    answer = client.post(url("safetylimit_add"), said)

    assert "Give a lower or an upper limit." in answer.content.decode()


def test_a_template_is_added(client):
    category = make_category()
    said = {
        "name": "Yearly",
        "category": category.pk,
        "plan_type": "pm",
        "strategy": "manufacturer",
        "interval_value": "12",
        "interval_unit": "month",
        "schedule_mode": "fixed",
        "is_active": "on",
    }

    client.post(url("plantemplate_add"), said)

    assert PlanTemplate.objects.get().category == category


def test_a_procedure_is_read_and_not_changed(client):
    procedure = make_procedure()

    page = client.get(url("procedure_change", procedure.pk))
    answer = client.post(url("procedure_change", procedure.pk), {"name": "Other"})

    assert page.status_code == 200
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "name", ["facilitypolicy", "team", "teammember", "safetylimit", "plantemplate"]
)
def test_the_lists_open(client, name):
    make_plan_template()
    make_team(make_technician())

    assert client.get(url(f"{name}_changelist")).status_code == 200
    assert client.get(url(f"{name}_add")).status_code == 200
