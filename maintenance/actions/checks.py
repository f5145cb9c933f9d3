"""Filling a checklist: begun once, kept answer by answer until it is signed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.saving import save
from equipment.access import require
from equipment.models import Attachment
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.judging import Said, answer_of, judge, lacks_evidence
from maintenance.actions.locking import locked_order, may_become
from maintenance.actions.progress import begin_work
from maintenance.answers import verdict_of
from maintenance.checklists import Item, as_json, parse_checklist
from maintenance.choices import (
    ChecklistVerdict,
    ItemResult,
    ItemType,
    MaintenanceType,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.models import (
    CheckAnswer,
    Inspection,
    MaintenanceLog,
    ProcedureVersion,
    WorkOrder,
)

# What kind of log a kind of work order leads to.
LOG_TYPES = {
    WorkOrderType.PM: MaintenanceType.PREVENTIVE,
    WorkOrderType.CM: MaintenanceType.CORRECTIVE,
    WorkOrderType.INSPECTION: MaintenanceType.PREVENTIVE,
    WorkOrderType.ACCEPTANCE: MaintenanceType.ACCEPTANCE,
    WorkOrderType.CALIBRATION: MaintenanceType.CALIBRATION,
    WorkOrderType.EST: MaintenanceType.SAFETY_TEST,
    WorkOrderType.UPGRADE: MaintenanceType.SOFTWARE_UPDATE,
    WorkOrderType.RECALL: MaintenanceType.RECALL_ACTION,
    WorkOrderType.DECOMMISSION: MaintenanceType.DECOMMISSION,
}
IN_PROGRESS = WorkOrderStatus.IN_PROGRESS
GONE_ITEM = (
    "This item is not in the checklist any more. Open the page again; what you "
    "entered at the other items is kept."
)

Record = TypeVar("Record", bound=MaintenanceLog | Inspection)
Answers = dict[str, CheckAnswer]


# --- Beginning --------------------------------------------------------------------


@transaction.atomic
def begin_log(order: WorkOrder, *, by: AbstractUser) -> MaintenanceLog:
    """The log that a person fills in for an order: the one begun, or a new one."""
    require(by, "maintenance.perform_workorder", at=order.asset)
    order = locked_order(order)
    if begun := log_begun(order, by=by):
        return begun
    check_is_open(order)
    log = new_log(order, by=by)
    save(log, by=by, action="maintenance_log.begun")
    if order.assigned_to_id in (None, by.pk) and may_become(order, IN_PROGRESS):
        begin_work(order, by=by)
    return log


def log_begun(order: WorkOrder, *, by: AbstractUser) -> MaintenanceLog | None:
    mine = MaintenanceLog.objects.filter(work_order=order, performed_by=by.pk)
    begun = mine.filter(signed_at=None).select_related("asset__facility", "work_order")
    return begun.order_by("pk").first()


def new_log(order: WorkOrder, *, by: AbstractUser) -> MaintenanceLog:
    """A log for the order that is not stored yet."""
    version = version_for(order)
    kind = LOG_TYPES.get(WorkOrderType(order.type), MaintenanceType.OTHER)
    return MaintenanceLog(  # type: ignore[misc]  # the user model stands above this app
        asset=order.asset,
        work_order=order,
        plan=order.plan,
        procedure_version=version,
        checklist=checklist_for(order, version),
        performed_by=by,
        maintenance_type=kind,
        started_at=timezone.now(),
        currency=order.asset.currency,
    )


def check_is_open(order: WorkOrder) -> None:
    """Refuse work on an order that is over, and say who was first."""
    if not order.is_open:
        raise Conflict(over(order))


def over(order: WorkOrder) -> str:
    log = (
        MaintenanceLog.objects.filter(work_order=order)
        .signed()
        .select_related("performed_by")
        .order_by("-signed_at")
        .first()
    )
    if log is None or log.signed_at is None:
        return (
            f"{order.number} is “{order.get_status_display()}”, so nothing can be "
            "recorded for it any more. Open a new work order."
        )
    at = timezone.localtime(log.signed_at)
    return (
        f"{log.performed_by} finished {order.number} at {at:%H:%M on %-d %B %Y}. "
        "Look at that record; if you found something else, open a new work order."
    )


def version_for(order: WorkOrder) -> ProcedureVersion | None:
    """What the order names, else what its plan does now."""
    if order.procedure_version is not None:
        return order.procedure_version
    procedure = order.plan.procedure if order.plan else None
    return procedure.current if procedure else None


def checklist_for(
    order: WorkOrder, version: ProcedureVersion | None
) -> list[dict[str, Any]]:
    """The items with a key each, as the record keeps them."""
    own: Any = order.plan.checklist if order.plan else []
    return as_json(parse_checklist(version.items if version else own))


# --- Keeping what was entered -----------------------------------------------------


@transaction.atomic
def keep_answer(
    record: Record,
    key: str,
    *,
    said: Said,
    by: AbstractUser,
    photo: Attachment | None = None,
) -> CheckAnswer:
    """Keep what was entered at one item; a photo that was taken before stays."""
    record = locked_record(record, by=by)
    item = item_of(record, key)
    answer = stored_answers(record).get(key) or blank_answer(record, key)
    answer.photo = photo or answer.photo
    judged = judge(item, said, has_photo=answer.photo is not None)
    answer.result, answer.value = judged.result, judged.value
    answer.as_found, answer.note = judged.as_found, judged.note
    answer.answered_by_id, answer.answered_at = by.pk, timezone.now()
    answer.save()
    return answer


@transaction.atomic
def pass_the_rest(record: Record, *, by: AbstractUser) -> int:
    """Pass what only passes or fails, needs no evidence and has no answer yet."""
    answers = stored_answers(locked_record(record, by=by))
    rest = [item for item in items_of(record) if may_pass(item, answers.get(item.key))]
    for item in rest:
        keep_answer(record, item.key, said=Said(ItemResult.PASS), by=by)
    return len(rest)


def may_pass(item: Item, answer: CheckAnswer | None) -> bool:
    is_open = answer is None or (
        answer.result == ItemResult.NOT_DONE and not answer.note
    )
    is_plain = item.type == ItemType.PASS_FAIL and not item.evidence_required
    return is_open and is_plain


def locked_record(record: Record, *, by: AbstractUser) -> Record:
    """One's own record, held until the transaction ends, and not signed yet."""
    kept: Any = type(record)._default_manager.select_for_update(of=("self",))
    now: Record = kept.select_related("asset__facility").get(pk=record.pk)
    require(by, permission_for(now), at=now.asset)
    check_is_own(now, by=by)
    if now.signed_at is not None:
        at = timezone.localtime(now.signed_at)
        raise Conflict(
            f"This was signed at {at:%H:%M on %-d %B %Y} and does not change any more. "
            "Correct it from its page."
        )
    return now


