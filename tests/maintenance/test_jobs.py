from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from maintenance.jobs import (
    ESCALATIONS,
    HELD_FOR,
    SESSIONS,
    WORK_ORDERS,
    Job,
    jobs,
    run_jobs,
    take,
)
from maintenance.models import JobRun, WorkOrder
from tests.factories import make_asset, make_plan, make_work_order


def make_job(runs, name="count"):
    def run():
        runs.append(1)
        return f"{len(runs)} runs."

    return Job(name, timedelta(hours=1), run)


def fail():
    raise RuntimeError("The mail server is gone.")


def test_a_job_runs_when_it_is_due_and_not_before(time_machine):
    time_machine.move_to(timezone.now())
    runs = []
    job = make_job(runs)

    (report,) = run_jobs([job])
    assert list(run_jobs([job])) == []
    time_machine.shift(timedelta(hours=1, seconds=1))
    list(run_jobs([job]))

    assert report.sentence == "1 runs."
    assert len(runs) == 2
    assert JobRun.objects.get().outcome == "2 runs."


def test_a_job_can_be_run_before_it_is_due():
    runs = []
    job = make_job(runs)

    list(run_jobs([job]))
    list(run_jobs([job], even_early=True))

    assert len(runs) == 2


def test_a_job_that_somebody_is_at_is_left_to_them():
    runs = []
    job = make_job(runs)
    take(job, now=timezone.now(), even_early=False)

    assert list(run_jobs([job], even_early=True)) == []


def test_a_job_whose_process_died_is_taken_up_again(time_machine):
    time_machine.move_to(timezone.now())
    runs = []
    job = make_job(runs)
    take(job, now=timezone.now(), even_early=False)
    time_machine.shift(HELD_FOR + timedelta(seconds=1))

    list(run_jobs([job]))

    assert len(runs) == 1


def test_a_job_that_fails_stops_no_other_and_is_tried_again(caplog):
    runs = []
    bad = Job("bad", timedelta(hours=1), fail)

    first = list(run_jobs([bad, make_job(runs)]))
    second = list(run_jobs([bad]))

    assert [report.has_failed for report in first] == [True, False]
    assert second[0].has_failed
    assert "The mail server is gone" in caplog.text


def test_the_jobs_of_the_settings_are_there():
    assert jobs()[:2] == [WORK_ORDERS, SESSIONS]
    assert len({job.name for job in jobs()}) == len(settings.PERIODIC_JOBS)


def test_the_month_ahead_is_made():
    make_plan()

    (report,) = run_jobs([WORK_ORDERS])

    assert WorkOrder.objects.count() == 1
    assert "1 work orders were made" in report.sentence


def test_sessions_that_are_over_are_removed():
    session = SessionStore()
    session.set_expiry(-1)
    session.create()

    list(run_jobs([SESSIONS]))

    assert not SessionStore().exists(session.session_key)


def test_overdue_work_at_high_risk_devices_is_told_of():
    past = timezone.localdate() - timedelta(days=3)
    plan = make_plan(asset=make_asset(risk_class="high"))
    make_work_order(plan=plan, due_on=past, window_end=past)

    (report,) = run_jobs([ESCALATIONS])

    assert report.sentence.startswith("1 overdue pieces of work")
