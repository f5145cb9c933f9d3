"""The rows of a binder: what its maker may see, of a facility and a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.recording import record, roles_of
from equipment.choices import RiskClass
from equipment.models import Asset, Facility
from equipment.models.assets import AssetQuerySet
from maintenance.choices import InspectionType
from maintenance.models import (
    ComplianceEvent,
    Inspection,
    TestInstrument,
    WorkOrder,
    WorkOrderAttempt,
)
from maintenance.models.work_orders import WorkOrderQuerySet
from maintenance.reports.chosen import Chosen
from maintenance.reports.planned import occurrences
from maintenance.reports.reliability import rows_behind
from maintenance.spans import Span


@dataclass(frozen=True)
class Binder:
    """`by` makes it at `now`; without a facility it is about all in reach."""

    by: AbstractUser
    chosen: Chosen
    now: datetime
    facility: Facility | None = None

    @property
    def span(self) -> Span:
        return self.chosen.period.span(now=self.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def place(self) -> str:
        if self.facility:
            return self.facility.name
        names = Facility.objects.visible_to(self.by).values_list("name", flat=True)
        return ", ".join(names) or "No facility"

    @property
    def period(self) -> str:
        period = self.chosen.period
        return f"{period.start:%-d %b %Y} to {period.end:%-d %b %Y}"

    @property
    def roles(self) -> str:
        return ", ".join(roles_of(self.by)).replace("_", " ") or "no role"

    @property
    def orders(self) -> WorkOrderQuerySet:
        return WorkOrder.objects.visible_to(self.by)

    @property
    def assets(self) -> AssetQuerySet:
        """Retired ones too, which served before."""
        return Asset.objects.visible_to(self.by)

    def inventory(self) -> AssetQuerySet:
        """What is on the inventory today."""
        present = self.assets.on_inventory()
        found: AssetQuerySet = present.filter(self.chosen.of_assets())
        return found.order_by("asset_tag", "pk")

    def high_risk(self) -> AssetQuerySet:
        """Life support first."""
        risky = Q(risk_class=RiskClass.HIGH) | Q(is_life_support=True)
        found: AssetQuerySet = self.inventory().filter(risky)
        return found.order_by("-is_life_support", "asset_tag", "pk")

    def not_accepted(self) -> AssetQuerySet:
        return self.inventory().filter(accepted_at=None)

    @property
    def sees_instruments(self) -> bool:
        return self.by.has_perm("maintenance.view_testinstrument")

    @property
    def sees_events(self) -> bool:
        return self.by.has_perm("maintenance.view_complianceevent")

    def planned(self) -> WorkOrderQuerySet:
        found = occurrences(self.orders, self.chosen)
        return found.order_by("window_end", "number")

    def overdue(self) -> WorkOrderQuerySet:
        """As of today, the dangerous first."""
        late = self.orders.filter(self.chosen.of_orders).overdue(self.today)
        return late.order_by("-is_life_support", "risk_class", "due_on", "number")

    def attempts(self) -> QuerySet[WorkOrderAttempt]:
        late = self.overdue().order_by().values("pk")
        found = WorkOrderAttempt.objects.filter(work_order__in=late)
        return found.order_by("work_order__number", "attempted_at", "pk")

    def acceptances(self) -> QuerySet[Inspection]:
        return (
            Inspection.objects.visible_to(self.by)
            .valid()
            .filter(
                self.chosen.of_assets("asset__"),
                type=InspectionType.ACCEPTANCE,
                inspected_at__gte=self.span.start,
                inspected_at__lt=self.span.end,
            )
            .order_by("inspected_at", "pk")
        )

    def failures(self) -> WorkOrderQuerySet:
        found = rows_behind(self.orders, self.chosen, self.span, "failures")
        return found.order_by("requested_at", "pk")

    def instruments(self) -> QuerySet[TestInstrument]:
        found = TestInstrument.objects.visible_to(self.by).active()
        if self.facility:
            found = found.filter(facility=self.facility)
        return found.order_by("calibration_due_on", "code")

    def events(self) -> QuerySet[ComplianceEvent]:
        found = ComplianceEvent.objects.visible_to(self.by).open()
        return found.filter(self.chosen.of_assets("asset__")).order_by(
            "occurred_at", "pk"
        )


@transaction.atomic
def record_binder(binder: Binder, *, kind: str) -> None:
    """Note in the audit log who took a binder out."""
    # There is no record that stands for many: only the label says what it was.
    entity = WorkOrder(
        number=f"Survey binder as {kind.upper()}", facility=binder.facility
    )
    payload = {
        "format": kind,
        "facility": binder.facility.code if binder.facility else "all in reach",
        "from": binder.chosen.period.start.isoformat(),
        "to": binder.chosen.period.end.isoformat(),
    }
    record("report.binder_made", entity=entity, by=binder.by, payload=payload)