def check_is_own(record: MaintenanceLog | Inspection, *, by: AbstractUser) -> None:
    whose = (
        record.performed_by
        if isinstance(record, MaintenanceLog)
        else record.inspected_by
    )
    if whose.pk != by.pk:
        raise Conflict(f"{whose} is filling in this checklist. Begin one of your own.")


def permission_for(record: MaintenanceLog | Inspection) -> str:
    if isinstance(record, MaintenanceLog):
        return "maintenance.perform_workorder"
    return "maintenance.sign_inspection"


def items_of(record: MaintenanceLog | Inspection) -> tuple[Item, ...]:
    return parse_checklist(record.checklist)


def item_of(record: MaintenanceLog | Inspection, key: str) -> Item:
    for item in items_of(record):
        if item.key == key:
            return item
    raise ValidationError(GONE_ITEM)


def stored_answers(record: MaintenanceLog | Inspection) -> Answers:
    if record._state.adding:
        return {}
    return {answer.key: answer for answer in record.answers.select_related("photo")}


def blank_answer(record: MaintenanceLog | Inspection, key: str) -> CheckAnswer:
    if isinstance(record, MaintenanceLog):
        return CheckAnswer(log=record, key=key)
    return CheckAnswer(inspection=record, key=key)


# --- What it comes to -------------------------------------------------------------


def verdict_on(items: tuple[Item, ...], answers: Answers) -> ChecklistVerdict:
    return verdict_of(answer_of(item, answers.get(item.key)) for item in items)


def missing(items: tuple[Item, ...], answers: Answers) -> list[Item]:
    """What has to be answered, or shown, before it can be signed."""
    return [item for item in items if is_missing(item, answers.get(item.key))]


def is_missing(item: Item, answer: CheckAnswer | None) -> bool:
    if answer is None or answer.result == ItemResult.NOT_DONE:
        return item.required
    return lacks_evidence(item, answer)


def frozen(items: tuple[Item, ...], answers: Answers) -> list[dict[str, Any]]:
    """The results as they are signed, each with the limits that it was judged by."""
    return [frozen_result(item, answers.get(item.key)) for item in items]


def frozen_result(item: Item, answer: CheckAnswer | None) -> dict[str, Any]:
    if answer is None:
        return {"key": item.key, "result": str(ItemResult.NOT_DONE)}
    low, high = item.limits.minimum, item.limits.maximum
    result = {
        "key": item.key,
        "result": str(answer.result),
        "value": answer.value,
        "unit": item.unit if answer.value else "",
        "as_found": answer.as_found,
        "as_left": answer.value or str(answer.result) if answer.as_found else "",
        "limit_min": None if low is None else str(low),
        "limit_max": None if high is None else str(high),
        "note": answer.note,
        "photo": answer.photo_id,
        "by": answer.answered_by_id,
        "at": answer.answered_at.isoformat(timespec="seconds"),
    }
    return {name: value for name, value in result.items() if value not in ("", None)}


def previous_values(record: MaintenanceLog | Inspection) -> dict[str, Decimal]:
    """What was measured when this procedure was done at the device the last time."""
    if record.procedure_version is None:
        return {}
    procedure = record.procedure_version.procedure_id
    manager: Any = type(record)._default_manager
    last = (
        manager.valid()
        .filter(asset=record.asset_id, procedure_version__procedure=procedure)
        .order_by("-signed_at")
        .values_list("results", flat=True)
        .first()
    )
    values = {each["key"]: number_in(each.get("value", "")) for each in last or []}
    return {key: value for key, value in values.items() if value is not None}


def number_in(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
