"""How a binder writes devices, risks and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from equipment.choices import RiskClass
from equipment.models.places import PATH_SEPARATOR
from maintenance.binder.layout import Column, Row

DEVICE = ("asset_tag", "name", "manufacturer_name", "model_name", "serial_number")
DEVICE_COLUMNS = (
    Column("Asset tag", 27),
    Column("Device", 48),
    Column("Maker and model", 48),
    Column("Serial number", 30),
)
# Beyond so many rows nobody turns pages; the ZIP has them all.
MOST_ROWS = 5_000
NOT_SHOWN = "Not in this binder: the role of who made it does not show them."


def device_cells(device: Sequence[str]) -> Row:
    tag, name, maker, model, serial = device
    return tag, name, f"{maker} {model}".strip(), serial


def place_words(facility: str, path: str | None, text: str) -> str:
    """Where no place of the tree is known, what somebody wrote down."""
    return PATH_SEPARATOR.join(filter(None, (facility, path or text)))


def risk_words(risk_class: str, *, is_vital: bool) -> str:
    if is_vital:
        return "Life support"
    return "High" if risk_class == RiskClass.HIGH else ""


def day(on: date | None) -> str:
    return f"{on:%-d %b %Y}" if on else ""


def moment_day(at: datetime | None) -> str:
    return day(timezone.localtime(at).date()) if at else ""
