from __future__ import annotations

import os

from hospital_assets import periodic


def test_jobs_are_run_again_and_again_until_the_server_is_gone(monkeypatch):
    ran, parents = [], iter([7, 7, 7, 7, 1, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(periodic, "EVERY_SECONDS", 0)
    monkeypatch.setattr(
        periodic.subprocess, "run", lambda command, **_: ran.append(command)
    )

    periodic.run_beside(7)

    assert ran == [periodic.RUN_JOBS] * 2


def test_it_does_not_wait_for_the_next_time_when_the_server_is_gone(monkeypatch):
    slept, parents = [], iter([7, 7, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(periodic.time, "sleep", slept.append)

    periodic.wait_beside(7)

    assert slept == [1, 1]
