"""Two processes that make work orders at the same moment."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

from maintenance.models import WorkOrder
from tests.factories import make_asset, make_facility, make_plan
from tests.sources import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

PLANS = 120
PATIENCE_SECONDS = 120


def url_of_test_database():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


def start(*command):
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": url_of_test_database(),
            "DJANGO_SETTINGS_MODULE": "hospital_assets.settings",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize("command", ["generate_work_orders", "run_jobs"])
def test_two_processes_at_once_make_each_work_order_once(command):
    facility = make_facility()
    for _ in range(PLANS):
        make_plan(asset=make_asset(facility=facility))

    processes = [start(command), start(command)]
    said = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], said
    assert WorkOrder.objects.count() == PLANS
    assert WorkOrder.objects.values("plan", "due_on").distinct().count() == PLANS
