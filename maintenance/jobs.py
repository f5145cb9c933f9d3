"""Periodic work: what there is, when it is due, and that one process does it at a time.

`settings.PERIODIC_JOBS` names the jobs; an app adds one by a `Job` and a line there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from audit.actors import system_user
from maintenance.actions.escalations import escalate_overdue
from maintenance.actions.generating import generate_work_orders
from maintenance.digests.sending import send_digests
from maintenance.intervals import add_months
from maintenance.models import JobRun

logger = logging.getLogger(__name__)

# A process that died holds its job no longer than this.
HELD_FOR = timedelta(hours=1)
OUTCOME_LENGTH = 300


@dataclass(frozen=True)
class Job:
    """`run` may be called at any time; it says in a sentence what it did."""

    name: str
    every: timedelta
    run: Callable[[], str]


@dataclass(frozen=True)
class Report:
    job: Job
    sentence: str
    has_failed: bool = False


def jobs() -> list[Job]:
    return [import_string(path) for path in settings.PERIODIC_JOBS]


def run_jobs(wanted: Iterable[Job], *, even_early: bool = False) -> Iterator[Report]:
    """Run those that are due and that nobody else is at; one that fails stops none."""
    for job in wanted:
        if take(job, now=timezone.now(), even_early=even_early):
            yield run(job)


def run(job: Job) -> Report:
    try:
        outcome = job.run()
    except Exception:  # the others have to run all the same
        logger.exception("The job %s failed.", job.name)
        give_back(job, finished_at=None, outcome="It failed; the log tells why.")
        return Report(job, "It failed; the log tells why.", has_failed=True)
    give_back(job, finished_at=timezone.now(), outcome=outcome)
    return Report(job, outcome)


@transaction.atomic
def take(job: Job, *, now: datetime, even_early: bool) -> bool:
    JobRun.objects.get_or_create(name=job.name)
    row = JobRun.objects.select_for_update().get(name=job.name)
    is_held = row.held_until is not None and row.held_until > now
    is_early = row.finished_at is not None and row.finished_at + job.every > now
    if is_held or (is_early and not even_early):
        return False
    row.held_until = now + HELD_FOR
    row.save()
    return True


@transaction.atomic
def give_back(job: Job, *, finished_at: datetime | None, outcome: str) -> None:
    row = JobRun.objects.select_for_update().get(name=job.name)
    row.held_until = None
    row.finished_at = finished_at or row.finished_at
    row.outcome = outcome[:OUTCOME_LENGTH]
    row.save()


# --- The jobs ---------------------------------------------------------------------


def make_month_ahead() -> str:
    today = timezone.localdate()
    outcome = generate_work_orders(
        on=today, until=add_months(today, 1), by=system_user()
    )
    return outcome.in_words()


def clear_sessions() -> str:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return "Sessions that are over were removed."


def tell_people() -> str:
    hour = settings.DIGEST_HOUR
    return send_digests(now=timezone.now(), from_hour=hour).in_words()


def escalate() -> str:
    return escalate_overdue(on=timezone.localdate(), by=system_user()).in_words()


WORK_ORDERS = Job("work orders", timedelta(hours=1), make_month_ahead)
SESSIONS = Job("sessions", timedelta(days=1), clear_sessions)
DIGESTS = Job("digests", timedelta(hours=1), tell_people)
# Once a day tells; the hours between close what was done.
ESCALATIONS = Job("escalations", timedelta(hours=1), escalate)
