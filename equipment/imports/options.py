"""What a person chooses for one import; it travels as JSON with the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from equipment.imports.dates import DateOrder
from equipment.lifecycle import AssetStatus

# What an import may add when asked, and what that asks for.
ADDING = {
    "places": "equipment.add_location",
    "manufacturers": "equipment.add_manufacturer",
    "models": "equipment.add_devicemodel",
    "categories": "equipment.add_devicecategory",
}
CREATABLE = tuple(ADDING)


@dataclass(frozen=True)
class Options:
    """`columns` maps columns of the file to fields, `words` fields to words to values.

    `status` is that of rows which say none; a new device waits for its acceptance.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_order: str = ""
    sheet: str = ""
    header_row: int | None = None
    status: str = AssetStatus.OUT_OF_SERVICE
    creates: tuple[str, ...] = ()
    skips_refused: bool = False

    @property
    def order(self) -> DateOrder | None:
        return DateOrder(self.date_order) if self.date_order else None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Options:
        names = {known.name for known in fields(cls)}
        given = {name: value for name, value in kept.items() if name in names}
        given["creates"] = tuple(given.get("creates", ()))
        return cls(**given)
