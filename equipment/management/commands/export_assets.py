"""Write the register to a file, or to the standard output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.actors import system_user
from equipment.exports import COLUMNS, csv_of, record_export, write_xlsx
from equipment.models import Asset, Facility
from equipment.models.assets import AssetQuerySet


class Command(BaseCommand):
    help = "Export all assets, or those of one facility, as CSV or XLSX."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, help="if none, CSV is printed"
        )
        parser.add_argument(
            "--format", choices=["csv", "xlsx"], help="if not as the file's ending says"
        )
        parser.add_argument("--facility", metavar="CODE", help="only its assets")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["file"]
        kind = options["format"] or format_of(path)
        if kind == "xlsx" and path is None:
            raise CommandError("Name a file: XLSX cannot be printed.")
        assets = assets_of(options["facility"]).order_by("asset_tag", "pk")
        number = assets.count()
        record_export(
            number, by=system_user(), kind=kind, chosen=options["facility"] or ""
        )
        if path is None:
            for piece in csv_of(assets, COLUMNS):
                self.stdout.write(piece.decode(), ending="")
            return
        write(path, assets, kind)
        self.stdout.write(f"Wrote {number:,} assets to {path}.")


def format_of(path: Path | None) -> str:
    return "xlsx" if path and path.suffix.lower() == ".xlsx" else "csv"


def assets_of(code: str | None) -> AssetQuerySet:
    assets = Asset.objects.visible_to(system_user())
    if code is None:
        return assets
    facility = Facility.objects.filter(code__iexact=code).first()
    if facility is None:
        raise CommandError(f"There is no facility of the code {code}.")
    return assets.filter(facility=facility)


def write(path: Path, assets: AssetQuerySet, kind: str) -> None:
    try:
        with path.open("wb") as file:
            if kind == "xlsx":
                write_xlsx(file, assets, COLUMNS)
            else:
                file.writelines(csv_of(assets, COLUMNS))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
