"""New records with all fields at their defaults, made quickly and by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import models
from django.db.models.base import ModelState

Record = TypeVar("Record", bound=models.Model)


def blanks_of(model: type[Record]) -> Callable[[], Record]:
    """What makes a record as `model()` does, in a tenth of the time.

    Django looks at each of the seventy fields of an asset, for each asset anew. Only a
    default that is made, such as a dictionary, is made for each.
    """
    told = {name: v for name, v in vars(model()).items() if name != "_state"}
    made = [
        (f.attname, f.get_default)
        for f in model._meta.concrete_fields
        if f.has_default() and callable(f.default)
    ]

    def blank() -> Record:
        record = model.__new__(model)
        record.__dict__ = {**told, "_state": ModelState()}
        for name, default in made:
            setattr(record, name, default())
        return record

    return blank
