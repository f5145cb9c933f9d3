"""What a device of the demo hospital is, decided before anything happens to it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Any

from equipment.choices import Criticality, Ownership, ServiceProvider
from equipment.models import DeviceModel
from equipment.risk import suggested_criticality
from hospital_assets.demo.catalogue import (
    CURRENCY,
    Catalogue,
    DeviceType,
    build_fields,
    risk_fields,
)
from hospital_assets.demo.people import Staff
from hospital_assets.demo.places import Site, Ward
from hospital_assets.demo.serials import serial_number

# Multiples of it spread evenly, so that each kind has its share in every fleet.
GOLDEN_RATIO = 0.618033988749895

# Those of Chicago, 7 to 18 o'clock, in UTC.
WORKING_HOURS = (12, 22)

SHARE_OF_RENTALS = 0.02
MOST_THAT_IS_RENTED = 60_000
RENTAL_COMPANIES = ("MedRent Partners", "Agile Equipment Rental", "Universal Rentals")
FUNDING = ("Capital budget", "Capital budget", "Foundation grant", "Operating budget")
BATTERIES = ("Li-ion 14.4 V", "Li-ion 11.1 V", "NiMH 12 V", "Sealed lead-acid 12 V")
SYSTEMS = ("Windows 10 IoT Enterprise LTSC", "Embedded Linux", "QNX", "VxWorks")
NOTES = (
    "Display scratched, works.",
    "Handle replaced.",
    "Spare battery in the workshop.",
    "Mounting rail changed to the new system.",
    "Second-hand from Riverside.",
    "Service manual in the workshop, shelf 4.",
    "Uses the old type of mains cord.",
)

LESS_CRITICAL = "A spare is at hand in the pool."
MORE_CRITICAL = "The department cannot work without it."


@dataclass(frozen=True)
class World:
    """All that the fleet is made from; `since` is when the register began."""

    catalogue: Catalogue
    sites: Sequence[Site]
    staff: Staff
    since: datetime
    now: datetime

    @cached_property
    def shares(self) -> list[int]:
        return list(accumulate(kind.weight for kind in self.catalogue.types))

    def kind(self, number: int) -> DeviceType:
        position = number * GOLDEN_RATIO % 1 * self.shares[-1]
        return self.catalogue.types[bisect(self.shares, position)]


@dataclass(frozen=True)
class Device:
    """`fields` are what the register says of it from the first day on."""

    kind: DeviceType
    site: Site
    ward: Ward
    accepted_at: datetime
    fields: dict[str, Any]

    def share_of_life(self, at: datetime) -> float:
        """How much of its expected life it has behind it."""
        return (at - self.accepted_at).days / (365.25 * self.kind.life_years)

    @property
    def code(self) -> str:
        return self.site.facility.code

    @property
    def is_rented(self) -> bool:
        return bool(self.fields["ownership"] == Ownership.RENTAL)


def describe(number: int, *, world: World, rng: Random) -> Device:
    kind = world.kind(number)
    model = rng.choice(world.catalogue.models[kind.key])
    site = rng.choices(*sites_for(kind, world))[0]
    ward = ward_for(kind, site, rng)
    years = kind.life_years * 1.4 * rng.random() ** 1.4
    accepted_at = by_day(world.now - timedelta(days=365.25 * years + 1), rng)
    dates = date_fields(accepted_at.date(), kind, rng)
    fields = {
        "asset_tag": f"BME-{number:06}",
        "facility": site.facility,
        "owner_department": ward.department,
        "cost_center": ward.department.cost_center,
        **identity_fields(kind, model, world),
        "serial_number": serial_number(
            model.manufacturer.name, dates["manufactured_on"].year, rng
        ),
        **risk_fields(kind),
        **criticality_fields(kind),
        **dates,
        **owner_fields(kind, dates["purchase_date"], rng=rng, world=world),
        **service_fields(kind, rng),
        **build_fields(kind),
        **network_fields(kind, number, rng),
        **battery_fields(kind, accepted_at.date(), rng),
        "notes": rng.choice(NOTES) if rng.random() < 0.04 else "",
    }
    return Device(kind, site, ward, accepted_at, fields)


def by_day(moment: datetime, rng: Random) -> datetime:
    return moment.replace(hour=rng.randint(*WORKING_HOURS), minute=rng.randrange(60))


def sites_for(kind: DeviceType, world: World) -> tuple[list[Site], list[float]]:
    able = [
        site for site in world.sites if any(d in site.wards for d in kind.departments)
    ]
    return able, [site.share for site in able]


def ward_for(kind: DeviceType, site: Site, rng: Random) -> Ward:
    """The departments that come first in the catalogue have the most."""
    names = [name for name in kind.departments if name in site.wards]
    weights = [1 / (order + 1) for order in range(len(names))]
    return site.wards[rng.choices(names, weights)[0]]


def identity_fields(
    kind: DeviceType, model: DeviceModel, world: World
) -> dict[str, Any]:
    return {
        "name": kind.name,
        "category": world.catalogue.categories[kind.key],
        "manufacturer": model.manufacturer,
        "manufacturer_name": model.manufacturer.name,
        "device_model": model,
        "model_name": model.name,
    }


def criticality_fields(kind: DeviceType) -> dict[str, Any]:
    suggested = suggested_criticality(
        is_life_support=kind.life_support,
        risk_class=kind.risk_class,
        is_mission_critical=kind.mission_critical,
        em_number=kind.function + kind.physical_risk + kind.maintenance,
    )
    order = Criticality.values
    more = order.index(kind.criticality) - order.index(suggested)
    reason = "" if more == 0 else (MORE_CRITICAL if more > 0 else LESS_CRITICAL)
    return {"criticality": kind.criticality, "criticality_reason": reason}


def date_fields(accepted_on: date, kind: DeviceType, rng: Random) -> dict[str, Any]:
    received_on = accepted_on - timedelta(days=rng.randint(2, 14))
    purchase_date = received_on - timedelta(days=rng.randint(14, 90))
    warranty = rng.choice((365, 365, 730, 1826))
    return {
        "manufactured_on": purchase_date - timedelta(days=rng.randint(20, 200)),
        "purchase_date": purchase_date,
        "received_on": received_on,
        "warranty_ends_on": received_on + timedelta(days=warranty),
        "expected_end_of_life_on": accepted_on
        + timedelta(days=round(365.25 * kind.life_years)),
    }


def owner_fields(
    kind: DeviceType, bought_on: date, *, rng: Random, world: World
) -> dict[str, Any]:
    is_cheap = kind.price_max <= MOST_THAT_IS_RENTED
    if is_cheap and not kind.fixed and rng.random() < SHARE_OF_RENTALS:
        due = world.now.date() + timedelta(days=rng.randint(-20, 120))
        company = rng.choice(RENTAL_COMPANIES)
        return {
            "ownership": Ownership.RENTAL,
            "owner_organization": company,
            "supplier": company,
            "return_due_on": due,
        }
    price = kind.price_min + (kind.price_max - kind.price_min) * rng.betavariate(2, 3)
    cost = Decimal(round(price / 10) * 10)
    risen = cost * Decimal("1.03") ** (world.now.year - bought_on.year)
    return {
        "ownership": Ownership.OWNED if rng.random() < 0.97 else Ownership.LEASED,
        "purchase_cost": cost,
        "replacement_cost": risen.quantize(Decimal(10)) + 0,
        "currency": CURRENCY,
        "purchase_order": f"PO-{bought_on.year}-{rng.randrange(100_000):05}",
        "funding_source": rng.choice(FUNDING),
        "depreciation_years": min(kind.life_years, 10),
    }


def service_fields(kind: DeviceType, rng: Random) -> dict[str, Any]:
    if kind.group in ("Imaging", "Radiation Oncology", "Laboratory"):
        return {
            "service_provider": ServiceProvider.OEM,
            "contract_reference": f"SC-{rng.randrange(10_000):04}",
        }
    provider = ServiceProvider.SHARED if kind.mission_critical else None
    return {"service_provider": provider or ServiceProvider.IN_HOUSE}


def network_fields(kind: DeviceType, number: int, rng: Random) -> dict[str, Any]:
    if not kind.networked:
        return {}
    version = f"{rng.randint(1, 9)}.{rng.randint(0, 9)}.{rng.randint(0, 20)}"
    # Addresses that each site gives itself, and no maker has.
    digits = f"02{number:010X}"
    mac = ":".join(digits[i : i + 2] for i in range(0, 12, 2))
    return {
        "software_version": version,
        "operating_system": rng.choice(SYSTEMS),
        "mac_address": mac,
        "ip_address": f"10.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}",
        "hostname": f"{kind.key.replace('_', '-')}-{number:06}",
    }


def battery_fields(kind: DeviceType, since: date, rng: Random) -> dict[str, Any]:
    if not kind.battery:
        return {}
    return {"battery_type": rng.choice(BATTERIES), "battery_installed_on": since}
