"""The code lists of the work, in the words that a hospital uses for them."""

from __future__ import annotations

from datetime import timedelta

from django.db import models


class PlanType(models.TextChoices):
    PM = "pm", "Preventive maintenance"
    EST = "est", "Electrical safety test"
    CALIBRATION = "calibration", "Calibration"
    PHYSICIST = "physicist", "Test by a medical physicist"
    STK = "stk", "Statutory safety check (STK)"
    MTK = "mtk", "Statutory metrological check (MTK)"
    BATTERY = "battery", "Battery replacement"
    USER_CHECK = "user_check", "Check by the user"
    SOFTWARE = "software", "Software update"


class PlanStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"


class Strategy(models.TextChoices):
    """Why it is done this often."""

    MANUFACTURER = "manufacturer", "As the manufacturer says"
    AEM = "aem", "Alternative programme (AEM)"
    REGULATORY = "regulatory", "As the law says"
    RUN_TO_FAIL = "run_to_fail", "Run to failure"
    CONDITION = "condition", "By condition"


class IntervalUnit(models.TextChoices):
    DAY = "day", "Days"
    WEEK = "week", "Weeks"
    MONTH = "month", "Months"
    YEAR = "year", "Years"


class ScheduleMode(models.TextChoices):
    """From which date the next one is counted."""

    FIXED = "fixed", "From the date it was due"
    FLOATING = "floating", "From the date it was done"


class WindowKind(models.TextChoices):
    """How far from its due date work is still on time."""

    CALENDAR_MONTH = "calendar_month", "In the month in which it is due"
    TJC_EC = "tjc_ec", "As the Joint Commission defines time"
    PERCENT = "percent", "Within a share of the interval"
    EXACT = "exact", "On the due date alone"
    NONE_BEFORE = "none_before", "Some days before, never after"


class OverdueUse(models.TextChoices):
    """Whether a high-risk device is handed out while its planned work is overdue."""

    WARN = "warn", "With a warning"
    BLOCK = "block", "Not before it is done"


class DeferralReason(models.TextChoices):
    """Why planned work is put off."""

    IN_USE = "in_use", "In use on a patient"
    NOT_FOUND = "not_found", "Could not be found"
    NO_ACCESS = "no_access", "No access to the room"
    PARTS = "parts", "Waits for parts"
    VENDOR = "vendor", "Waits for the vendor"
    STAFF = "staff", "Nobody could do it"
    STORED = "stored", "In storage"
    REPLACED = "replaced", "About to be replaced"
    OTHER = "other", "Other"


class Timing(models.TextChoices):
    EARLY = "early", "Early"
    ON_TIME = "on_time", "On time"
    LATE = "late", "Late"


class WorkOrderType(models.TextChoices):
    PM = "pm", "Preventive maintenance"
    CM = "cm", "Repair"
    INSPECTION = "inspection", "Inspection"
    ACCEPTANCE = "acceptance", "Acceptance"
    CALIBRATION = "calibration", "Calibration"
    EST = "est", "Electrical safety test"
    UPGRADE = "upgrade", "Upgrade"
    RECALL = "recall", "Recall action"
    INCIDENT = "incident", "Incident investigation"
    PROJECT = "project", "Project"
    DECOMMISSION = "decommission", "Taking out of use"


class WorkOrderStatus(models.TextChoices):
    REQUESTED = "requested", "Requested"
    TRIAGED = "triaged", "To be assigned"
    ASSIGNED = "assigned", "Assigned"
    IN_PROGRESS = "in_progress", "In progress"
    ON_HOLD = "on_hold", "On hold"
    DEFERRED = "deferred", "Deferred"
    COMPLETED = "completed", "Completed"
    CLOSED = "closed", "Closed"
    MISSED = "missed", "Missed"
    CANCELLED = "cancelled", "Cancelled"


class HoldReason(models.TextChoices):
    AWAITING_PARTS = "awaiting_parts", "Waits for parts"
    VENDOR = "vendor", "Waits for the vendor"
    USER = "user", "Waits for the ward"
    DECONTAMINATION = "decontamination", "Waits for decontamination"


