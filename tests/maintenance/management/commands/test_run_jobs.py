from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from maintenance import jobs
from maintenance.models import WorkOrder
from tests.factories import make_plan


def test_what_is_due_is_done(capsys):
    make_plan()

    call_command("run_jobs")

    assert WorkOrder.objects.count() == 1
    assert "work orders: 1 work orders were made" in capsys.readouterr().out


def test_what_is_not_due_is_done_when_asked_for(capsys):
    call_command("run_jobs")
    capsys.readouterr()

    call_command("run_jobs")
    assert capsys.readouterr().out == ""
    call_command("run_jobs", now=True)
    assert "work orders:" in capsys.readouterr().out


def test_a_failure_is_told(monkeypatch):
    def fail():
        raise RuntimeError

    broken = jobs.Job("broken", jobs.WORK_ORDERS.every, fail)
    monkeypatch.setattr(
        "maintenance.management.commands.run_jobs.jobs", lambda: [broken]
    )

    with pytest.raises(CommandError, match="broken"):
        call_command("run_jobs")
