"""The plans of a device: added, edited, paused, resumed and ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.last_change import sentence_about_last_change
from audit.saving import save
from equipment.access import require
from equipment.lifecycle import AssetStatus
from equipment.models import Asset
from hospital_assets.foundation.errors import Conflict, InvalidTransition, Stale
from maintenance.actions.next_service import renew_next_service
from maintenance.actions.occurrences import locked_plan
from maintenance.actions.work_orders import cancel_work_order
from maintenance.choices import PlanStatus
from maintenance.intervals import check_date
from maintenance.lifecycle import PLAN, may_follow, refusal
from maintenance.models import MaintenancePlan, PlanTemplate, WorkOrder
from maintenance.models.plans import Recurring
from maintenance.schedules import first_not_before, schedule_of, today_at

# What a plan has of the template that it is made from.
COPIED = tuple(
    field.name
    for field in Recurring._meta.get_fields()
    if field.name not in ("created_at", "updated_at")
)
PAUSE = "maintenance.pause_maintenanceplan"


@transaction.atomic
def add_plan(plan: MaintenancePlan, *, by: AbstractUser) -> MaintenancePlan:
    """Plan work at a device, from a date on that is not past."""
    require(by, "maintenance.add_maintenanceplan", at=plan.asset)
    if plan.asset.status == AssetStatus.RETIRED:
        raise Conflict("A retired device needs no plans. Reinstate it first.")
    check_due_date(plan)
    check_covered_by(plan)
    save(plan, by=by, action="maintenance_plan.added")
    renew_next_service([plan.asset_id], by=by)
    return plan


@transaction.atomic
def edit_plan(
    plan: MaintenancePlan,
    *,
    changes: Mapping[str, Any],
    by: AbstractUser,
    version: int | None = None,
    reason: str = "",
) -> MaintenancePlan:
    """Change a plan; the work that is open for it keeps what it was made with."""
    require(by, "maintenance.change_maintenanceplan", at=plan.asset)
    plan = held(plan, version=version)
    if plan.status == PlanStatus.COMPLETED:
        raise Conflict("The plan has ended. Add a new one instead.")
    due_before = plan.next_due_on
    for name, value in changes.items():
        setattr(plan, name, value)
    if plan.next_due_on != due_before:
        check_due_date(plan)
        check_no_order_open(plan)
    check_covered_by(plan)
    save(plan, by=by, action="maintenance_plan.edited", reason=reason)
    renew_next_service([plan.asset_id], by=by)
    return plan


@transaction.atomic
def pause_plan(
    plan: MaintenancePlan,
    *,
    reason: str,
    by: AbstractUser,
    cancels_open: bool = False,
    version: int | None = None,
) -> MaintenancePlan:
    """Make no work orders for a while; what is open stays, or `cancels_open`."""
    require(by, PAUSE, at=plan.asset)
    plan = held(plan, version=version)
    check_reason(reason, "Say why it is paused.")
    become(plan, PlanStatus.PAUSED)
    plan.paused_reason = reason.strip()
    save(plan, by=by, action="maintenance_plan.paused", reason=reason)
    if cancels_open:
        cancel_open_orders(plan, reason=f"The plan is paused: {reason}", by=by)
    renew_next_service([plan.asset_id], by=by)
    return plan


@transaction.atomic
def resume_plan(
    plan: MaintenancePlan, *, by: AbstractUser, version: int | None = None
) -> MaintenancePlan:
    """Go on, on the first date of the schedule that is not past.

    Work that stayed open keeps its date, however long ago that is.
    """
    require(by, PAUSE, at=plan.asset)
    plan = held(plan, version=version)
    become(plan, PlanStatus.ACTIVE)
    plan.paused_reason = ""
    if not open_orders_of(plan).exists():
        resume_date(plan)
    save(plan, by=by, action="maintenance_plan.resumed")
    renew_next_service([plan.asset_id], by=by)
    return plan


@transaction.atomic
def end_plan(
    plan: MaintenancePlan,
    *,
    reason: str,
    by: AbstractUser,
    version: int | None = None,
) -> MaintenancePlan:
    """End a plan for good, and cancel the work that is open for it."""
    require(by, PAUSE, at=plan.asset)
    plan = held(plan, version=version)
    check_reason(reason, "Say why it ends.")
    finish(plan, reason=reason, by=by)
    renew_next_service([plan.asset_id], by=by)
    return plan


@transaction.atomic
def end_plans(asset: Asset, *, reason: str, by: AbstractUser) -> int:
    """End all plans of a device, and cancel all open work on it.

    Whoever calls has asked whether `by` may do that. Returns how many plans ended.
    """
    current = MaintenancePlan.objects.current().filter(asset=asset).order_by("pk")
    plans = [locked_plan(pk) for pk in current.values_list("pk", flat=True)]
    for plan in plans:
        finish(plan, reason=reason, by=by)
    for order in WorkOrder.objects.open().filter(asset=asset).order_by("pk"):
        cancel_work_order(order, reason=reason, by=by)
    renew_next_service([asset.pk] if plans else [], by=by)
    return len(plans)


@transaction.atomic
def make_first_plans(
    asset: Asset, *, by: AbstractUser, accepted_on: date
) -> list[MaintenancePlan]:
    """The plans of the templates for its model, else its category.

    Acceptance counts as the first check of each. What the device has already is left
    as it is. Whoever calls has asked whether `by` may accept it.
    """
    current = MaintenancePlan.objects.current().filter(asset=asset)
    names = {(plan.plan_type, plan.name.lower()) for plan in current}
    made = []
    for template in templates_for(asset):
        if (template.plan_type, template.name.lower()) in names:
            continue
        first = template.interval.after(accepted_on)
        plan = plan_from(template, asset, first_due=first)
        save(plan, by=by, action="maintenance_plan.added")
        made.append(plan)
    renew_next_service([asset.pk] if made else [], by=by)
    return made


def templates_for(asset: Asset) -> list[PlanTemplate]:
    active = PlanTemplate.objects.filter(is_active=True)
    of_model = active.filter(device_model=asset.device_model_id)
    if asset.device_model_id and (found := list(of_model)):
        return found
    return list(active.filter(category=asset.category_id))


def plan_from(
    template: PlanTemplate, asset: Asset, *, first_due: date
) -> MaintenancePlan:
    copied = {name: getattr(template, name) for name in COPIED}
    return MaintenancePlan(
        asset=asset, template=template, next_due_on=first_due, **copied
    )


# --- Checks -----------------------------------------------------------------------


def check_due_date(plan: MaintenancePlan) -> None:
    check_field("next_due_on", plan.next_due_on)
    if plan.next_due_on < today_at(plan.asset.facility):
        raise ValidationError(
            {"next_due_on": "This date is past. Give today, or a day to come."}
        )
    if plan.pk and has_order_for(plan, plan.next_due_on):
        raise ValidationError(
            {"next_due_on": "There was a work order for this day. Choose another."}
        )


def check_field(name: str, on: date) -> None:
    try:
        check_date(on)
    except ValidationError as wrong:
        raise ValidationError({name: wrong.messages}) from wrong


def check_no_order_open(plan: MaintenancePlan) -> None:
    if order := open_orders_of(plan).first():
        raise ValidationError(
            {
                "next_due_on": (
                    f"{order.number} is open for {order.due_on:%-d %B %Y}. "
                    "Do it, defer it or cancel it; then the date can be changed."
                )
            }
        )


def check_covered_by(plan: MaintenancePlan) -> None:
    """Refuse a plan that would cover itself, in however many steps."""
    greater = plan.covered_by
    while greater is not None:
        if greater.asset_id != plan.asset_id:
            refuse_covered_by("It is a plan of another device.")
        if greater.pk == plan.pk:
            refuse_covered_by("A plan cannot be covered by itself.")
        greater = greater.covered_by


def refuse_covered_by(sentence: str) -> None:
    raise ValidationError({"covered_by": sentence})


def check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": sentence})


# --- Changes ----------------------------------------------------------------------


def held(plan: MaintenancePlan, *, version: int | None) -> MaintenancePlan:
    """The plan as it is now, locked; a form that was opened before is refused."""
    now = locked_plan(plan.pk)
    if version is not None and version != now.version:
        raise Stale(
            f"{sentence_about_last_change(now)} "
            "Look at it again; nothing of yours was saved."
        )
    return now


def become(plan: MaintenancePlan, status: PlanStatus) -> None:
    if not may_follow(PLAN, plan.status, status):
        raise InvalidTransition(refusal(PLAN, plan.status, status))
    plan.status = status


def finish(plan: MaintenancePlan, *, reason: str, by: AbstractUser) -> None:
    become(plan, PlanStatus.COMPLETED)
    plan.paused_reason, plan.ended_reason = "", reason.strip()
    save(plan, by=by, action="maintenance_plan.ended", reason=reason)
    cancel_open_orders(plan, reason=f"The plan has ended: {reason}", by=by)


def cancel_open_orders(plan: MaintenancePlan, *, reason: str, by: AbstractUser) -> None:
    for order in open_orders_of(plan).order_by("pk"):
        cancel_work_order(order, reason=reason, by=by)


def resume_date(plan: MaintenancePlan) -> None:
    """Set the next date, on a day for which no order was cancelled."""
    today = today_at(plan.asset.facility)
    due = first_not_before(schedule_of(plan), plan.next_due_on, on=today)
    free = due
    while has_order_for(plan, free):
        free += timedelta(days=1)
    if free != due and plan.interval.months:
        # One day later this time is no new anchor.
        plan.anchor_day = plan.anchor_day or due.day
    plan.next_due_on = free


def open_orders_of(plan: MaintenancePlan) -> Any:
    return WorkOrder.objects.open().filter(plan=plan)


def has_order_for(plan: MaintenancePlan, on: date) -> bool:
    return WorkOrder.objects.filter(plan=plan, due_on=on).exists()
