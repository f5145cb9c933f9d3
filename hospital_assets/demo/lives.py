"""A device, its state so far, and the steps in which the register tells its life."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from audit.bulk import Deed
from audit.models import AuditedModel
from audit.past import Step
from equipment.lifecycle import StatusReason
from equipment.models import Asset, Assignment, Location
from hospital_assets.accounts.models import User
from hospital_assets.demo.devices import Device, World
from hospital_assets.demo.people import at_work


class Life:
    def __init__(self, device: Device, *, world: World, rng: Random) -> None:
        self.device, self.world, self.rng = device, world, rng
        self.asset = Asset()
        self.assignment: Assignment | None = None
        # Why it cannot be used, or could not the last time.
        self.trouble = StatusReason.PENDING_ACCEPTANCE
        self.steps: list[Step] = []
        # The same one looks after it all the time.
        self.technician = rng.choice(world.staff.technicians(device.code))

    def tell(
        self, deed: Deed, changes: dict[str, Any], *, of: AuditedModel | None = None
    ) -> None:
        """Add a step: what `deed` changed, of the device itself unless said."""
        self.steps.append(Step(self.asset if of is None else of, deed, changes))

    def deed(self, by: User, action: str, at: datetime, reason: str = "") -> Deed:
        return Deed(by, action, reason, at, at_work(by, rng=self.rng))

    def head(self) -> User:
        """Who hands it out; of what is built in the technician takes care."""
        if self.device.kind.fixed:
            return self.technician
        department = self.device.ward.department.name
        return self.rng.choice(self.world.staff.heads(self.device.code, department))

    def nurse(self) -> User:
        department = self.device.ward.department.name
        return self.rng.choice(self.world.staff.nurses(self.device.code, department))

    def home(self) -> Location:
        """Where it stands when nobody in particular has it."""
        return self.device.ward.store if self.device.kind.is_pooled else self.spot()

    def spot(self) -> Location:
        """A place where it is used."""
        return self.rng.choice(self.device.ward.spots_for(self.device.kind.room))

    def room(self, name: str) -> Location:
        """A room of the workshop of its facility."""
        return self.device.site.rooms[name]


def told_as(deed: Deed, action: str, reason: str = "") -> Deed:
    """Another part of the same request."""
    return Deed(deed.by, action, reason, deed.occurred_at, deed.context)
