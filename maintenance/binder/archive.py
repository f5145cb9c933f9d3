"""The survey binder as a ZIP of CSV files, written while it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from equipment.exports import Column, Kind, columns_for, csv_of, csv_pieces
from maintenance import check_exports, exports
from maintenance.binder.cells import NOT_SHOWN
from maintenance.binder.printing import DISCLAIMER, NAME, moment
from maintenance.binder.rows import Binder
from maintenance.choices import Disposition
from maintenance.rate_words import how_rates_are_computed
from maintenance.reports.tables import Table
from maintenance.reports.tables import csv_of as tables_csv

ATTEMPT_COLUMNS = (
    Column("Work order", "work_order__number"),
    Column("Asset tag", "work_order__asset__asset_tag"),
    Column("Attempted", "attempted_at", Kind.MOMENT),
    Column("By", "attempted_by__username"),
    Column("How it ended", "disposition", words=Disposition),
    Column("Places searched", "places_searched"),
    Column("Spoken to", "contacted_person"),
    Column("Note", "note"),
    Column("Next attempt", "next_attempt_on", Kind.DAY),
)
INSTRUMENT_COLUMNS = (
    Column("Code", "code"),
    Column("Name", "name"),
    Column("Manufacturer", "manufacturer_name"),
    Column("Model", "model_name"),
    Column("Serial number", "serial_number"),
    Column("Facility", "facility__code"),
    Column("Calibrated", "calibrated_on", Kind.DAY),
    Column("Calibration due", "calibration_due_on", Kind.DAY),
    Column("Certificate", "certificate"),
    Column("In doubt since", "out_of_tolerance_since", Kind.DAY),
    Column("Notes", "notes"),
)


class Outlet:
    """A file that only grows; what was written is taken out again and again."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


def binder_zip(binder: Binder, planned: Sequence[Table]) -> Iterator[bytes]:
    outlet = Outlet()
    made_at = timezone.localtime(binder.now).timetuple()[:6]
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it needs no more of a file than an outlet has
        for name, pieces in files_of(binder, planned):
            entry = ZipInfo(name, made_at)
            entry.compress_type = ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    yield outlet.take()
    yield outlet.take()


def files_of(
    binder: Binder, planned: Sequence[Table]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    columns = columns_for(binder.by)
    yield "README.txt", [readme(binder).encode()]
    yield "inventory.csv", csv_of(binder.inventory(), columns)
    yield "high-risk.csv", csv_of(binder.high_risk(), columns)
    yield "completion.csv", [tables_csv(planned)]
    yield "planned-work.csv", exports.csv_of(binder.planned())
    yield "overdue.csv", exports.csv_of(binder.overdue())
    yield "overdue-attempts.csv", csv_pieces(binder.attempts(), ATTEMPT_COLUMNS)
    yield "acceptance.csv", check_exports.inspections_csv(binder.acceptances())
    yield "not-accepted.csv", csv_of(binder.not_accepted(), columns)
    yield "failures.csv", exports.csv_of(binder.failures())
    if binder.sees_instruments:
        yield "instruments.csv", csv_pieces(binder.instruments(), INSTRUMENT_COLUMNS)
    if binder.sees_events:
        yield "events.csv", check_exports.events_csv(binder.events())


def readme(binder: Binder) -> str:
    """What the files are, in words."""
    lines = [
        NAME,
        "",
        f"Facility: {binder.place}",
        f"Period: {binder.period}",
        f"Made on {moment(binder)} by {binder.by} ({binder.roles}),",
        "of what this person may see.",
        "",
        "inventory.csv         every device that is not retired",
        "high-risk.csv         those of high risk, and those that support life",
        "completion.csv        planned work by month and by risk class",
        "planned-work.csv      the work that completion.csv counts, and what it leaves",
        "                      out: cancelled, or the device was not in service",
        "overdue.csv           open and past its window today",
        "overdue-attempts.csv  who went to do it, and how that ended",
        "acceptance.csv        acceptance inspections of the period",
        "not-accepted.csv      devices that wait for theirs",
        "failures.csv          repairs asked for in the period",
        "instruments.csv       test instruments and their calibration",
        "events.csv            compliance events that are not closed",
    ]
    if not (binder.sees_instruments and binder.sees_events):
        lines += ["", f"What is missing of these: {NOT_SHOWN}"]
    lines += ["", "How the rates of completion.csv are computed", ""]
    how = how_rates_are_computed(binder.chosen.as_of)
    lines += [f"{term}: {words}" for term, words in how]
    return "\n".join([*lines, "", DISCLAIMER, ""])
