"""Makers of valid objects; a test states only what matters to it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from audit.models import AuditedModel
from audit.saving import save
from equipment.choices import Criticality, LocationType
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import (
    Asset,
    Department,
    DeviceCategory,
    DeviceModel,
    Facility,
    Location,
    Manufacturer,
    StaffScope,
)
from hospital_assets.accounts.models import User
from maintenance.choices import (
    EventType,
    InspectionStatus,
    InspectionType,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.models import (
    ComplianceEvent,
    Inspection,
    MaintenanceLog,
    MaintenancePlan,
    PlanTemplate,
    Procedure,
    ProcedureVersion,
    Team,
    TeamMember,
    TestInstrument,
    WorkOrder,
)

numbers = count(1)

# What every maker of a person signs in with.
PASSWORD = "a long enough secret"

Place = Facility | Department
Model = TypeVar("Model", bound=AuditedModel)


def saved(entity: Model) -> Model:
    save(entity, by=None)
    return entity


# --- Places -----------------------------------------------------------------------


def make_facility(**fields: Any) -> Facility:
    n = next(numbers)
    return saved(Facility(**{"name": f"Hospital {n}", "code": f"H{n}"} | fields))


def make_department(**fields: Any) -> Department:
    fields.setdefault("facility", fields.get("facility") or make_facility())
    return saved(Department(**{"name": f"Ward {next(numbers)}"} | fields))


def make_location(**fields: Any) -> Location:
    """A room in `facility`, or in the place `parent`."""
    parent = fields.get("parent")
    if "facility" not in fields:
        fields["facility"] = parent.facility if parent else make_facility()
    defaults = {"name": f"Room {next(numbers)}", "type": LocationType.ROOM}
    location = saved(Location(**defaults | fields))
    location.path, location.full_path = location.path_below(parent)
    Location.objects.filter(pk=location.pk).update(
        path=location.path, full_path=location.full_path
    )
    location.remember_as_stored()
    return location


# --- Equipment --------------------------------------------------------------------


def make_category(**fields: Any) -> DeviceCategory:
    n = next(numbers)
    defaults = {"code": f"C{n}", "name": f"Infusion pump {n}"}
    return saved(DeviceCategory(**defaults | fields))


def make_manufacturer(**fields: Any) -> Manufacturer:
    return saved(Manufacturer(**{"name": f"Maker {next(numbers)}"} | fields))


def make_device_model(**fields: Any) -> DeviceModel:
    if "category" not in fields:
        fields["category"] = make_category()
    if "manufacturer" not in fields:
        fields["manufacturer"] = make_manufacturer()
    return saved(DeviceModel(**{"name": f"Model {next(numbers)}"} | fields))


def make_asset(**fields: Any) -> Asset:
    """An asset that was accepted and is available, in a room of `facility`."""
    n = next(numbers)
    defaults: dict[str, Any] = {
        "asset_tag": f"BME-{n:05}",
        "name": "Infusion pump",
        "model_name": "Agilia",
        "serial_number": f"SN{n:06}X",
        "criticality": Criticality.MEDIUM,
        "accepted_at": timezone.now(),
        "status": AssetStatus.AVAILABLE,
    }
    if "category" not in fields:
        fields["category"] = make_category()
    put_somewhere(fields)
    return saved(Asset(**with_fitting_status(defaults | fields)))


def put_somewhere(fields: dict[str, Any]) -> None:
    """Agree on a facility and, unless a test says where, on a room in it."""
    location = fields.get("current_location")
    if "facility" not in fields:
        fields["facility"] = location.facility if location else make_facility()
    if "current_location" not in fields:
        fields["current_location"] = make_location(facility=fields["facility"])


def with_fitting_status(fields: dict[str, Any]) -> dict[str, Any]:
    """What the database asks for beside the status."""
    if fields["accepted_at"] is None and fields["status"] == AssetStatus.AVAILABLE:
        fields["status"] = AssetStatus.OUT_OF_SERVICE
        fields.setdefault("status_reason", StatusReason.PENDING_ACCEPTANCE)
    if fields["status"] == AssetStatus.AVAILABLE:
        fields.setdefault("status_reason", StatusReason.READY)
    if fields["status"] == AssetStatus.RETIRED:
        fields.setdefault("retired_at", timezone.now())
    return {"status_reason": ""} | fields


# --- People -----------------------------------------------------------------------


def make_user(*roles: str, **fields: Any) -> User:
    """A person who signs in with PASSWORD and works nowhere yet."""
    n = next(numbers)
    defaults = {"username": f"person{n}", "email": f"person{n}@hospital.example"}
    user = get_user_model().objects.create_user(
        **defaults | {"password": PASSWORD} | fields
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def give_place(user: User, place: Place | None) -> StaffScope:
    """Let `user` work at a facility, in a department or, with None, everywhere."""
    if isinstance(place, Department):
        return saved(StaffScope(user=user, facility=place.facility, department=place))
    return saved(StaffScope(user=user, facility=place))


def make_staff(role: str, *places: Place, **fields: Any) -> User:
    """A person of `role` who works at `places`, or everywhere if none is named."""
    user = make_user(role, **fields)
    for place in places or (None,):
        give_place(user, place)
    return user


def make_administrator(*places: Place, **fields: Any) -> User:
    return make_staff("administrator", *places, **{"is_staff": True} | fields)


def make_manager(*places: Place, **fields: Any) -> User:
    return make_staff("biomed_manager", *places, **fields)


def make_technician(*places: Place, **fields: Any) -> User:
    return make_staff("biomed_technician", *places, **fields)


def make_department_manager(*places: Place, **fields: Any) -> User:
    return make_staff("department_manager", *places, **fields)


def make_nurse(*places: Place, **fields: Any) -> User:
    return make_staff("clinical_staff", *places, **fields)


def make_auditor(*places: Place, **fields: Any) -> User:
    return make_staff("auditor", *places, **fields)


# --- Work -------------------------------------------------------------------------

CHECKLIST = [
    {"key": "housing", "label": "Housing is undamaged"},
    {
        "key": "flow",
        "label": "Flow at 10 l/min",
        "type": "numeric",
        "unit": "l/min",
        "min": 9,
        "max": 11,
    },
]


def make_procedure(**fields: Any) -> Procedure:
    """A procedure with one version, of the items `items`."""
    n = next(numbers)
    items = fields.pop("items", CHECKLIST)
    procedure = saved(Procedure(**{"code": f"P-{n}", "name": f"Check {n}"} | fields))
    procedure.current = saved(
        ProcedureVersion(procedure=procedure, number=1, items=items)
    )
    return saved(procedure)


def make_instrument(**fields: Any) -> TestInstrument:
    fields.setdefault("facility", fields.get("facility") or make_facility())
    defaults = {
        "code": f"TI-{next(numbers)}",
        "name": "Safety analyser",
        "calibration_due_on": timezone.now().date() + timedelta(days=200),
    }
    return saved(TestInstrument(**defaults | fields))


def make_plan(**fields: Any) -> MaintenancePlan:
    """Yearly, due in thirty days, of `asset`."""
    fields.setdefault("asset", fields.get("asset") or make_asset())
    defaults = {
        "name": f"Yearly check {next(numbers)}",
        "next_due_on": timezone.now().date() + timedelta(days=30),
    }
    return saved(MaintenancePlan(**defaults | fields))


def make_log(**fields: Any) -> MaintenanceLog:
    """One that is begun, and not signed."""
    fields.setdefault("asset", fields.get("asset") or make_asset())
    fields.setdefault("performed_by", fields.get("performed_by") or make_user())
    return saved(MaintenanceLog(**{"started_at": timezone.now()} | fields))


def make_inspection(**fields: Any) -> Inspection:
    """One that is not signed."""
    fields.setdefault("asset", fields.get("asset") or make_asset())
    fields.setdefault("inspected_by", fields.get("inspected_by") or make_user())
    return saved(Inspection(**{"inspected_at": timezone.now()} | fields))


def make_passed_inspection(asset: Asset, **fields: Any) -> Inspection:
    """A signed one that releases `asset`, whatever it waits for."""
    now = timezone.now()
    is_new = asset.accepted_at is None
    kind = InspectionType.ACCEPTANCE if is_new else InspectionType.POST_REPAIR
    defaults = {
        "asset": asset,
        "type": kind,
        "status": InspectionStatus.PASSED,
        "inspected_at": now,
        "signed_at": now,
    }
    return make_inspection(**defaults | fields)


def make_plan_template(**fields: Any) -> PlanTemplate:
    """Yearly, for a category."""
    if "device_model" not in fields:
        fields.setdefault("category", fields.get("category") or make_category())
    return saved(PlanTemplate(**{"name": f"Yearly {next(numbers)}"} | fields))


def make_work_order(**fields: Any) -> WorkOrder:
    """A requested repair of `asset`; of `plan` an occurrence."""
    plan = fields.get("plan")
    asset = fields.setdefault("asset", plan.asset if plan else make_asset())
    defaults = {
        "number": f"WO-T-{next(numbers)}",
        "type": WorkOrderType.PM if plan else WorkOrderType.CM,
        "problem": "" if plan else "It does not start.",
        "requested_at": timezone.now(),
        "facility": asset.facility,
        "department": asset.owner_department,
        "risk_class": asset.risk_class,
    }
    if fields.get("status") == WorkOrderStatus.MISSED:
        defaults["missed_on"] = timezone.now().date()
    return saved(WorkOrder(**defaults | fields))


def make_team(*members: User, **fields: Any) -> Team:
    """A team at `facility`, with its members."""
    fields.setdefault("facility", fields.get("facility") or make_facility())
    team = saved(Team(**{"name": f"Team {next(numbers)}"} | fields))
    for member in members:
        saved(TeamMember(team=team, user=member))
    return team


def make_event(**fields: Any) -> ComplianceEvent:
    """An open event, noted at `asset`."""
    defaults = {
        "asset": fields.get("asset") or make_asset(),
        "actor": fields.get("actor") or make_technician(),
        "event_type": EventType.OTHER,
        "summary": "The label cannot be read.",
        "occurred_at": timezone.now(),
    }
    return saved(ComplianceEvent(**defaults | fields))
