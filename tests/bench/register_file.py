"""A register of equipment as hospitals send it: 40 columns, and every usual defect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from pyexcelerate import (  # type: ignore[import-untyped]  # the package has no types
    Workbook,
)

from hospital_assets.demo.catalogue import DeviceType, read_types
from hospital_assets.demo.hospital import FACILITIES, FacilityPlan
from hospital_assets.demo.serials import serial_number

TITLES: tuple[list[Any], ...] = (
    ["Northgate Health"],
    ["Clinical Engineering: Equipment Register"],
    ["Printed", date(2026, 2, 3), "all sites"],
    [],
    ["Confidential. Ask extension 4411."],
)

HEADERS = (
    "Asset No.",
    "Description",
    "Equipment Type",
    "Manufacturer",
    "Model",
    "Serial No.",
    "Status",
    "Criticality",
    "Risk class",
    "Life support",
    "Hospital",
    "Building",
    "Wing",
    "Floor",
    "Room",
    "Department",
    "Cost Centre",
    "Ownership",
    "Supplier",
    "PO Number",
    "Purchase Date",
    "Date received",
    "In service since",
    "Warranty expiry",
    "Purchase Price",
    "Replacement cost",
    "Currency",
    "Funding source",
    "Contract No.",
    "Electrical class",
    "Applied part",
    "Power",
    "Software version",
    "Hostname",
    "MAC",
    "IP address",
    "Next PM",
    "Comments",
    "Comments",
    "Sticker colour",
)

STATUSES = {
    "In use": 50,
    "In service": 10,
    "Available": 12,
    "OK": 6,
    "operativo": 4,
    "en uso": 4,
    "Under repair": 3,
    "In repair ": 2,
    "En mantenimiento": 2,
    "Retired": 4,
    "Dado de baja": 1,
    "": 1,
    "??": 0.3,
    "ask Kevin": 0.2,
}
PLACEHOLDERS = ("N/A", "N/C", "NIL", "-", "000", "NO CONSTA", "s/n", "unknown", "")
PROSE = ("with the building", "before 2010", "donated, unknown", "see invoice")
REMARKS = (
    "",
    "",
    "",
    "",
    "Checked at the yearly count.",
    "Cable replaced, see job 4471;\nback to the ward the same day",
    "“Old” stock, keep for training",
    "=SUM(A1:A3)",
    "🔧 needs a new battery soon",
    "בדיקה שנתית בוצעה",
    "Größe passt nicht in den Schrank, Rückfrage bei Einkauf",
)
LONG_REMARK = "Found during the move of the ward. " * 280

# Of a thousand rows, how many have what the import must not swallow.
PER_THOUSAND_WITHOUT_TAG = 1
PER_THOUSAND_WITH_TAG_OF_ANOTHER = 1
PER_THOUSAND_WITH_NEGATIVE_PRICE = 1
PER_THOUSAND_WITH_IMPOSSIBLE_YEAR = 1


def write_register(path: Path, *, rows: int, seed: int = 7) -> None:
    workbook = Workbook()
    sheet: list[list[Any]] = [[*line] for line in TITLES]
    sheet.append(list(HEADERS))
    sheet += register(rows, seed=seed)
    workbook.new_sheet("Inventory", data=sheet)
    workbook.save(path)


def register(rows: int, *, seed: int) -> Iterator[list[Any]]:
    types = read_types()
    weights = [kind.weight for kind in types]
    rng = Random(seed)
    for number in range(1, rows + 1):
        kind = rng.choices(types, weights)[0]
        yield row(number, kind, rng)


def row(number: int, kind: DeviceType, rng: Random) -> list[Any]:
    maker, model = rng.choice(kind.models)
    bought = date(2026, 2, 1) - timedelta(days=rng.randint(30, 365 * 18))
    price = round(rng.uniform(kind.price_min, kind.price_max), 2)
    return [
        tag(number, rng),
        spelled(kind.name, rng),
        kind.name,
        spelled(maker, rng),
        model if rng.random() < 0.97 else model.lower(),
        serial(maker, bought.year, rng),
        rng.choices(list(STATUSES), list(STATUSES.values()))[0],
        kind.criticality.title(),
        "High" if kind.risk_class == "high" else "Low",
        rng.choice(("Yes", "Y", "x")) if kind.life_support else rng.choice(("No", "")),
        *place(kind, rng),
        str(rng.randint(1000, 9999)),
        rng.choices(("Owned", "Property", "Leased", ""), (90, 5, 3, 2))[0],
        f"{maker} Sales",
        f"PO-{bought.year}-{rng.randint(1, 99999):05}",
        a_date(bought, rng),
        bought + timedelta(days=20),
        a_date(bought + timedelta(days=30), rng),
        a_date(bought + timedelta(days=750), rng),
        -price if one_in(rng, PER_THOUSAND_WITH_NEGATIVE_PRICE) else price,
        money(price * 1.2, rng),
        "USD",
        rng.choice(("Capital", "Operating", "Grant")),
        f"SC-{rng.randint(100, 999)}" if kind.mission_critical else None,
        kind.protection_class if kind.protection_class in ("I", "II") else "",
        kind.applied_part,
        "230 V, 50 Hz",
        f"{rng.randint(1, 9)}.{rng.randint(0, 9)}" if kind.networked else "",
        f"dev-{number:06}" if kind.networked else "",
        mac(number, rng) if kind.networked else "",
        f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        if kind.networked
        else "",
        bought + timedelta(days=365 * 20),
        rng.choice(REMARKS),
        LONG_REMARK if number % 5_000 == 0 else rng.choice(REMARKS),
        rng.choice(("red", "green", "blue", "")),
    ]


def one_in(rng: Random, per_thousand: float) -> bool:
    return rng.random() < per_thousand / 1000


def tag(number: int, rng: Random) -> str:
    if one_in(rng, PER_THOUSAND_WITHOUT_TAG):
        return ""
    if number > 1 and one_in(rng, PER_THOUSAND_WITH_TAG_OF_ANOTHER):
        number -= 1
    return f"NH-{number:06}"


def spelled(name: str, rng: Random) -> str:
    """The name as written by somebody in a hurry."""
    match rng.randrange(20):
        case 0:
            return name.upper()
        case 1:
            return f" {name} "
        case 2:
            return name.replace(" ", "  ").lower()
        case _:
            return name


def serial(maker: str, year: int, rng: Random) -> Any:
    number = serial_number(maker, year, rng)
    match rng.randrange(100):
        case 0 | 1 | 2:
            return rng.choice(PLACEHOLDERS)
        case 3:
            return "5.70034E+12"
        case 4 | 5:
            return f"  {number}"
        case 6:
            return number.replace("-", " \N{EN DASH} ")
        case 7 | 8 | 9 if number.isdigit():
            return int(number)  # as Excel takes it
        case _:
            return number


def place(kind: DeviceType, rng: Random) -> list[Any]:
    """Hospital, building, wing, floor, room and department, as the demo has them."""
    facility: FacilityPlan = rng.choices(FACILITIES, [f.share for f in FACILITIES])[0]
    plans = [p for p in facility.departments if p.name in kind.departments]
    plan = rng.choice(plans or facility.departments)
    rooms = rng.choice(plan.rooms)
    room = f"{rooms.name} {rng.randint(1, rooms.count)}" if rooms.grows else rooms.name
    floor = f"Floor {plan.floor}" if plan.floor >= 0 else f"Basement {-plan.floor}"
    return [
        spelled(facility.name, rng),
        spelled(plan.building, rng),
        plan.wing,
        floor,
        spelled(room, rng),
        spelled(plan.name, rng),
    ]


def a_date(day: date, rng: Random) -> Any:
    """In one of the ways that stand side by side in one column."""
    if one_in(rng, PER_THOUSAND_WITH_IMPOSSIBLE_YEAR):
        return f"{day.day:02}/{day.month:02}/0008"
    ways = (
        rng.choice(PROSE),
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day:%y}",
        (day - date(1899, 12, 30)).days,
        f"{day:%Y-%m-%d}",
        datetime(day.year, day.month, day.day, 10, 30),  # noqa: DTZ001  # as in a cell
    )
    return rng.choice(ways) if rng.random() < 0.15 else day


def money(amount: float, rng: Random) -> Any:
    match rng.randrange(20):
        case 0:
            return f"$ {amount:,.2f}"
        case 1:
            return ""
        case _:
            return round(amount, 2)


def mac(number: int, rng: Random) -> str:
    digits = f"02{number:010X}"
    separator = rng.choice((":", "-", ""))
    return separator.join(digits[i : i + 2] for i in range(0, 12, 2))
