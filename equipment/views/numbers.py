"""Numbers of assets as tables whose cells open exactly the assets that they count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from equipment.lifecycle import AssetStatus, StatusReason
from equipment.reports import (
    BY_CRITICALITY,
    ON_INVENTORY,
    KindTally,
    Tally,
    summed,
)
from hospital_assets.foundation.text import match_key

TILES = {
    AssetStatus.AVAILABLE: ("good", "check-circle"),
    AssetStatus.IN_USE: ("busy", "user"),
    AssetStatus.MAINTENANCE: ("warn", "wrench"),
    AssetStatus.OUT_OF_SERVICE: ("bad", "no-symbol"),
}

# What who needs a device asks: which may be taken, which somebody has, which are out.
ANSWERS = (
    (AssetStatus.AVAILABLE,),
    (AssetStatus.IN_USE,),
    (AssetStatus.MAINTENANCE, AssetStatus.OUT_OF_SERVICE),
)


@dataclass(frozen=True)
class Cell:
    number: int
    url: str


@dataclass(frozen=True)
class Row:
    """A line of a table: what it is about, a number for each column, and all of it."""

    label: str
    cells: list[Cell]
    total: Cell


def list_url(**chosen: Any) -> str:
    """The list of assets, filtered; several values mean one of these."""
    return f"{reverse('equipment:asset-list')}?{urlencode(chosen, doseq=True)}"


def numbers_of(tallies: list[Tally]) -> dict[str, Any]:
    """Tiles by status, and tables by criticality and by facility, of the inventory."""
    present = [tally for tally in tallies if tally.status != AssetStatus.RETIRED]
    shown = dict(
        sorted(
            {(tally.facility, tally.facility_name) for tally in present},
            key=lambda named: match_key(named[1]),
        )
    )
    return {
        "tiles": tiles_of(tallies),
        "total": cell(sum(t.number for t in present), status=ON_INVENTORY),
        "retired": cell(
            summed(tallies, "status")[AssetStatus.RETIRED], status=AssetStatus.RETIRED
        ),
        "statuses": [status.label for status in ON_INVENTORY],
        "by_criticality": rows(
            present, "criticality", {each: each.label for each in BY_CRITICALITY}
        ),
        "by_facility": rows(present, "facility", shown) if len(shown) > 1 else [],
    }


def tiles_of(tallies: list[Tally], **chosen: Any) -> list[dict[str, Any]]:
    """A tile for each status, whose link keeps to what else was `chosen`."""
    return [tile(tallies, status, chosen) for status in ON_INVENTORY]


def tile(
    tallies: list[Tally], status: AssetStatus, chosen: dict[str, Any]
) -> dict[str, Any]:
    here = [tally for tally in tallies if tally.status == status]
    colour, icon = TILES[status]
    life_support = sum(tally.number for tally in here if tally.is_life_support)
    return {
        "cell": cell(sum(tally.number for tally in here), **chosen, status=status),
        "label": status.label,
        "colour": colour,
        "icon": icon,
        "life_support": life_support,
    }


def rows(tallies: list[Tally], name: str, labels: Mapping[Any, str]) -> list[Row]:
    numbers = summed(tallies, name, "status")
    return [
        Row(
            label,
            [
                cell(numbers[key, status], **{name: key, "status": status})
                for status in ON_INVENTORY
            ],
            cell(
                sum(numbers[key, status] for status in ON_INVENTORY),
                **{name: key, "status": ON_INVENTORY},
            ),
        )
        for key, label in labels.items()
    ]


def cell(number: int, **chosen: Any) -> Cell:
    return Cell(number, list_url(**chosen))


def kinds_table(tallies: list[KindTally]) -> list[dict[str, Any]]:
    """Each kind with what is available, in use and not to be used."""
    names = {tally.category: tally.name for tally in tallies}
    numbers = summed(tallies, "category", "status")
    dirty = summed(
        (t for t in tallies if t.status_reason == StatusReason.NEEDS_CLEANING),
        "category",
    )
    return [
        {
            "row": Row(
                name,
                [
                    cell(
                        sum(numbers[pk, status] for status in statuses),
                        category=pk,
                        status=statuses,
                    )
                    for statuses in ANSWERS
                ],
                cell(
                    sum(numbers[pk, status] for status in ON_INVENTORY),
                    category=pk,
                    status=ON_INVENTORY,
                ),
            ),
            "dirty": cell(
                dirty[pk], category=pk, status_reason=StatusReason.NEEDS_CLEANING
            ),
        }
        for pk, name in sorted(names.items(), key=lambda item: item[1].casefold())
    ]
