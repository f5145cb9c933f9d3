"""Plans for many devices at once, from the template of their model or category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.bulk import RowRefusedError, create_many
from audit.saving import save
from equipment.access import require
from equipment.models import Asset
from equipment.models.assets import AssetQuerySet
from hospital_assets.foundation.errors import Conflict
from maintenance.actions.next_service import renew_next_service
from maintenance.actions.plans import plan_from
from maintenance.forecasts import MINUTES_IN_HOUR, USUAL_MINUTES, hours_by_facility
from maintenance.models import MaintenancePlan, PlanTemplate
from maintenance.schedules import is_high_risk
from maintenance.scheduling import levelled

ADD_PLANS = "maintenance.add_maintenanceplan"


@dataclass(frozen=True)
class Proposal:
    """What the template would do for a device; without a date it is left as it is."""

    asset: Asset
    first_due: date | None

    @property
    def is_new(self) -> bool:
        return self.first_due is not None


@transaction.atomic
def save_template(
    template: PlanTemplate, *, by: AbstractUser, reason: str = ""
) -> bool:
    """Add or change a template; plans that were made from it stay as they are."""
    verb = "change" if template.pk else "add"
    require(by, f"maintenance.{verb}_plantemplate", at=None)
    return save(template, by=by, reason=reason)


def proposals(template: PlanTemplate, *, by: AbstractUser, on: date) -> list[Proposal]:
    """A proposal for each device of the template that `by` may see.

    The first dates are levelled over the hours of each facility's months; at a high
    risk they may come earlier than the interval, never later.
    """
    devices = devices_of(template, by=by)
    have = set(
        MaintenancePlan.objects.current()
        .filter(asset__in=devices.order_by().values("pk"))
        .filter(plan_type=template.plan_type, name__iexact=template.name)
        .values_list("asset_id", flat=True)
    )
    hours = hours_by_facility(
        MaintenancePlan.objects.active(), start=on, months=months_needed(template)
    )
    proposed = []
    for asset in devices.select_related("facility").order_by("pk"):
        first = None
        if asset.pk not in have:
            load = hours[asset.facility_id]
            first = first_date(template, asset, load=load, on=on)
            load[first.replace(day=1)] = load.get(first.replace(day=1), 0) + (
                hours_of(template)
            )
        proposed.append(Proposal(asset, first))
    return proposed


@transaction.atomic
def apply_template(
    template: PlanTemplate, *, by: AbstractUser, on: date, expected: int | None = None
) -> int:
    """Make the plans that were proposed; all of them, or none.

    `expected` is how many the person saw; other devices than those are refused.
    """
    require(by, ADD_PLANS, at=None)
    if not template.is_active:
        raise Conflict("The template is not in use any more.")
    new = [each for each in proposals(template, by=by, on=on) if each.is_new]
    if expected is not None and expected != len(new):
        raise Conflict(
            f"Now it would be {len(new)} plans, not {expected}: somebody changed "
            "something. Look at the list again; nothing was made."
        )
    for proposal in new:
        require(by, ADD_PLANS, at=proposal.asset.facility)
    plans = [
        plan_from(template, each.asset, first_due=each.first_due)
        for each in new
        if each.first_due
    ]
    try:
        create_many(plans, by=by, action="maintenance_plan.added")
    except RowRefusedError as refusal:
        raise ValidationError(["Nothing was made.", *refusal.messages]) from refusal
    renew_next_service((plan.asset_id for plan in plans), by=by)
    return len(plans)


def devices_of(template: PlanTemplate, *, by: AbstractUser) -> AssetQuerySet:
    """Of its model; of its category, those whose model has no templates of its own."""
    seen: AssetQuerySet = Asset.objects.visible_to(by).on_inventory()
    accepted = seen.exclude(accepted_at=None)
    if template.device_model_id:
        return accepted.filter(device_model=template.device_model_id)
    own = PlanTemplate.objects.filter(is_active=True, device_model__isnull=False)
    models: Iterable[int] = set(own.values_list("device_model_id", flat=True))
    return accepted.filter(category=template.category_id).exclude(
        device_model__in=models
    )


def first_date(
    template: PlanTemplate, asset: Asset, *, load: dict[date, float], on: date
) -> date:
    """The first date after acceptance that is not past, in a month with less work."""
    interval = template.interval
    accepted = asset.accepted_at or timezone.now()
    begun = accepted.astimezone(ZoneInfo(asset.facility.time_zone)).date()
    times, due = 1, interval.after(begun)
    while due <= on:
        times += 1
        due = interval.after(begun, times=times)
    latest = due if is_high_risk(asset) else None
    return levelled(due, interval, hours_by_month=load, earliest=on, latest=latest)


def hours_of(template: PlanTemplate) -> float:
    procedure = template.procedure
    minutes = template.standard_minutes or (
        procedure.standard_minutes if procedure else None
    )
    return (minutes or USUAL_MINUTES) / MINUTES_IN_HOUR


def months_needed(template: PlanTemplate) -> int:
    """As far as a first date can lie ahead: an interval and a half."""
    return template.interval.frequency_days * 3 // 2 // 28 + 2
