"""Which life a device leads: how it came, what happened then, how it stands today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from hospital_assets.demo import scenes
from hospital_assets.demo.devices import Device, World, by_day, describe
from hospital_assets.demo.lives import Life
from hospital_assets.foundation.context import RequestContext

NEVER_ACCEPTED = 0.01
LONGEST_WAIT_FOR_ACCEPTANCE = timedelta(days=20)
SHORTEST_PAST = timedelta(days=3)
BETWEEN_SCENES = timedelta(hours=1)
LONGEST_EPISODE = timedelta(days=21)
OLD = 1.1

Scene = Callable[[Life, datetime], None]
# Scenes that follow each other within days.
Episode = tuple[Scene, ...]
# Episodes, each with its weight among the others.
Chances = Sequence[tuple[float, Episode]]

# What may happen before the end.
IN_THE_POOL: Chances = (
    (4, (scenes.assign, scenes.give_back)),
    (1, (scenes.assign, scenes.give_back_dirty, scenes.clean)),
    (1, (scenes.assign, scenes.hand_on, scenes.give_back)),
    (1, (scenes.assign, scenes.move, scenes.give_back)),
    (2, (scenes.maintain, scenes.release)),
    (0.5, (scenes.stop, scenes.release)),
    (1, (scenes.move,)),
    (0.5, (scenes.edit,)),
)
IN_ITS_PLACE: Chances = (
    (4, (scenes.maintain, scenes.release)),
    (2, (scenes.move,)),
    (1, (scenes.edit,)),
)
BUILT_IN: Chances = ((3, (scenes.maintain, scenes.release)), (1, (scenes.edit,)))

# How it stands today. What is not pooled is in use from the first day on.
POOL_ENDS: Chances = (
    (47, (scenes.assign,)),
    (18, (scenes.assign, scenes.give_back)),
    (3, (scenes.assign, scenes.give_back_dirty)),
    (8, ()),
    (5, (scenes.maintain_in_workshop,)),
    (3, (scenes.quarantine,)),
    (1, (scenes.assign, scenes.give_back_damaged)),
)
PLACED_ENDS: Chances = (
    (66, ()),
    (18, (scenes.give_back,)),
    (5, (scenes.maintain_in_workshop,)),
    (3, (scenes.quarantine,)),
)
BUILT_IN_ENDS: Chances = ((93, ()), (4, (scenes.maintain,)), (2, (scenes.stop,)))


def life_of(number: int, *, seed: int, world: World, importing: RequestContext) -> Life:
    """One device with all its steps; the same for the same seed and number."""
    rng = Random(f"{seed}/{number}")  # noqa: S311  # believable, not secret
    device = describe(number, world=world, rng=rng)
    life = Life(device, world=world, rng=rng)
    if rng.random() < NEVER_ACCEPTED and not device.kind.fixed:
        waiting = LONGEST_WAIT_FOR_ACCEPTANCE * rng.random()
        scenes.register(life, world.now - BETWEEN_SCENES - waiting)
    else:
        start = begin(life, importing=importing)
        is_retired = rng.random() < chance_of_retirement(device, at=world.now)
        live(life, start=start, is_retired=is_retired)
    return life


def begin(life: Life, *, importing: RequestContext) -> datetime:
    """Let it come with the import, or be registered and accepted since then."""
    since, accepted_at = life.world.since, life.device.accepted_at
    if accepted_at <= since:
        scenes.import_(life, since, importing)
        return since
    scenes.register(life, max(accepted_at - timedelta(days=2), since))
    scenes.accept(life, accepted_at)
    return accepted_at


def chance_of_retirement(device: Device, *, at: datetime) -> float:
    if device.share_of_life(at) > OLD:
        return 0.35
    return 0.3 if device.is_rented else 0.02


def live(life: Life, *, start: datetime, is_retired: bool) -> None:
    """Play episodes from `start` until today, or until it retires."""
    rng = life.rng
    end = time_of_last_scene(life, start=start, is_retired=is_retired)
    if not life.device.kind.is_pooled:
        scenes.assign(life, start + (end - start) * 0.01)
    usual, ends = chances_for(life)
    *prelude, last = (scenes.retire,) if is_retired else drawn(rng, ends) or (nothing,)
    first = start + (end - start) * 0.02
    before = end - BETWEEN_SCENES
    if prelude:
        before -= min(LONGEST_EPISODE, (before - first) / 2) * rng.random()
    if end - start > SHORTEST_PAST:
        count = rng.choices((0, 1, 2, 3), (4, 4, 2, 1))[0]
        play(life, [drawn(rng, usual) for _ in range(count)], since=first, until=before)
    for scene in prelude:
        scene(life, before)
    last(life, end)


def play(
    life: Life, episodes: Sequence[Episode], *, since: datetime, until: datetime
) -> None:
    starts = moments(life.rng, since, until, count=len(episodes))
    for episode, start, following in zip(
        episodes, starts, [*starts[1:], until], strict=False
    ):
        end = min(following, start + LONGEST_EPISODE)
        later = moments(life.rng, start, end, count=len(episode) - 1)
        for scene, at in zip(episode, [start, *later], strict=True):
            scene(life, at)


def nothing(life: Life, at: datetime) -> None:
    """It stays as it is."""


def chances_for(life: Life) -> tuple[Chances, Chances]:
    if life.device.kind.fixed:
        return BUILT_IN, BUILT_IN_ENDS
    if life.device.kind.is_pooled:
        return IN_THE_POOL, POOL_ENDS
    return IN_ITS_PLACE, PLACED_ENDS


def time_of_last_scene(life: Life, *, start: datetime, is_retired: bool) -> datetime:
    """Some day if it retired, else not long ago."""
    rng, span = life.rng, life.world.now - start
    if is_retired:
        return start + span * (0.1 + 0.88 * rng.random())
    ago = BETWEEN_SCENES + timedelta(days=rng.expovariate(1 / 12))
    return max(life.world.now - ago, start + span / 2)


def drawn(rng: Random, chances: Chances) -> Episode:
    weights = [weight for weight, _ in chances]
    return rng.choices([episode for _, episode in chances], weights)[0]


def moments(
    rng: Random, start: datetime, end: datetime, *, count: int
) -> list[datetime]:
    """Moments in between, in order; by day, unless there is no time for that."""
    found = []
    for _ in range(count):
        moment = start + (end - start) * rng.random()
        better = by_day(moment, rng)
        found.append(better if start < better < end else moment)
    return sorted(found)
