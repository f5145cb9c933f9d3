"""How often Python looks for garbage, which costs more than it finds in long work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects between two looks; Python's own 700 is for small programs.
NEW_OBJECTS = 200_000


@contextmanager
def few_collections() -> Iterator[None]:
    """Look seldom for a while, and never at what was there before.

    Half of the time of an import went on looking through the loaded program again and
    again. Memory grows no further, since nearly all is given back without a look.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
