"""The sections of a binder about devices: the inventory, and what is a high risk."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus
from maintenance.binder.cells import (
    DEVICE,
    DEVICE_COLUMNS,
    day,
    device_cells,
    place_words,
    risk_words,
)
from maintenance.binder.layout import (
    Column,
    Listing,
    Row,
    Section,
    listing_of,
    listing_of_counts,
)
from maintenance.binder.rows import Binder

# Beyond so many rows nobody turns pages; the ZIP has them all.
MOST_OF_INVENTORY = 2_000
MOST_OF_HIGH_RISK = 20_000

PLACE = ("facility__code", "current_location__full_path", "location_text")
STATUS_LABELS = dict(AssetStatus.choices)


def inventory(binder: Binder) -> Section:
    assets = binder.inventory()
    numbers: Any = (
        assets.order_by()
        .values_list("category__name")
        .annotate(
            devices=Count("pk"),
            high=Count("pk", filter=Q(risk_class=RiskClass.HIGH)),
            vital=Count("pk", filter=Q(is_life_support=True)),
            stopped=Count("pk", filter=Q(status=AssetStatus.OUT_OF_SERVICE)),
        )
    )
    summary = listing_of_counts(
        "By category",
        (
            Column("Category", 100),
            *(Column(head, 34) for head in ("Devices", "High risk", "Life support")),
            Column("Out of service", 34),
        ),
        list(numbers),
    )
    return Section(
        "Inventory",
        [f"What is on the inventory on {day(binder.today)}, retired devices left out."],
        [summary, devices(assets, "All devices", "inventory.csv", MOST_OF_INVENTORY)],
    )


def high_risk(binder: Binder) -> Section:
    return Section(
        "High-risk and life-support devices",
        [
            "Every device of the inventory whose risk class is high or that supports "
            "life; those that support life come first."
        ],
        [
            devices(
                binder.high_risk(),
                "High-risk and life-support devices",
                "high-risk.csv",
                MOST_OF_HIGH_RISK,
            )
        ],
    )


def devices(found: QuerySet[Any], caption: str, file: str, most: int) -> Listing:
    sources = (*DEVICE, *PLACE, "status", "risk_class", "is_life_support")
    return listing_of(
        found.values_list(*sources, "next_service_due"),
        device_row,
        (
            *DEVICE_COLUMNS,
            Column("Place", 52, lines=3),
            Column("Status", 22),
            Column("Risk", 22),
            Column("Next service", 24),
        ),
        caption=caption,
        file=file,
        most=most,
    )


def device_row(row: Any) -> Row:
    *device, facility, path, text, status, risk, is_vital, due = row
    return (
        *device_cells(device),
        place_words(facility, path, text),
        STATUS_LABELS.get(status, status),
        risk_words(risk, is_vital=is_vital),
        day(due),
    )
