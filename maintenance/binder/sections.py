"""The sections of the survey binder, in the order in which a surveyor asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from maintenance.binder.devices import high_risk, inventory
from maintenance.binder.layout import Section
from maintenance.binder.records import acceptance, events, instruments
from maintenance.binder.rows import Binder
from maintenance.binder.work import completion, failures, overdue
from maintenance.reports.tables import Table


def sections_of(binder: Binder, planned: Sequence[Table]) -> list[Section]:
    """`planned` are the tables of the report of planned work."""
    return [
        inventory(binder),
        high_risk(binder),
        completion(binder, planned),
        overdue(binder),
        acceptance(binder),
        failures(binder),
        instruments(binder),
        events(binder),
    ]
