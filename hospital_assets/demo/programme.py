"""What the workshop of the demo hospital decided: procedures, plans, teams, tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth.models import AbstractUser

from audit.actors import system_user
from audit.bulk import Deed, number
from audit.past import Step, write_past
from equipment.choices import ProtectionClass
from hospital_assets.demo.answers import Probe, probe
from hospital_assets.demo.catalogue import Catalogue, DeviceType
from hospital_assets.demo.devices import World
from hospital_assets.demo.people import Staff, at_work
from hospital_assets.demo.places import Site
from maintenance.checklists import Item, as_json, parse_checklist
from maintenance.choices import IntervalUnit, PlanType, Strategy, WorkOrderType
from maintenance.models import (
    FacilityPolicy,
    PlanTemplate,
    Procedure,
    ProcedureVersion,
    Team,
    TeamMember,
    TestInstrument,
)

FILE = Path(__file__).with_name("checklists.json")

SAFETY = {
    "pe_resistance",
    "touch_current_nc",
    "touch_current_sfc",
    "equip_leakage_direct",
    "insulation_mains_pe",
    "insulation_mains_acc",
    "applied_part_leakage",
}
BATTERY_ITEMS = (
    {"key": "battery_replaced", "label": "Battery replaced, old one recycled"},
    {"key": "battery_charge", "label": "Charges fully and shows it"},
    {
        "key": "battery_voltage",
        "label": "Voltage at rest, of the nominal value",
        "type": "numeric",
        "unit": "%",
        "min": 95,
        "max": 115,
        "nominal": 104,
    },
)
POLICIES = {"NGH": "calendar_month", "RCH": "tjc_ec", "LVC": "percent:10"}
GENERAL, CRITICAL = "General equipment", "Imaging and life support"
INSTRUMENTS = (
    ("EST", "Electrical safety analyser", "Fluke Biomedical", "ESA615"),
    ("FLOW", "Gas flow analyser", "IMT Analytics", "FlowAnalyser PF-300"),
    ("SIM", "Patient simulator", "Fluke Biomedical", "ProSim 8"),
    ("MULTI", "Multimeter", "Fluke", "87V"),
)
# The one whose calibration nobody has seen to.
FORGOTTEN = "NGH-MULTI"

BEFOREHAND = timedelta(days=3)


@dataclass(frozen=True)
class Line:
    """A template with all that a plan and its work take from it."""

    template: PlanTemplate
    version: ProcedureVersion
    type: PlanType
    months: int
    minutes: int
    items: Sequence[Item]
    checklist: Sequence[Mapping[str, Any]]
    needs: str

    @cached_property
    def probes(self) -> list[Probe]:
        return [probe(item) for item in self.items]

    @property
    def name(self) -> str:
        return str(self.type.label)


@dataclass(frozen=True)
class Programme:
    lines: Mapping[str, Sequence[Line]]
    policies: Mapping[str, FacilityPolicy]
    teams: Mapping[tuple[str, str], Team]
    instruments: Mapping[str, TestInstrument]
    system: AbstractUser

    def team(self, code: str, kind: DeviceType) -> Team:
        is_critical = kind.life_support or kind.group in ("Imaging", "Radiation")
        return self.teams[code, CRITICAL if is_critical else GENERAL]


def write_programme(world: World) -> Programme:
    """Written by the administrator before the register begins."""
    catalogue, sites, staff = world.catalogue, world.sites, world.staff
    admin = staff.administrator
    deed = Deed(
        admin,
        occurred_at=world.since - BEFOREHAND,
        context=at_work(admin, rng=Random(0)),  # noqa: S311  # not secret
    )
    lines = {kind.key: [*lines_for(kind)] for kind in catalogue.types}
    policies = {site.facility.code: FacilityPolicy() for site in sites}
    teams = {
        (site.facility.code, name): Team(name=name)
        for site in sites
        for name in (GENERAL, CRITICAL)
    }
    instruments = {
        f"{site.facility.code}-{what}": TestInstrument(code=what)
        for site in sites
        for what, *_ in INSTRUMENTS
    }
    number([line.version for each in lines.values() for line in each])
    steps = [
        step
        for kind in catalogue.types
        for line in lines[kind.key]
        for step in line_steps(line, kind, catalogue=catalogue, deed=deed)
    ]
    for site in sites:
        code = site.facility.code
        fields = {"facility": site.facility, "window_policy": POLICIES[code]}
        steps.append(Step(policies[code], deed, fields))
        steps += team_steps(site, teams, staff=staff, deed=deed)
        steps += instrument_steps(site, instruments, deed=deed, day=world.now.date())
    write_past(steps)
    return Programme(lines, policies, teams, instruments, system_user())


# --- What comes round -------------------------------------------------------------


def lines_for(kind: DeviceType) -> Iterator[Line]:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    items = [data["items"][name] for name in data["checklists"][kind.key]]
    safety = [item for item in items if item["key"] in SAFETY]
    measured = [
        item
        for item in items
        if item["type"] == "numeric" and item["key"] not in SAFETY
    ]
    mains = kind.protection_class in (ProtectionClass.I, ProtectionClass.II)
    if kind.key not in data["without_maintenance"]:
        minutes = 20 + 5 * len(items)
        yield line(
            PlanType.PM,
            kind.pm_interval_months,
            minutes,
            items,
            needs="SIM" if kind.requires_calibration else "",
        )
    if mains and safety:
        yield line(PlanType.EST, 24, 20, safety, needs="EST")
    if kind.requires_calibration and measured:
        yield line(PlanType.CALIBRATION, 24, 45, measured, needs="FLOW")
    if kind.battery:
        yield line(PlanType.BATTERY, 36, 15, BATTERY_ITEMS, needs="MULTI")


def line(
    kind: PlanType,
    months: int,
    minutes: int,
    entries: Sequence[Mapping[str, Any]],
    *,
    needs: str,
) -> Line:
    items = parse_checklist([dict(entry) for entry in entries])
    return Line(
        PlanTemplate(),
        ProcedureVersion(),
        kind,
        months,
        minutes,
        items,
        as_json(items),
        needs,
    )


WORK = {
    PlanType.PM: WorkOrderType.PM,
    PlanType.EST: WorkOrderType.EST,
    PlanType.CALIBRATION: WorkOrderType.CALIBRATION,
    PlanType.BATTERY: WorkOrderType.PM,
}


def line_steps(
    line: Line, kind: DeviceType, *, catalogue: Catalogue, deed: Deed
) -> list[Step]:
    category = catalogue.categories[kind.key]
    procedure = Procedure()
    about = {
        "code": f"{line.type.upper()}-{category.code}"[:40],
        "name": f"{line.name}: {kind.name}",
        "work_type": WORK[line.type],
        "category": category,
        "standard_minutes": line.minutes,
    }
    version = {"procedure": procedure, "number": 1, "items": line.checklist}
    return [
        Step(procedure, deed, about),
        Step(line.version, told_as(deed, "procedure_version.published"), version),
        Step(
            procedure, told_as(deed, "procedure.published"), {"current": line.version}
        ),
        Step(
            line.template,
            deed,
            {**recurring_fields(line), "procedure": procedure, "category": category},
        ),
    ]


def told_as(deed: Deed, action: str) -> Deed:
    return Deed(deed.by, action, "", deed.occurred_at, deed.context)


def recurring_fields(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "plan_type": line.type,
        "strategy": Strategy.MANUFACTURER,
        "interval_value": line.months,
        "interval_unit": IntervalUnit.MONTH,
        "standard_minutes": line.minutes,
    }


# --- Who and with what ------------------------------------------------------------


def team_steps(
    site: Site,
    teams: Mapping[tuple[str, str], Team],
    *,
    staff: Staff,
    deed: Deed,
) -> Iterator[Step]:
    for name in (GENERAL, CRITICAL):
        team = teams[site.facility.code, name]
        yield Step(team, deed, {"facility": site.facility, "name": name})
        for person in staff.technicians(site.facility.code):
            yield Step(TeamMember(), deed, {"team": team, "user": person})


def instrument_steps(
    site: Site, instruments: Mapping[str, TestInstrument], *, deed: Deed, day: date
) -> Iterator[Step]:
    added = told_as(deed, "test_instrument.added")
    for order, (what, name, maker, model) in enumerate(INSTRUMENTS):
        code = f"{site.facility.code}-{what}"
        rng = Random(code)  # noqa: S311  # believable, not secret
        # One a year, so that the last certificate is the one that is kept.
        due = day + timedelta(days=60 + 70 * order)
        if code == FORGOTTEN:
            due = day - timedelta(days=17)
        yield Step(
            instruments[code],
            added,
            {
                "facility": site.facility,
                "code": code,
                "name": name,
                "manufacturer_name": maker,
                "model_name": model,
                "serial_number": f"{rng.randrange(10**7):07}",
                "calibrated_on": due - timedelta(days=365),
                "calibration_due_on": due,
                "certificate": f"CAL-{due.year - 1}-{rng.randrange(10_000):04}",
            },
        )
