"""Write the demo hospital's places, and know what stands where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from audit.bulk import Deed, number
from audit.past import Step, write_past
from equipment.choices import LocationType
from equipment.models import Department, Facility, Location
from hospital_assets.demo import hospital
from hospital_assets.demo.hospital import DepartmentPlan, FacilityPlan, Rooms

# How many assets the rooms of the plan hold; a larger fleet gets more rooms.
FLEET_OF_THE_PLAN = 4_000
MOST_TIMES_THE_PLAN = 12

VENDOR = "At the vendor"


@dataclass
class Ward:
    """A department with its rooms: `store` for what is free, `spots` for what is not.

    A spot is a bed where a room has beds, else the room.
    """

    department: Department
    store: Location
    spots: list[Location] = field(default_factory=list)
    back_rooms: list[Location] = field(default_factory=list)

    def spots_for(self, room: str) -> list[Location]:
        """The rooms named so, else any for patients."""
        every = [*self.spots, *self.back_rooms]
        named = [spot for spot in every if room and spot.name.startswith(room)]
        return named or self.spots or self.back_rooms or [self.store]


@dataclass
class Site:
    """A facility with its departments by name and its workshop's rooms by name."""

    facility: Facility
    share: float
    wards: dict[str, Ward]
    rooms: dict[str, Location]


Tree = list[tuple[Location, dict[str, Any]]]


def write_places(deed: Deed, *, fleet: int) -> list[Site]:
    times = min(MOST_TIMES_THE_PLAN, max(1, fleet // FLEET_OF_THE_PLAN))
    steps: list[Step] = []
    sites = []
    for plan in hospital.FACILITIES:
        builder = Builder(plan, times)
        site = builder.build()
        steps.append(Step(site.facility, deed, facility_fields(plan)))
        steps += [Step(d, deed, fields) for d, fields in builder.departments]
        steps += [Step(place, deed, fields) for place, fields in builder.numbered()]
        sites.append(site)
    write_past(steps)
    return sites


def facility_fields(plan: FacilityPlan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "code": plan.code,
        "campus": plan.campus,
        "address": plan.address,
        "floor_count": plan.floors,
        "time_zone": hospital.TIME_ZONE,
        "parent_organization": hospital.ORGANIZATION,
    }


class Builder:
    """Makes the records of one facility, outermost places first."""

    def __init__(self, plan: FacilityPlan, times: int) -> None:
        self.plan, self.times = plan, times
        self.facility = Facility()
        self.departments: list[tuple[Department, dict[str, Any]]] = []
        self.tree: Tree = []
        self.halls: dict[str, Location] = {}
        self.doors: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))

    def build(self) -> Site:
        wards = {plan.name: self.ward(plan) for plan in self.plan.departments}
        rooms = {place.name: place for place in self.in_department(hospital.BIOMED)}
        rooms[VENDOR] = self.place(
            VENDOR, LocationType.VENDOR, None, is_patient_care=False
        )
        return Site(self.facility, self.plan.share, wards, rooms)

    def in_department(self, name: str) -> Iterator[Location]:
        for place, fields in self.tree:
            department = fields.get("department")
            if department is not None and department.name == name:
                yield place

    def ward(self, plan: DepartmentPlan) -> Ward:
        department = Department(name=plan.name)
        self.departments.append((department, self.department_fields(plan)))
        home = self.place(
            plan.name,
            LocationType.DEPARTMENT,
            self.hall(plan),
            department=department,
            floor=plan.floor,
            wing=plan.wing,
        )
        ward = Ward(department, home)
        for rooms in plan.rooms:
            self.furnish(ward, rooms, home=home, plan=plan)
        return ward

    def department_fields(self, plan: DepartmentPlan) -> dict[str, Any]:
        order = len(self.departments)
        site = hospital.FACILITIES.index(self.plan) + 1
        return {
            "facility": self.facility,
            "name": plan.name,
            "code": plan.code,
            "cost_center": f"{site}{order + 10:02}0",
        }

    def hall(self, plan: DepartmentPlan) -> Location:
        """The floor that the department is on, with what that stands in."""
        floor = f"Floor {plan.floor}" if plan.floor >= 0 else f"Basement {-plan.floor}"
        levels = [
            (LocationType.BUILDING, plan.building),
            (LocationType.WING, plan.wing),
            (LocationType.FLOOR, floor),
        ]
        place, key = None, ""
        for kind, name in levels:
            if name:
                key += f"/{name}"
                if key not in self.halls:
                    self.halls[key] = self.place(name, kind, place)
                place = self.halls[key]
        assert place is not None
        return place

    def furnish(
        self, ward: Ward, rooms: Rooms, *, home: Location, plan: DepartmentPlan
    ) -> None:
        numbers = rooms.count * self.times if rooms.grows else 1
        for n in range(1, numbers + 1):
            name = f"{rooms.name} {n}" if rooms.grows else rooms.name
            room = self.place(
                name,
                rooms.type,
                home,
                department=ward.department,
                floor=plan.floor,
                wing=plan.wing,
                room=name,
                code=self.door(plan),
                is_patient_care=rooms.is_patient_care,
                mri_zone=rooms.mri_zone,
            )
            if rooms.type == LocationType.STORAGE:
                ward.store = room
            elif rooms.is_patient_care:
                ward.spots += self.beds(ward, room, rooms.beds) or [room]
            else:
                ward.back_rooms.append(room)

    def beds(self, ward: Ward, room: Location, beds: int) -> list[Location]:
        names = ["Bed"] if beds == 1 else [f"Bed {letter}" for letter in "ABCD"[:beds]]
        fields = dict(self.tree[-1][1])
        shared = {name: fields[name] for name in ("floor", "wing", "room")}
        return [
            self.place(
                name,
                LocationType.BED,
                room,
                department=ward.department,
                is_patient_care=True,
                **shared,
            )
            for name in names[:beds]
        ]

    def door(self, plan: DepartmentPlan) -> str:
        last = plan.building.split()[-1]
        building = last if len(last) == 1 else plan.building[0]
        level = f"B{-plan.floor}" if plan.floor < 0 else str(plan.floor)
        prefix = f"{building}{level}"
        return f"{prefix}-{next(self.doors[prefix]):03}"

    def place(
        self, name: str, kind: str, parent: Location | None, **fields: Any
    ) -> Location:
        # The name is wanted before the record is written.
        location = Location(name=name)
        shared = {"facility": self.facility, "name": name, "type": kind}
        self.tree.append((location, shared | {"parent": parent} | fields))
        return location

    def numbered(self) -> Iterator[tuple[Location, Mapping[str, Any]]]:
        """The places with their ids, and so with the paths that are made of these."""
        number([location for location, _ in self.tree])
        for location, fields in self.tree:
            location.path, location.full_path = location.path_below(fields["parent"])
            yield location, fields