class Priority(models.TextChoices):
    EMERGENCY = "emergency", "Emergency"
    URGENT = "urgent", "Urgent"
    ROUTINE = "routine", "Routine"
    LOW = "low", "Low"


# How soon somebody should answer.
RESPONSE_TARGETS: dict[Priority, timedelta] = {
    Priority.EMERGENCY: timedelta(minutes=15),
    Priority.URGENT: timedelta(hours=2),
    Priority.ROUTINE: timedelta(days=1),
    Priority.LOW: timedelta(days=5),
}


class Disposition(models.TextChoices):
    """How an attempt at the work ended."""

    COMPLETED = "completed", "Done"
    IN_USE = "in_use", "In use on a patient"
    COULD_NOT_LOCATE = "could_not_locate", "Could not be found"
    NOT_IN_SERVICE = "not_in_service", "Not in service"
    ACCESS_DENIED = "access_denied", "No access"
    PARTS_UNAVAILABLE = "parts_unavailable", "Parts not available"
    VENDOR_DELAYED = "vendor_delayed", "Vendor delayed"
    REFUSED_CONTAMINATED = "refused_contaminated", "Refused: contaminated"


class DecontaminationStatus(models.TextChoices):
    UNKNOWN = "", "Not stated"
    NOT_NEEDED = "not_needed", "Not needed"
    NEEDED = "needed", "Needed before work"
    DONE = "done", "Decontaminated"


class LogStatus(models.TextChoices):
    SCHEDULED = "scheduled", "Scheduled"
    IN_PROGRESS = "in_progress", "In progress"
    ON_HOLD = "on_hold", "On hold"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"


class LogOutcome(models.TextChoices):
    PASSED = "passed", "Passed"
    REPAIRED = "repaired", "Repaired"
    ESCALATED = "escalated", "Passed on to the vendor"
    FAILED = "failed", "Failed"


# What was done left the device fit for use.
PASSING = (LogOutcome.PASSED, LogOutcome.REPAIRED)


class MaintenanceType(models.TextChoices):
    PREVENTIVE = "preventive", "Preventive maintenance"
    CORRECTIVE = "corrective", "Repair"
    CALIBRATION = "calibration", "Calibration"
    SAFETY_TEST = "safety_test", "Electrical safety test"
    SOFTWARE_UPDATE = "software_update", "Software update"
    RECALL_ACTION = "recall_action", "Recall action"
    ACCEPTANCE = "acceptance", "Acceptance"
    DECOMMISSION = "decommission", "Taking out of use"
    OTHER = "other", "Other"


class InspectionStatus(models.TextChoices):
    PASSED = "passed", "Passed"
    ATTENTION_NEEDED = "attention_needed", "Attention needed"
    FAILED = "failed", "Failed"


class InspectionType(models.TextChoices):
    ACCEPTANCE = "acceptance", "Acceptance"
    SCHEDULED = "scheduled", "Scheduled"
    AD_HOC = "ad_hoc", "Ad hoc"
    USER_CHECK = "user_check", "Check by the user"
    ELECTRICAL_SAFETY = "electrical_safety", "Electrical safety"
    POST_REPAIR = "post_repair", "Post-repair"
    ENVIRONMENTAL_ROUND = "environmental_round", "Ward round"
    RETURN_FROM_LOAN = "return_from_loan", "Return from loan"


class FailureCode(models.TextChoices):
    """What kind of failure it was."""

    EF = "EF", "Equipment failure"
    WEAR = "WEAR", "Part worn out"
    BATT = "BATT", "Battery"
    ACC = "ACC", "Accessory"
    SW = "SW", "Software"
    NET = "NET", "Network or interface"
    UTIL = "UTIL", "Power, gas or water"
    USE = "USE", "Use error"
    DMG = "DMG", "Damage or abuse"
    PMF = "PMF", "Maintenance would have prevented it"
    SVC = "SVC", "Caused by earlier service"
    HID = "HID", "Hidden failure found at maintenance"
    POT = "POT", "Beginning failure found at maintenance"
    CND = "CND", "Could not be reproduced"
    REQ = "REQ", "No failure: a request"


