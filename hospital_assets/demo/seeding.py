"""Build the demo hospital: people, places, catalogue, and a fleet with its past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from audit.bulk import Deed
from audit.past import Step, write_past
from equipment.models import Facility
from hospital_assets.accounts.syncing import sync_roles
from hospital_assets.demo.catalogue import write_catalogue
from hospital_assets.demo.devices import World
from hospital_assets.demo.fates import life_of
from hospital_assets.demo.numbers import number_orders
from hospital_assets.demo.people import (
    SIGNING_IN,
    at_work,
    demo_password,
    write_people,
    write_scopes,
)
from hospital_assets.demo.places import write_places
from hospital_assets.demo.programme import Programme, write_programme
from hospital_assets.demo.workload import steps_with_work
from hospital_assets.foundation.context import RequestContext

HISTORY = timedelta(days=730)
# In the evening of Chicago, when nobody works in the old system.
IMPORTED_AT = timedelta(hours=1, minutes=30)
PREPARATION = timedelta(days=14)

# So many devices are told together in the order of time; more would fill the memory.
COHORT = 5_000


@dataclass(frozen=True)
class Plan:
    """How large the hospital is; the same seed gives the same on the same day."""

    assets: int
    seed: int
    now: datetime
    has_work: bool = True


@dataclass(frozen=True)
class Teller:
    """Tells the past of each device; without a programme none of its work."""

    seed: int
    world: World
    importing: RequestContext
    programme: Programme | None

    def steps(self, number: int) -> list[Step]:
        life = life_of(
            number, seed=self.seed, world=self.world, importing=self.importing
        )
        if self.programme is None:
            return life.steps
        # Of its own, so that the fleet is the same without its work.
        rng = Random(f"{self.seed}/{number}/work")  # noqa: S311  # believable, not secret
        return steps_with_work(life, self.programme, rng=rng)


def seed(plan: Plan, *, password_file: Path, progress: Callable[[int], None]) -> None:
    """Fill an empty database, all or nothing; raises ValidationError if it is not."""
    with transaction.atomic():
        check_is_empty()
        teller = make_teller(plan, password_file=password_file)
        for first in range(1, plan.assets + 1, COHORT):
            numbers = range(first, min(first + COHORT, plan.assets + 1))
            steps = sorted(
                chain.from_iterable(map(teller.steps, numbers)),
                key=lambda step: step.deed.occurred_at,
            )
            number_orders(steps)
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


def make_teller(plan: Plan, *, password_file: Path) -> Teller:
    rng = Random(plan.seed)  # noqa: S311  # believable, not secret
    # By the day, so that the hour at which it is built makes no other fleet.
    today = plan.now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - HISTORY + IMPORTED_AT
    sync_roles()
    staff = write_people(demo_password(password_file), since=since - PREPARATION)
    admin = staff.administrator
    deed = Deed(
        admin, occurred_at=since - PREPARATION / 2, context=at_work(admin, rng=rng)
    )
    sites = write_places(deed, fleet=plan.assets)
    write_scopes(staff, sites, deed=deed)
    catalogue = write_catalogue(deed)
    world = World(catalogue, sites, staff, since, today)
    importing = at_work(admin, rng=rng, source="import")
    programme = write_programme(world) if plan.has_work else None
    return Teller(plan.seed, world, importing, programme)
