"""What can become of a row, and what one is on its way there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from equipment.imports.parsing import Parsed
from equipment.models import Asset, Assignment


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    SET_ASIDE = "set aside"


class RefusedRow(Exception):  # noqa: N818  # it reads as what it says
    """The row cannot be taken; its message says why, for a person."""


@dataclass
class Planned:
    """`sentences` say why a row is refused, or what was noted about it."""

    parsed: Parsed
    outcome: Outcome
    asset: Asset | None = None
    assignment: Assignment | None = None
    sentences: list[str] = field(default_factory=list)

    @property
    def tag(self) -> str:
        return self.asset.asset_tag if self.asset else self.parsed.text("asset_tag")

    def refuse(self, sentences: list[str]) -> None:
        self.outcome, self.sentences = Outcome.REFUSED, sentences
        self.asset = self.assignment = None
