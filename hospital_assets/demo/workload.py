"""The life of a device of the demo hospital with all the work at it."""

from __future__ import annotations

from random import Random

from audit.past import Step
from hospital_assets.demo.acceptances import play_acceptance, with_dates
from hospital_assets.demo.lives import Life
from hospital_assets.demo.programme import Programme
from hospital_assets.demo.repairs import ask_now, play_repairs, play_troubles
from hospital_assets.demo.rounds import play_rounds
from hospital_assets.demo.work import Work


def steps_with_work(life: Life, programme: Programme, *, rng: Random) -> list[Step]:
    """What was never accepted waits for its work as for everything else."""
    work = Work(life, programme, rng=rng)
    if not work.past.stays:
        return life.steps
    play_acceptance(work)
    play_troubles(work)
    play_rounds(work)
    play_repairs(work)
    ask_now(work)
    return [*with_dates(work), *work.steps]
