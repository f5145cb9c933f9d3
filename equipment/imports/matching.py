"""Find the assets that rows are about: by tag, else by maker, model and serial."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.db.models.functions import Lower

from equipment.imports.parsing import Parsed
from equipment.models import Asset
from equipment.serials import doubt, normalise_serial
from hospital_assets.foundation.text import match_key

SerialKey = tuple[str, str, str]


def serial_key(maker: str, model: str, serial: str) -> SerialKey | None:
    """What names a device without a tag, or None where the serial is doubtful."""
    if not serial or doubt(serial):
        return None
    return match_key(maker), match_key(model), normalise_serial(serial)


def key_of_row(parsed: Parsed) -> SerialKey | None:
    return serial_key(
        parsed.text("manufacturer_name"),
        parsed.text("model_name"),
        parsed.text("serial_number"),
    )


class Known:
    """The assets of the register that some rows of the file name.

    `twins` has the tags that a person may see by maker, model and serial number;
    `ancestry` maps the tag of each system that they are a part of, or would be, to the
    tag of what that is a part of itself.
    """

    def __init__(self, rows: Iterable[Parsed], *, by: AbstractUser, lock: bool) -> None:
        rows = list(rows)
        parents = {row.text("parent_asset").lower() for row in rows} - {""}
        tags = {row.text("asset_tag").lower() for row in rows} - {""}
        found = assets_tagged(tags | parents, lock=lock)
        self.by_tag = {asset.asset_tag.lower(): asset for asset in found}
        self.ancestry = ancestry_of(parents & self.by_tag.keys())
        self.twins = tags_by_serial(map(key_of_row, rows), by=by)
        untagged = [row for row in rows if not row.text("asset_tag")]
        keys = {key[2] for key in map(key_of_row, untagged) if key}
        self.by_serial: defaultdict[SerialKey, list[Asset]] = defaultdict(list)
        for asset in assets_with_serials(keys, lock=lock):
            key = serial_key(
                asset.manufacturer_name, asset.model_name, asset.serial_number
            )
            if key:
                self.by_serial[key].append(
                    self.by_tag.get(asset.asset_tag.lower(), asset)
                )

    def find(self, parsed: Parsed) -> list[Asset]:
        """The assets that the row can mean; more than one where it is not clear."""
        if tag := parsed.text("asset_tag"):
            found = self.by_tag.get(tag.lower())
            return [found] if found else []
        key = key_of_row(parsed)
        return self.by_serial.get(key, []) if key else []


def assets_tagged(tags: Iterable[str], *, lock: bool) -> QuerySet[Asset]:
    return ready(tagged(tags), lock=lock)


def assets_with_serials(keys: set[str], *, lock: bool) -> QuerySet[Asset]:
    return ready(Asset.objects.filter(serial_key__in=keys), lock=lock)


def tags_by_serial(
    keys: Iterable[SerialKey | None], *, by: AbstractUser
) -> dict[SerialKey, list[str]]:
    """The tags of those on the inventory of `by` with one of these serial numbers."""
    mine = Asset.objects.visible_to(by).on_inventory()
    alike = mine.filter(serial_key__in={key[2] for key in keys if key}, serial_doubt="")
    found: defaultdict[SerialKey, list[str]] = defaultdict(list)
    for maker, model, serial, tag in alike.values_list(
        "manufacturer_name", "model_name", "serial_key", "asset_tag"
    ):
        found[match_key(maker), match_key(model), serial].append(tag)
    return found


def tagged(tags: Iterable[str]) -> QuerySet[Asset]:
    """The assets of these tags, and some more where databases fold case differently."""
    keys = {
        ascii_lower(form) for tag in tags for form in (tag, tag.lower(), tag.upper())
    }
    return Asset.objects.annotate(tag_key=Lower("asset_tag")).filter(tag_key__in=keys)


def ascii_lower(text: str) -> str:
    """As SQLite, and PostgreSQL without a locale, make small letters."""
    return text.encode().lower().decode()


def ancestry_of(tags: Iterable[str]) -> dict[str, str]:
    """Upwards level by level; most systems are a part of nothing."""
    ancestry: dict[str, str] = {}
    level = set(tags)
    while level:
        pairs = tagged(level).filter(parent_asset__isnull=False)
        above = {
            tag.lower(): parent.lower()
            for tag, parent in pairs.values_list("asset_tag", "parent_asset__asset_tag")
        }
        ancestry |= above
        level = set(above.values()) - ancestry.keys()
    return ancestry


def ready(assets: QuerySet[Asset], *, lock: bool) -> QuerySet[Asset]:
    found = assets.select_related("facility", "current_location").order_by("pk")
    return found.select_for_update(of=("self",)) if lock else found
