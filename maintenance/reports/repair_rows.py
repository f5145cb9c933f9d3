"""The work orders behind the numbers of reliability."""

from __future__ import annotations

from datetime import datetime

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
)

from maintenance.choices import (
    Disposition,
    FailureCode,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.kpis import REPEATS_WITHIN
from maintenance.lifecycle import DONE
from maintenance.models import MaintenanceLog, WorkOrder, WorkOrderAttempt
from maintenance.models.work_orders import WorkOrderQuerySet
from maintenance.rates import PM_FAMILY
from maintenance.reports.chosen import Chosen
from maintenance.spans import Span

IS_REPAIR = Q(type=WorkOrderType.CM)
IS_MAINTENANCE = Q(type__in=sorted(PM_FAMILY), plan__isnull=False)


def happened_in(period: Span, moment: str) -> Q:
    since: dict[str, datetime] = {f"{moment}__gte": period.start}
    return Q(**since, **{f"{moment}__lt": period.end})


def done_in(
    orders: WorkOrderQuerySet, chosen: Chosen, period: Span
) -> WorkOrderQuerySet:
    """All work that was completed in the period."""
    return orders.order_by().filter(
        chosen.of_assets("asset__"),
        happened_in(period, "completed_at"),
        status__in=sorted(DONE),
    )


def needed_more_visits() -> Q:
    """Somebody went in vain, or signed more than once, as after reopening."""
    own = {"work_order": OuterRef("pk")}
    in_vain = WorkOrderAttempt.objects.order_by().filter(**own)
    signed = MaintenanceLog.objects.order_by().valid().filter(**own)
    visits = signed.values("work_order").annotate(number=Count("pk"))
    return Q(Exists(in_vain.exclude(disposition=Disposition.COMPLETED))) | Q(
        Exists(visits.filter(number__gt=1))
    )


def is_repeat() -> Q:
    """Asked for soon after another repair of the same device was completed."""
    earliest = ExpressionWrapper(
        OuterRef("requested_at") - REPEATS_WITHIN, output_field=DateTimeField()
    )
    others = (
        WorkOrder.objects.order_by()
        .filter(IS_REPAIR, asset=OuterRef("asset"))
        .filter(completed_at__gte=earliest, completed_at__lte=OuterRef("requested_at"))
        .exclude(status=WorkOrderStatus.CANCELLED)
        .exclude(pk=OuterRef("pk"))
    )
    return Q(Exists(others))


def of_failures(period: Span, what: str) -> Q:
    """Which of the failures a number counts."""
    begun = happened_in(period, "requested_at")
    choose = {
        "failures": begun,
        "down": Q(equipment_down=True),
        "restored": happened_in(period, "works_at"),
        "open": Q(works_at=None),
        "answered": begun & Q(first_response_at__isnull=False),
        "unanswered": begun & Q(first_response_at=None),
        "not_reproduced": begun & Q(failure_code=FailureCode.CND),
        "use_errors": begun & Q(failure_code=FailureCode.USE),
    }
    return choose[what]


def of_done(what: str) -> Q | None:
    """Which of the completed work a number counts, if it counts such."""
    choose = {
        "repairs": IS_REPAIR,
        "maintenance": IS_MAINTENANCE,
        "at_once": IS_REPAIR & ~needed_more_visits(),
        "more_visits": IS_REPAIR & needed_more_visits(),
    }
    return choose.get(what)
