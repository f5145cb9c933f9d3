"""What is written of an asset, field by field, as the asset page shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.models import Asset
from equipment.templatetags.display import (
    age,
    criticality_badge,
    day,
    due,
    life_support_badge,
    moment,
)


@dataclass(frozen=True)
class Fact:
    label: str
    value: Any
    is_code: bool = False


CODES = {
    "asset_tag",
    "serial_number",
    "udi_di",
    "udi_carrier",
    "lot_number",
    "giai",
    "rfid_epc",
    "mac_address",
    "ip_address",
    "hostname",
}
# In the order of the page; what is empty is not shown.
GROUPS: dict[str, tuple[str, ...]] = {
    "what": (
        "asset_tag",
        "manufacturer_name",
        "model_name",
        "category",
        "serial_number",
        "udi_di",
        "udi_carrier",
        "lot_number",
        "giai",
        "rfid_epc",
    ),
    "where": (
        "facility",
        "current_location",
        "location_text",
        "owner_department",
        "responsible_person",
        "cost_center",
        "ownership",
        "owner_organization",
        "return_due_on",
    ),
    "risk": (
        "criticality",
        "criticality_reason",
        "risk_class",
        "is_life_support",
        "is_mission_critical",
        "stores_patient_data",
    ),
    "life": (
        "next_service_due",
        "last_inspection_at",
        "warranty_ends_on",
        "expires_on",
        "expected_end_of_life_on",
        "end_of_support_on",
        "replacement_planned_year",
        "accepted_at",
        "purchase_date",
        "received_on",
        "manufactured_on",
        "retired_at",
    ),
    "technical": (
        "protection_class",
        "applied_part",
        "power_requirement",
        "battery_type",
        "battery_installed_on",
        "software_version",
        "firmware_version",
        "operating_system",
        "is_networked",
        "mac_address",
        "ip_address",
        "hostname",
    ),
    "costs": (
        "purchase_cost",
        "replacement_cost",
        "purchase_order",
        "supplier",
        "funding_source",
        "depreciation_years",
        "service_provider",
        "contract_reference",
    ),
}
# Days by which something has to happen.
DEADLINES = {"next_service_due", "return_due_on"}
# Days on which something runs out.
ENDS = {"warranty_ends_on", "expires_on", "expected_end_of_life_on"}
PASSED = SafeString('<span class="tag tag-warn">Passed</span>')


def facts_of(asset: Asset, group: str) -> list[Fact]:
    found = ((name, shown(asset, name)) for name in GROUPS[group])
    return [
        Fact(LABELS[name], value, is_code=name in CODES)
        for name, value in found
        if value
    ]


def shown(asset: Asset, name: str) -> Any:
    if special := SPECIAL.get(name):
        return special(asset)
    value = getattr(asset, name)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return shown_day(value, name)
    if value is True:
        return "Yes"
    if name in WITH_CHOICES:
        return getattr(asset, f"get_{name}_display")()
    return value


def shown_day(on: date, name: str) -> Any:
    if name in DEADLINES:
        return due(on)
    return ending(on) if name in ENDS else day(on)


def ending(on: date | None) -> Any:
    if on is None or on >= timezone.localdate():
        return day(on)
    return format_html("{} {}", PASSED, day(on))


def linked(name: str) -> Callable[[Asset], Any]:
    """The thing that the field names, as a link to its page."""

    def link(asset: Asset) -> Any:
        thing = getattr(asset, name)
        if thing is None:
            return ""
        return format_html('<a href="{}">{}</a>', thing.get_absolute_url(), thing)

    return link


def money(name: str) -> Callable[[Asset], Any]:
    def amount(asset: Asset) -> Any:
        value = getattr(asset, name)
        return "" if value is None else f"{value:,.2f} {asset.currency}".strip()

    return amount


def purchase(asset: Asset) -> Any:
    on = asset.purchase_date
    return format_html("{} ({})", day(on), age(on)) if on else ""


def end_of_support(asset: Asset) -> Any:
    model = asset.device_model
    return ending(model.end_of_support_on) if model else ""


SPECIAL: dict[str, Callable[[Asset], Any]] = {
    "facility": linked("facility"),
    "current_location": linked("current_location"),
    "owner_department": linked("owner_department"),
    "criticality": lambda asset: criticality_badge(asset.criticality),
    "is_life_support": lambda asset: life_support_badge(asset.is_life_support),
    "purchase_cost": money("purchase_cost"),
    "replacement_cost": money("replacement_cost"),
    "purchase_date": purchase,
    "end_of_support_on": end_of_support,
}
OTHER_LABELS = {"current_location": "Place", "end_of_support_on": "End of support"}
WITH_CHOICES = {field.name for field in Asset._meta.fields if field.choices}


def label_of(name: str) -> str:
    return OTHER_LABELS.get(name) or str(
        capfirst(str(Asset._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # a column
    )


LABELS = {name: label_of(name) for names in GROUPS.values() for name in names}
