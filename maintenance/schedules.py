"""The schedule of a plan: its interval, and the window that its facility allows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from equipment.choices import RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Facility
from maintenance.choices import ScheduleMode, WindowKind
from maintenance.models import FacilityPolicy, MaintenancePlan, WorkOrder
from maintenance.scheduling import Schedule
from maintenance.windows import Window, WindowPolicy

# Out of service for these reasons, nobody can work on a device: its dates wait for it.
AWAY = frozenset({StatusReason.STORAGE, StatusReason.MISSING})
IS_AWAY = Q(asset__status=AssetStatus.RETIRED) | Q(
    asset__status=AssetStatus.OUT_OF_SERVICE, asset__status_reason__in=sorted(AWAY)
)
# Somebody has the work of its next date already.
HAS_ORDER = Exists(
    WorkOrder.objects.open()
    .filter(plan=OuterRef("pk"), due_on=OuterRef("next_due_on"))
    .order_by()
)

Policies = dict[int, FacilityPolicy]


def policies_of(facility_ids: Iterable[int]) -> Policies:
    """What facilities decided, by their ids; who decided nothing is left out."""
    found = FacilityPolicy.objects.filter(facility__in=set(facility_ids))
    return {policy.facility_id: policy for policy in found}


def schedule_of(plan: MaintenancePlan, policies: Policies | None = None) -> Schedule:
    """The plan's own window, else the facility's, else the month in which it is due."""
    facility = plan.asset.facility_id
    if policies is None:
        policies = policies_of([facility])
    policy = policies.get(facility)
    text = plan.window_policy or (policy.window_policy if policy else "")
    return Schedule(
        interval=plan.interval,
        mode=ScheduleMode(plan.schedule_mode),
        policy=WindowPolicy.parse(text or WindowKind.CALENDAR_MONTH),
        anchor_day=plan.anchor_day,
        days_after=(
            policy.days_after_high_risk if policy and is_high_risk(plan.asset) else None
        ),
    )


def dates_of(
    plan: MaintenancePlan, schedule: Schedule, *, until: date
) -> list[tuple[date, Window]]:
    """The due dates from the next one on, with their windows."""
    dates: list[date] = []
    times, on = 0, plan.next_due_on
    while on <= until and (not dates or not plan.is_one_off):
        dates.append(on)
        times += 1
        on = schedule.following(plan.next_due_on, times=times)
    return [(on, schedule.window(on)) for on in dates]


def first_not_before(schedule: Schedule, due: date, *, on: date) -> date:
    """The first date of the schedule that is not past."""
    times, found = 0, due
    while found < on:
        times += 1
        found = schedule.following(due, times=times)
    return found


def is_high_risk(asset: Asset) -> bool:
    return asset.risk_class == RiskClass.HIGH or asset.is_life_support


def is_away(asset: Asset) -> bool:
    return asset.status == AssetStatus.RETIRED or (
        asset.status == AssetStatus.OUT_OF_SERVICE and asset.status_reason in AWAY
    )


def today_at(facility: Facility) -> date:
    return timezone.localdate(timezone=ZoneInfo(facility.time_zone))
