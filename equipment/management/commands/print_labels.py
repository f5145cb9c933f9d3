"""Write labels of assets into a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models.functions import Lower

from audit.actors import system_user
from equipment.labels.formats import label_formats
from equipment.labels.printing import print_labels
from equipment.models import Asset, Facility
from equipment.models.assets import AssetQuerySet


class Command(BaseCommand):
    help = "Write labels of assets into a PDF; without tags, of all on the inventory."

    def add_arguments(self, parser: CommandParser) -> None:
        formats = label_formats()
        parser.add_argument("file", type=Path)
        parser.add_argument("tags", nargs="*")
        parser.add_argument("--facility", help="code of the one to print for")
        parser.add_argument("--format", choices=formats, default=next(iter(formats)))
        parser.add_argument(
            "--start", type=int, default=1, help="first free label of a used sheet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        on = label_formats()[options["format"]]
        if not 1 <= options["start"] <= on.per_page:
            raise CommandError(f"Start at 1 to {on.per_page}.")
        assets = list(chosen(options["tags"], options["facility"]))
        if not assets:
            raise CommandError("There is no asset to print a label for.")
        pdf = print_labels(assets, on=on, by=system_user(), start=options["start"])
        options["file"].write_bytes(pdf)
        self.stdout.write(f"{len(assets)} labels are in {options['file']}.")


def chosen(tags: list[str], facility_code: str | None) -> AssetQuerySet:
    assets = Asset.objects.on_inventory().select_related("facility")
    if facility_code:
        facility = Facility.objects.filter(code__iexact=facility_code).first()
        if facility is None:
            raise CommandError(f"There is no facility of the code {facility_code}.")
        assets = assets.filter(facility=facility)
    if tags:
        assets = tagged(assets, tags)
    return assets.order_by("asset_tag")


def tagged(assets: AssetQuerySet, tags: list[str]) -> AssetQuerySet:
    wanted = {tag.lower() for tag in tags}
    found = assets.alias(key=Lower("asset_tag")).filter(key__in=wanted)
    known = {asset.asset_tag.lower() for asset in found}
    if missing := sorted(wanted - known):
        raise CommandError(f"No asset has the tag {', '.join(missing)}.")
    return found
