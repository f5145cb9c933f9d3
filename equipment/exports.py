"""The register as a file: CSV that streams, XLSX for spreadsheets.

The headers are those that the import reads, so an exported file can be corrected and
loaded again. Texts are guarded by the rule of `foundation.spreadsheets`. Days are ISO,
in XLSX real dates; moments are ISO with their offset in both, because a spreadsheet
knows no time zones.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain, islice
from typing import IO, Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, QuerySet, TextChoices, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

from audit.recording import record
from equipment import choices
from equipment.field_groups import COST_FIELDS, SEE_COSTS
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from equipment.models.assets import AssetQuerySet
from equipment.models.holders import joined_with_holder
from hospital_assets.foundation.spreadsheets import SUSPICIOUS, guarded
from hospital_assets.foundation.workbooks import write_workbook

# As many rows as fill a few packets; smaller pieces cost more than what is in them.
ROWS_AT_ONCE = 2000
BYTE_ORDER_MARK = "\ufeff"

Cells = Sequence[Any]


class Kind(Enum):
    TEXT = auto()
    PLAIN = auto()
    DAY = auto()
    MOMENT = auto()
    YES_NO = auto()


class MomentInWords(Func):
    """A moment as ISO text of UTC, which the database makes quicker than Python."""

    template = "(%(expressions)s || '+00:00')"
    output_field = TextField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        words = "(%(expressions)s AT TIME ZONE 'UTC')::text || '+00:00'"
        return self.as_sql(compiler, connection, template=words, **context)


@dataclass(frozen=True)
class Column:
    """`source` is the path from an asset to the value."""

    header: str
    source: str
    kind: Kind = Kind.TEXT
    words: type[TextChoices] | None = None

    @property
    def is_cost(self) -> bool:
        return self.source in COST_FIELDS

    def asked_for(self, *, in_words: bool) -> str | Combinable:
        """What the database is asked for: days in words where no date is needed."""
        if self.kind is Kind.MOMENT:
            return MomentInWords(self.source)
        if self.kind is Kind.DAY and in_words:
            return Cast(self.source, TextField())
        return self.source


COLUMNS = (
    Column("Asset tag", "asset_tag"),
    Column("Name", "name"),
    Column("Category", "category__name"),
    Column("Manufacturer", "manufacturer_name"),
    Column("Model", "model_name"),
    Column("Serial number", "serial_number"),
    Column("Status", "status", words=AssetStatus),
    Column("Reason for the status", "status_reason", words=StatusReason),
    Column("Criticality", "criticality", words=choices.Criticality),
    Column("Risk class", "risk_class", words=choices.RiskClass),
    Column("Life support", "is_life_support", Kind.YES_NO),
    Column("Mission critical", "is_mission_critical", Kind.YES_NO),
    Column("Facility", "facility__code"),
    Column("Location", "current_location__full_path"),
    Column("Location in words", "location_text"),
    Column("Department", "owner_department__name"),
    Column("Held by", "holder"),
    Column("Responsible person", "responsible_person__username"),
    Column("Cost center", "cost_center"),
    Column("Ownership", "ownership", words=choices.Ownership),
    Column("Owner organization", "owner_organization"),
    Column("Return due", "return_due_on", Kind.DAY),
    Column("Next service due", "next_service_due", Kind.DAY),
    Column("Last inspection", "last_inspection_at", Kind.MOMENT),
    Column("UDI-DI", "udi_di"),
    Column("Lot number", "lot_number"),
    Column("GIAI", "giai"),
    Column("RFID (EPC)", "rfid_epc"),
    Column("Purchase date", "purchase_date", Kind.DAY),
    Column("Received", "received_on", Kind.DAY),
    Column("Accepted", "accepted_at", Kind.MOMENT),
    Column("Manufactured", "manufactured_on", Kind.DAY),
    Column("Expires", "expires_on", Kind.DAY),
    Column("Warranty ends", "warranty_ends_on", Kind.DAY),
    Column("Expected end of life", "expected_end_of_life_on", Kind.DAY),
    Column("Replacement planned", "replacement_planned_year", Kind.PLAIN),
    Column("Purchase cost", "purchase_cost", Kind.PLAIN),
    Column("Replacement cost", "replacement_cost", Kind.PLAIN),
    Column("Currency", "currency"),
    Column("Purchase order", "purchase_order"),
    Column("Supplier", "supplier"),
    Column("Funding source", "funding_source"),
    Column("Depreciation years", "depreciation_years", Kind.PLAIN),
    Column("Service provider", "service_provider", words=choices.ServiceProvider),
    Column("Contract", "contract_reference"),
    Column("Protection class", "protection_class", words=choices.ProtectionClass),
    Column("Applied part", "applied_part", words=choices.AppliedPart),
    Column("Power requirement", "power_requirement"),
    Column("Battery type", "battery_type"),
    Column("Battery installed", "battery_installed_on", Kind.DAY),
    Column("Software version", "software_version"),
    Column("Firmware version", "firmware_version"),
    Column("Networked", "is_networked", Kind.YES_NO),
    Column("MAC address", "mac_address"),
    Column("IP address", "ip_address"),
    Column("Host name", "hostname"),
    Column("Operating system", "operating_system"),
    Column("Stores patient data", "stores_patient_data", Kind.YES_NO),
    Column("Part of (asset tag)", "parent_asset__asset_tag"),
    Column("Notes", "notes"),
    Column("Retired on", "retired_at", Kind.MOMENT),
    Column("Last changed", "updated_at", Kind.MOMENT),
)


def columns_for(user: AbstractUser) -> list[Column]:
    """All that the role may see."""
    sees_costs = user.has_perm(SEE_COSTS)
    return [column for column in COLUMNS if sees_costs or not column.is_cost]


def csv_of(
    assets: AssetQuerySet, columns: Sequence[Column], *, is_marked: bool = False
) -> Iterator[bytes]:
    return csv_pieces(joined_with_holder(assets), columns, is_marked=is_marked)


def write_xlsx(
    file: IO[bytes], assets: AssetQuerySet, columns: Sequence[Column]
) -> None:
    write_sheet(file, "Assets", joined_with_holder(assets), columns)


# --- Of any records ---------------------------------------------------------------


def csv_pieces(
    records: QuerySet[Any], columns: Sequence[Column], *, is_marked: bool = False
) -> Iterator[bytes]:
    """The file, piece by piece; marked as UTF-8 for who would not guess it."""
    buffer = io.StringIO()
    buffer.write(BYTE_ORDER_MARK if is_marked else "")
    writer = csv.writer(buffer)
    writer.writerow([column.header for column in columns])
    for rows in chunks_of(records, columns, in_words=True):
        writer.writerows(converted(rows, columns))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def write_sheet(
    file: IO[bytes], title: str, records: QuerySet[Any], columns: Sequence[Column]
) -> None:
    header = [column.header for column in columns]
    chunks = (
        converted(rows, columns) for rows in chunks_of(records, columns, in_words=False)
    )
    write_workbook(
        file,
        title,
        chain([header], chain.from_iterable(chunks)),
        width=len(columns),
        days=[n for n, column in enumerate(columns) if column.kind is Kind.DAY],
    )


def chunks_of(
    records: QuerySet[Any], columns: Sequence[Column], *, in_words: bool
) -> Iterator[list[Cells]]:
    sources = [column.asked_for(in_words=in_words) for column in columns]
    rows = records.values_list(*sources).iterator(chunk_size=ROWS_AT_ONCE)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        yield chunk


def converted(rows: Sequence[Cells], columns: Sequence[Column]) -> Iterable[Cells]:
    """The cells in words: column by column, which is quicker than one by one."""
    whole = zip(*rows, strict=True)
    return zip(
        *(convert(cells, column) for cells, column in zip(whole, columns, strict=True)),
        strict=True,
    )


def convert(cells: Cells, column: Column) -> Cells:
    if column.words:
        labels = dict(column.words.choices)
        return [labels.get(cell, cell) for cell in cells]
    match column.kind:
        case Kind.TEXT:
            return [
                guarded(cell) if cell and cell[0] in SUSPICIOUS else cell
                for cell in cells
            ]
        case Kind.YES_NO:
            return ["yes" if cell else "no" for cell in cells]
    return cells


@transaction.atomic
def record_export(
    number: int, *, by: AbstractUser, kind: str, chosen: str = ""
) -> None:
    """Note in the audit log who took what out of the register."""
    # There is no record that stands for many assets: only the label says what it was.
    assets = Asset(asset_tag=f"{number:,}", name=f"assets as {kind.upper()}")
    payload = {"format": kind, "rows": number, "filter": chosen}
    record("asset.exported", entity=assets, by=by, payload=payload)
