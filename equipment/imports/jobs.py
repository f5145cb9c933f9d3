"""One register to be loaded, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from audit.models import AuditedModel
from equipment.imports.options import Options
from equipment.imports.outcomes import Outcome
from equipment.models import Facility


class ImportRefused(Exception):  # noqa: N818  # it reads as what it says
    """Nothing was imported; the message says why and what to do."""


@dataclass
class Result:
    """The sums of a run; they add up to `rows`, the rows of the file.

    `unknown_words` and `ambiguous_dates` are questions: field, word and how often, and
    examples of dates that can be read in two ways.
    """

    counts: dict[str, int] = field(default_factory=dict)
    created: dict[str, list[str]] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unknown_words: dict[str, dict[str, int]] = field(default_factory=dict)
    date_order: str = ""
    ambiguous_dates: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def refused(self) -> int:
        return self.counts.get(Outcome.REFUSED, 0)

    def in_words(self) -> str:
        told = [f"{self.counts.get(outcome, 0)} {outcome}" for outcome in Outcome]
        return f"{self.rows} rows: {', '.join(told)}."


@dataclass(frozen=True)
class Job:
    """One register to be loaded by one person; `folder` gets the reports."""

    path: Path
    folder: Path
    options: Options
    by: AbstractUser
    entity: AuditedModel
    facility: Facility | None = None
    at: datetime = field(default_factory=timezone.now)
