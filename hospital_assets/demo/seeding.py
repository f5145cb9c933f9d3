"""Build the demo hospital: people, places, catalogue, and a fleet with its past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from audit.bulk import Deed
from audit.past import write_past
from equipment.models import Facility
from hospital_assets.accounts.syncing import sync_roles
from hospital_assets.demo.catalogue import write_catalogue
from hospital_assets.demo.devices import World
from hospital_assets.demo.fates import life_of
from hospital_assets.demo.people import (
    SIGNING_IN,
    at_work,
    demo_password,
    write_people,
    write_scopes,
)
from hospital_assets.demo.places import write_places

HISTORY = timedelta(days=730)
# In the evening of Chicago, when nobody works in the old system.
IMPORTED_AT = timedelta(hours=1, minutes=30)
PREPARATION = timedelta(days=14)

# So many devices are told together in the order of time; more would fill the memory.
COHORT = 5_000


def seed(
    *,
    assets: int,
    seed: int,
    now: datetime,
    password_file: Path,
    progress: Callable[[int], None],
) -> None:
    """Fill an empty database, all or nothing; raises ValidationError if it is not."""
    with transaction.atomic():
        check_is_empty()
        world, rng = make_world(assets, now=now, seed=seed, password_file=password_file)
        importing = at_work(world.staff.administrator, rng=rng, source="import")
        for first in range(1, assets + 1, COHORT):
            numbers = range(first, min(first + COHORT, assets + 1))
            lives = (
                life_of(number, seed=seed, world=world, importing=importing)
                for number in numbers
            )
            steps = sorted(
                chain.from_iterable(lives), key=lambda step: step.deed.occurred_at
            )
            write_past(steps)
            progress(numbers[-1])
    # So many new rows are news to the planner of queries.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def check_is_empty() -> None:
    names = [plan.username for plan in SIGNING_IN]
    if (
        Facility.objects.exists()
        or get_user_model().objects.filter(username__in=names).exists()
    ):
        raise ValidationError(
            "There are people or places in this database already. The demo hospital "
            "is only built into an empty one: name another by DATABASE_URL."
        )


def make_world(
    fleet: int, *, now: datetime, seed: int, password_file: Path
) -> tuple[World, Random]:
    rng = Random(seed)  # noqa: S311  # believable, not secret
    # By the day, so that the hour at which it is built makes no other fleet.
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - HISTORY + IMPORTED_AT
    sync_roles()
    staff = write_people(demo_password(password_file), since=since - PREPARATION)
    admin = staff.administrator
    deed = Deed(
        admin, occurred_at=since - PREPARATION / 2, context=at_work(admin, rng=rng)
    )
    sites = write_places(deed, fleet=fleet)
    write_scopes(staff, sites, deed=deed)
    catalogue = write_catalogue(deed)
    return World(catalogue, sites, staff, since, today), rng
