"""The sections of a binder about checks: acceptance, instruments, events."""

from __future__ import annotations

from datetime import date
from typing import Any

from maintenance.binder.cells import (
    DEVICE,
    DEVICE_COLUMNS,
    MOST_ROWS,
    NOT_SHOWN,
    day,
    device_cells,
    moment_day,
)
from maintenance.binder.devices import devices
from maintenance.binder.layout import Column, Row, Section, listing_of
from maintenance.binder.rows import Binder
from maintenance.choices import (
    EventSeverity,
    EventStatus,
    EventType,
    InspectionStatus,
)


def acceptance(binder: Binder) -> Section:
    return Section(
        "Acceptance before first use",
        [
            f"Acceptance inspections signed and not corrected since, made from "
            f"{binder.period}; and what has not been accepted yet, which is not in use."
        ],
        [
            listing_of(
                binder.acceptances().values_list(
                    "inspected_at",
                    *(f"asset__{name}" for name in DEVICE),
                    *("status", "inspected_by__first_name", "inspected_by__last_name"),
                    "findings",
                ),
                acceptance_row,
                (
                    Column("Date", 24),
                    *DEVICE_COLUMNS,
                    Column("Result", 22),
                    Column("By", 34),
                    Column("Findings", 40),
                ),
                caption="Acceptance inspections",
                file="acceptance.csv",
                most=MOST_ROWS,
            ),
            devices(
                binder.not_accepted(),
                "Not accepted yet",
                "not-accepted.csv",
                MOST_ROWS,
            ),
        ],
    )


def acceptance_row(row: Any) -> Row:
    at, *device, status, first, last, findings = row
    return (
        moment_day(at),
        *device_cells(device),
        InspectionStatus(status).label,
        f"{first} {last}",
        findings,
    )


def instruments(binder: Binder) -> Section:
    title = "Test instruments and their calibration"
    if not binder.sees_instruments:
        return Section(title, [NOT_SHOWN])
    return Section(
        title,
        [f"In use on {day(binder.today)}; whose calibration ends first is first."],
        [
            listing_of(
                binder.instruments().values_list(
                    *("code", "name", "manufacturer_name", "model_name"),
                    *("serial_number", "facility__name", "calibrated_on"),
                    *("calibration_due_on", "certificate", "out_of_tolerance_since"),
                ),
                lambda row: instrument_row(row, on=binder.today),
                (
                    Column("Code", 25),
                    Column("Instrument", 45),
                    Column("Maker and model", 45),
                    Column("Serial number", 30),
                    Column("Facility", 38),
                    Column("Calibrated", 23),
                    Column("Due", 23),
                    Column("Certificate", 24),
                    Column("State", 20),
                ),
                caption="Test instruments",
                file="instruments.csv",
                most=MOST_ROWS,
            )
        ],
    )


def instrument_row(row: Any, *, on: date) -> Row:
    code, name, maker, model, serial, place, done, due, certificate, doubt = row
    state = "Overdue" if due < on else "Valid"
    return (
        *(code, name, f"{maker} {model}".strip(), serial, place, day(done), day(due)),
        certificate,
        "In doubt" if doubt else state,
    )


def events(binder: Binder) -> Section:
    title = "Open compliance events"
    if not binder.sees_events:
        return Section(title, [NOT_SHOWN])
    return Section(
        title,
        [f"Not closed on {day(binder.today)}, whenever they happened."],
        [
            listing_of(
                binder.events().values_list(
                    *("occurred_at", "event_type", "severity"),
                    *("asset__asset_tag", "asset__name", "summary"),
                    *("status", "due_on", "reference_number"),
                ),
                event_row,
                (
                    Column("Date", 24),
                    Column("What", 36),
                    Column("Severity", 22),
                    Column("Device", 52),
                    Column("Summary", 66),
                    Column("Status", 25),
                    Column("Due", 22),
                    Column("Reference", 26),
                ),
                caption="Open compliance events",
                file="events.csv",
                most=MOST_ROWS,
            )
        ],
    )


def event_row(row: Any) -> Row:
    at, kind, severity, tag, name, summary, status, due, reference = row
    return (
        moment_day(at),
        EventType(kind).label,
        EventSeverity(severity).label,
        f"{tag} {name}",
        summary,
        EventStatus(status).label,
        day(due),
        reference,
    )
