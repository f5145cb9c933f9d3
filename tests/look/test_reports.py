from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maintenance.choices import FailureCode, WorkOrderStatus
from maintenance.reports.chosen import Period
from tests.factories import (
    make_asset,
    make_department,
    make_plan,
    make_user,
    make_work_order,
)
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser

PAGES = [
    "/reports/",
    "/reports/?start=2025-03&end=2024-01",
    "/reports/binder/",
    "/reports/binder/?end=2149-01",
    "/reports/planned/",
    "/reports/planned/rows/",
    "/reports/planned/rows/?mark=missed",
    "/reports/reliability/",
    "/reports/reliability/rows/",
    "/reports/backlog/",
    "/reports/backlog/rows/",
    "/reports/age/",
    "/reports/age/rows/",
    "/reports/utilisation/",
    "/reports/utilisation/rows/",
    "/reports/costs/",
    "/reports/costs/rows/",
]


@pytest.fixture
def world(client):
    """Two months of planned work, done and not, and a failure."""
    boss = make_user(first_name="Ana", last_name="Ruiz", is_superuser=True)
    client.force_login(boss)
    ward = make_department(name="Intensive Care")
    asset = make_asset(
        facility=ward.facility,
        owner_department=ward,
        name="Ventilator",
        accepted_at=timezone.now() - timedelta(days=900),
    )
    end = Period.usual(timezone.localdate()).end
    for number in range(8):
        day = end - timedelta(days=30 * (number // 4) + number)
        is_done = number % 3
        make_work_order(
            plan=make_plan(asset=asset),
            due_on=day,
            window_start=day - timedelta(days=20),
            window_end=day,
            assigned_to=boss,
            **(done_on(day) if is_done else {}),
        )
    make_failure(asset)


def done_on(day):
    done = {"completed_on": day, "completed_at": timezone.now()}
    return done | {"status": WorkOrderStatus.COMPLETED}


def make_failure(asset):
    reported = timezone.now() - timedelta(days=60)
    make_work_order(
        asset=asset,
        requested_at=reported,
        first_response_at=reported + timedelta(minutes=45),
        restored_at=reported + timedelta(hours=30),
        equipment_down=True,
        failure_code=FailureCode.CND,
    )


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_use_the_reports(look, path, visit, world):
    check(visit(**look), path)