class CauseCode(models.TextChoices):
    """Why it failed, as far as it was found out."""

    AGE = "age", "Age or wear"
    RANDOM = "random", "Random part failure"
    DROP = "drop", "Fall or blow"
    FLUID = "fluid", "Fluid got in"
    HANDLING = "handling", "Handling or operation"
    CLEANING = "cleaning", "Cleaning or disinfectant"
    ENVIRONMENT = "environment", "Heat, dust or humidity"
    SUPPLY = "supply", "Power, gas or water supply"
    INTERFERENCE = "interference", "Network or interference"
    SETTING = "setting", "Wrong setting"
    DESIGN = "design", "Design or manufacture"
    SERVICE = "service", "Earlier service"
    UNKNOWN = "unknown", "Not known"


class ActionCode(models.TextChoices):
    """What was done about it."""

    ADJUSTED = "adjusted", "Adjusted"
    CLEANED = "cleaned", "Cleaned"
    REPAIRED = "repaired", "Repaired in house"
    PART_REPLACED = "part_replaced", "Part replaced"
    VENDOR_REPAIR = "vendor_repair", "Repaired by the vendor"
    EXCHANGED = "exchanged", "Device exchanged"
    SOFTWARE_RELOAD = "software_reload", "Software loaded again"
    USER_TRAINING = "user_training", "User trained"
    NONE = "none", "Nothing"


class EventType(models.TextChoices):
    FAILED_INSPECTION = "failed_inspection", "Failed inspection"
    FAILED_PM = "failed_pm", "Failed maintenance"
    MISSED_PM = "missed_pm", "Missed maintenance"
    OVERDUE_PM = "overdue_pm", "Overdue maintenance"
    DEFERRED_PM = "deferred_pm", "Deferred maintenance"
    COULD_NOT_LOCATE = "could_not_locate", "Could not be found"
    INCIDENT = "incident", "Incident"
    MDR_REPORTABLE = "mdr_reportable", "Reportable incident"
    RECALL_NOTICE = "recall_notice", "Recall notice"
    RECALL_ACTION = "recall_action", "Recall action"
    USE_ERROR = "use_error", "Use error"
    POLICY_OVERRIDE = "policy_override", "Rule set aside"
    AEM_DECISION = "aem_decision", "Decision on the alternative programme"
    ACCEPTANCE = "acceptance", "Acceptance"
    RETIREMENT = "retirement", "Retirement"
    DATA_SANITISED = "data_sanitised", "Data removed"
    CYBER_VULNERABILITY = "cyber_vulnerability", "Security weakness"
    CALIBRATION_OUT_OF_TOLERANCE = (
        "calibration_out_of_tolerance",
        "Test instrument out of tolerance",
    )
    OTHER = "other", "Other"


class EventSeverity(models.TextChoices):
    INFO = "info", "For information"
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"


class EventStatus(models.TextChoices):
    OPEN = "open", "Open"
    INVESTIGATING = "investigating", "Being looked into"
    CLOSED = "closed", "Closed"


class DigestFrequency(models.TextChoices):
    """How often somebody is told of due work by e-mail."""

    USUAL = "usual", "As usual for the role"
    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    NEVER = "never", "Never"


class ItemType(models.TextChoices):
    PASS_FAIL = "pass_fail", "Pass or fail"
    NUMERIC = "numeric", "Measured value"
    TEXT = "text", "Text"
    CHOICE = "choice", "Choice"
    DATE = "date", "Date"
    PHOTO = "photo", "Photo"


class ToleranceType(models.TextChoices):
    NONE = "none", "No tolerance"
    ABS = "abs", "In the unit of the value"
    PERCENT = "percent", "In percent of the nominal value"


class ItemResult(models.TextChoices):
    PASS = "pass", "Pass"
    FAIL = "fail", "Fail"
    NA = "na", "Not applicable"
    NOT_DONE = "not_done", "Not done"


class ChecklistVerdict(models.TextChoices):
    PASSED = "passed", "Passed"
    REPAIRED = "repaired", "Passed after repair"
    FAILED = "failed", "Failed"
    INCOMPLETE = "incomplete", "Not finished"
