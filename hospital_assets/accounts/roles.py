"""The roles: what each may do, and the words in which the staff page says it.

`sync_roles` writes this table into Django's groups; where somebody may do it comes
from `StaffScope`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """`permissions` are named as Django names them, app and codename."""

    name: str
    title: str
    description: str
    permissions: frozenset[str]
    # Whether the role opens Django's admin site.
    is_admin_site_user: bool = False


def equipment(*codenames: str) -> frozenset[str]:
    return frozenset(f"equipment.{codename}" for codename in codenames)


def maintenance(*codenames: str) -> frozenset[str]:
    return frozenset(f"maintenance.{codename}" for codename in codenames)


CATALOGUE = ("manufacturer", "devicecategory", "devicemodel")
PLACES = ("facility", "department", "location")

BROWSE = equipment(
    "view_asset",
    "view_assignment",
    "view_attachment",
    *(f"view_{model}" for model in (*CATALOGUE, *PLACES)),
)
MOVE_AND_ASSIGN = equipment("move_asset", "assign_asset", "return_asset")
KEEP_CATALOGUE = equipment(
    *(f"{verb}_{model}" for verb in ("add", "change") for model in CATALOGUE)
)
KEEP_PLACES = equipment(
    *(f"{verb}_{model}" for verb in ("add", "change") for model in PLACES)
)
REGISTER = equipment(
    "add_asset", "change_asset", "add_attachment", "change_attachment", "import_asset"
)
# What stands about the work on a device is seen with the device.
FOLLOW_WORK = maintenance(
    "view_workorder",
    "view_maintenanceplan",
    "view_maintenancelog",
    "view_inspection",
    "request_workorder",
)
SEE_WORK = FOLLOW_WORK | maintenance(
    "view_procedure",
    "view_plantemplate",
    "view_testinstrument",
    "view_complianceevent",
)
DO_WORK = SEE_WORK | maintenance(
    "take_workorder",
    "perform_workorder",
    "sign_maintenancelog",
    "sign_inspection",
)
LEAD_WORK = maintenance(
    "assign_workorder",
    "defer_workorder",
    "override_workorder",
    "close_complianceevent",
    "change_testinstrument",
    "add_testinstrument",
)
PLAN_WORK = maintenance(
    "add_maintenanceplan",
    "change_maintenanceplan",
    "pause_maintenanceplan",
    *(
        f"{verb}_{model}"
        for verb in ("add", "change")
        for model in ("procedure", "plantemplate")
    ),
)
KEEP_POLICIES = maintenance(
    *(
        f"{verb}_{model}"
        for verb in ("view", "add", "change")
        for model in ("facilitypolicy", "safetylimit", "team", "teammember")
    )
)
SEE_REPORTS = maintenance("view_report")
# By e-mail, besides the own work: what is late or unanswered where they are in charge.
FOLLOW_LATE_WORK = maintenance("follow_late_work")
READ_AUDIT = frozenset({"audit.view_auditlog", "audit.export_auditlog"})

ROLES = (
    Role(
        name="administrator",
        title="Administrator",
        description=(
            "Approves people and gives them roles and places of work, keeps the "
            "catalogue and the places, imports registers, retires and reinstates "
            "assets, keeps procedures, plans and the rules of each facility. Sees "
            "everything, the audit log included."
        ),
        permissions=BROWSE
        | MOVE_AND_ASSIGN
        | KEEP_CATALOGUE
        | KEEP_PLACES
        | REGISTER
        | equipment(
            "edit_asset_identity",
            "view_asset_cost",
            "stop_asset",
            "retire_asset",
            "reinstate_asset",
            "export_asset",
            "view_disposal",
            "view_staffscope",
        )
        | SEE_WORK
        | PLAN_WORK
        | KEEP_POLICIES
        | SEE_REPORTS
        | READ_AUDIT
        | {"accounts.manage_people", "accounts.view_user"},
        is_admin_site_user=True,
    ),
    Role(
        name="biomed_manager",
        title="Biomedical manager",
        description=(
            "Leads the biomedical department: registers and corrects assets, sets "
            "risk class and criticality, moves, assigns, releases and retires them, "
            "sees costs, exports, and reads the audit log of the own facilities. "
            "Plans, gives out, does and signs work, defers it and sets rules aside "
            "with a reason."
        ),
        permissions=BROWSE
        | MOVE_AND_ASSIGN
        | REGISTER
        | equipment(
            "edit_asset_identity",
            "edit_asset_risk",
            "view_asset_cost",
            "change_asset_status",
            "stop_asset",
            "release_asset",
            "release_hold",
            "retire_asset",
            "export_asset",
        )
        | DO_WORK
        | LEAD_WORK
        | PLAN_WORK
        | SEE_REPORTS
        | FOLLOW_LATE_WORK
        | READ_AUDIT,
    ),
    Role(
        name="biomed_technician",
        title="Biomedical technician",
        description=(
            "Works on the equipment of the own facilities: registers new devices, "
            "moves, assigns and takes them back, sends them to maintenance, stops and "
            "releases them. Takes work, does it and signs it. Reads the own entries "
            "in the audit log."
        ),
        permissions=BROWSE
        | MOVE_AND_ASSIGN
        | REGISTER
        | equipment(
            "change_asset_status", "stop_asset", "release_asset", "export_asset"
        )
        | DO_WORK
        | SEE_REPORTS
        | {"audit.view_own_auditlog"},
    ),
    Role(
        name="department_manager",
        title="Department manager",
        description=(
            "Sees the devices of the own department and what they cost, moves, "
            "assigns and takes them back, stops one that has a problem, reports it and "
            "follows its repair."
        ),
        permissions=BROWSE
        | MOVE_AND_ASSIGN
        | equipment("view_asset_cost", "stop_asset", "export_asset")
        | FOLLOW_WORK
        | SEE_REPORTS
        | FOLLOW_LATE_WORK,
    ),
    Role(
        name="clinical_staff",
        title="Clinical staff",
        description=(
            "Sees the devices of the own department and whether they may be used, "
            "gives them back, stops one that has a problem, reports it and follows its "
            "repair."
        ),
        permissions=BROWSE | equipment("return_asset", "stop_asset") | FOLLOW_WORK,
    ),
    Role(
        name="auditor",
        title="Auditor",
        description=(
            "Reads everything, costs and the audit log included, and exports it. "
            "Changes nothing."
        ),
        permissions=BROWSE
        | equipment("view_asset_cost", "export_asset", "view_staffscope")
        | (SEE_WORK - maintenance("request_workorder"))
        | SEE_REPORTS
        | READ_AUDIT
        | {"accounts.view_user"},
    ),
)

ROLE_BY_NAME = {role.name: role for role in ROLES}
ADMINISTRATOR = "administrator"
