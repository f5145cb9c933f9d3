from __future__ import annotations

from maintenance.models.attempts import WorkOrderAttempt
from maintenance.models.comments import WorkOrderComment, WorkOrderFile
from maintenance.models.digests import Digest
from maintenance.models.events import ComplianceEvent
from maintenance.models.feeds import CalendarFeed
from maintenance.models.instruments import TestInstrument
from maintenance.models.jobs import JobRun
from maintenance.models.numbering import WorkOrderCount
from maintenance.models.permits import InstrumentPermit
from maintenance.models.plans import MaintenancePlan, PlanTemplate
from maintenance.models.policies import FacilityPolicy, SafetyLimit, Team, TeamMember
from maintenance.models.procedures import Procedure, ProcedureVersion
from maintenance.models.records import (
    CheckAnswer,
    Inspection,
    InstrumentUse,
    MaintenanceLog,
)
from maintenance.models.work_orders import WorkOrder

__all__ = [
    "CalendarFeed",
    "CheckAnswer",
    "ComplianceEvent",
    "Digest",
    "FacilityPolicy",
    "Inspection",
    "InstrumentPermit",
    "InstrumentUse",
    "JobRun",
    "MaintenanceLog",
    "MaintenancePlan",
    "PlanTemplate",
    "Procedure",
    "ProcedureVersion",
    "SafetyLimit",
    "Team",
    "TeamMember",
    "TestInstrument",
    "WorkOrder",
    "WorkOrderAttempt",
    "WorkOrderComment",
    "WorkOrderCount",
    "WorkOrderFile",
]
