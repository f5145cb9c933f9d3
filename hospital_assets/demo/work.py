"""All work at one device of the demo hospital, as steps beside those of its life."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from audit.bulk import Deed
from audit.models import AuditedModel
from audit.past import Step
from hospital_assets.accounts.models import User
from hospital_assets.demo.catalogue import CURRENCY
from hospital_assets.demo.hospital import TIME_ZONE
from hospital_assets.demo.lives import Life
from hospital_assets.demo.people import at_work
from hospital_assets.demo.programme import Programme
from hospital_assets.demo.stays import Past
from hospital_assets.foundation.context import RequestContext
from maintenance.choices import LogStatus
from maintenance.models import (
    ComplianceEvent,
    InstrumentUse,
    MaintenanceLog,
    WorkOrder,
)

ZONE = ZoneInfo(TIME_ZONE)
HOURLY_WAGE = 78
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Visit:
    """Who was at the device for which order, and until when."""

    order: WorkOrder
    by: User
    at: datetime
    minutes: int

    @property
    def began_at(self) -> datetime:
        return self.at - timedelta(minutes=self.minutes)


class Work:
    """The life of a device with what is told of its work so far."""

    def __init__(self, life: Life, programme: Programme, *, rng: Random) -> None:
        self.life, self.programme, self.rng = life, programme, rng
        self.world, self.device = life.world, life.device
        self.past = Past(life.steps)
        self.steps: list[Step] = []
        self.now = life.world.now
        self.technician, self.manager = life.technician, life.world.staff.manager
        self.team = programme.team(life.device.code, life.device.kind)
        self.next_due: date | None = None

    # --- Telling ------------------------------------------------------------------

    def tell(self, entity: AuditedModel, deed: Deed, changes: dict[str, Any]) -> None:
        self.steps.append(Step(entity, deed, changes))

    def deed(self, by: User, action: str, at: datetime, reason: str = "") -> Deed:
        return Deed(by, action, reason, at, at_work(by, rng=self.rng))

    def job(self, action: str, at: datetime, reason: str = "") -> Deed:
        """What nobody does: a periodic job."""
        context = RequestContext("command", f"{self.rng.getrandbits(128):032x}")
        return Deed(self.programme.system, action, reason, at, context)

    def counted(self) -> dict[str, Any]:
        """What an order keeps of the device from the moment it is made."""
        fields = self.device.fields
        return {
            "asset": self.life.asset,
            "facility": fields["facility"],
            "department": fields["owner_department"],
            "risk_class": fields["risk_class"],
            "is_life_support": fields["is_life_support"],
        }

    # --- What follows a visit -----------------------------------------------------

    def log(self, visit: Visit, said: dict[str, Any]) -> MaintenanceLog:
        """The signed record of a visit."""
        log = MaintenanceLog()
        cost = Decimal(visit.minutes * HOURLY_WAGE) / 60
        self.tell(
            log,
            self.deed(visit.by, "maintenance_log.signed", visit.at),
            {
                "asset": self.life.asset,
                "work_order": visit.order,
                "performed_by": visit.by,
                "status": LogStatus.COMPLETED,
                "started_at": visit.began_at,
                "completed_at": visit.at,
                "performed_at": visit.at,
                "signed_at": visit.at,
                "labor_minutes": visit.minutes,
                "labor_cost": cost.quantize(Decimal("0.01")),
                "currency": CURRENCY,
                **said,
            },
        )
        return log

    def use_instrument(self, what: str, at: datetime, **record: AuditedModel) -> None:
        """`what` is empty where nothing is measured with one of the workshop's own."""
        if not what:
            return
        instrument = self.programme.instruments[f"{self.device.code}-{what}"]
        due: date = instrument.calibration_due_on  # type: ignore[assignment]  # never empty
        if at.date() > due:
            return
        while due - YEAR > at.date():
            due -= YEAR
        self.tell(
            InstrumentUse(),
            self.deed(self.technician, "instrument.used", at),
            {"instrument": instrument, "calibration_due_on": due, **record},
        )

    def event(
        self, deed: Deed, said: dict[str, Any], *, closed_at: datetime | None
    ) -> None:
        """What has to be followed up, and by whom it was closed, if it was."""
        event = ComplianceEvent()
        recorded = replace(deed, action="compliance_event.recorded", reason="")
        at = deed.occurred_at
        fields = {"asset": self.life.asset, "actor": deed.by, "occurred_at": at}
        due = {"due_on": at.date() + timedelta(days=30)}
        self.tell(event, recorded, fields | due | said)
        if closed_at is None or closed_at > self.now:
            return
        reason = "Followed up; the device was checked and is in order."
        self.tell(
            event,
            self.deed(self.manager, "compliance_event.closed", closed_at, reason),
            {
                "status": "closed",
                "closed_at": closed_at,
                "closed_by": self.manager,
                "closing_reason": reason,
            },
        )


def local_date(at: datetime) -> date:
    return at.astimezone(ZONE).date()
