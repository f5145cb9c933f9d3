from __future__ import annotations

from itertools import count

import pytest
from django.core.cache import caches

from hospital_assets.foundation import reuse
from hospital_assets.foundation.reuse import TIMES_AS_LONG, reused

LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "x"}


@pytest.fixture
def clock(settings, monkeypatch):
    """A clock that the test moves on; finding out takes a second of it."""
    settings.CACHES = settings.CACHES | {"memory": LOCAL}
    now = {"cost": 0.0, "cache": 1_000_000.0}
    monkeypatch.setattr(reuse, "perf_counter", lambda: now["cost"])
    monkeypatch.setattr(
        "django.core.cache.backends.base.time.time", lambda: now["cache"]
    )
    monkeypatch.setattr(
        "django.core.cache.backends.locmem.time.time", lambda: now["cache"]
    )
    yield now
    caches["memory"].clear()


def costly(clock):
    numbers = count(1)

    def find():
        clock["cost"] += 1
        return next(numbers)

    return find


def test_what_was_costly_is_reused(clock):
    find = costly(clock)

    first, second = reused("numbers", find=find), reused("numbers", find=find)

    assert (first.value, second.value) == (1, 1)
    assert second.at == first.at


def test_it_is_found_out_again_after_twenty_times_its_cost(clock):
    find = costly(clock)
    reused("numbers", find=find)

    clock["cache"] += TIMES_AS_LONG - 1
    assert reused("numbers", find=find).value == 1
    clock["cache"] += 2
    assert reused("numbers", find=find).value == 2


def test_what_cost_nothing_is_always_fresh(clock):
    numbers = count(1)

    for expected in (1, 2, 3):
        assert reused("numbers", find=lambda: next(numbers)).value == expected


def test_another_key_has_another_result(clock):
    for facility in (1, 2, [1, 2], "1"):
        assert reused("numbers", facility, find=lambda f=facility: f).value == facility
