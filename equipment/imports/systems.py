"""Which device is a part of which: a system may stand behind its parts in the file."""

from __future__ import annotations

from collections.abc import Iterable

from equipment.imports.outcomes import Outcome, Planned, RefusedRow
from equipment.imports.parsing import Parsed
from equipment.models import Asset


class Systems:
    """The tags of the devices of this file, and what their rows are parts of.

    A row waits until the system that it names is on the register, so that a device is
    written once. In a trial nothing comes onto the register: `accepted` stands for it.
    """

    def __init__(self) -> None:
        self.accepted: set[str] = set()
        self._parents: dict[str, str] = {}
        self._registered: dict[str, str] = {}

    def has_to_wait(self, parsed: Parsed, tagged: dict[str, Asset]) -> bool:
        parent = parsed.text("parent_asset").lower()
        return not (
            parent in ("", parsed.text("asset_tag").lower())
            or parent in tagged
            or parent in self.accepted
        )

    def accept(self, planned: Iterable[Planned]) -> None:
        self.accepted |= {
            row.tag.lower() for row in planned if row.outcome is not Outcome.REFUSED
        }

    def join(self, asset: Asset, parent: str, ancestry: dict[str, str]) -> None:
        """Note that `asset` is a part of `parent`; refuse it if that makes a ring."""
        self._registered |= ancestry
        part = asset.asset_tag.lower()
        above: str | None = parent
        while above:
            if above == part:
                raise RefusedRow("An asset cannot be a part of itself.")
            above = self._parents.get(above) or self._registered.get(above)
        self._parents[part] = parent
