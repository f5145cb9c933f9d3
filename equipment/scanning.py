"""What a scanner read or somebody typed, to the assets that it can mean."""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from equipment import gs1
from equipment.identifiers import has_gs1_check_digit
from equipment.models import Asset, DeviceModel
from equipment.models.assets import AssetQuerySet
from equipment.serials import is_placeholder, normalise_serial
from hospital_assets.foundation.conditions import IsAmong

# More than that nobody tells apart on a phone; the list's filters do.
MOST_FOUND = 50

LABEL_ADDRESS = re.compile(r"(?:https?://[^\s?#]+)?/a/([^/?#\s]+)/?(?:[?#].*)?")
GTIN_LENGTHS = (8, 12, 13, 14)


def assets_meant_by(scan: str, *, among: AssetQuerySet) -> list[Asset]:
    """The assets of `among` that carry the code: none, one, or several to choose from.

    The tag is the hospital's own and comes first. A serial number, GIAI, RFID tag or
    device identifier may be that of several.
    """
    text = scan.replace("\0", "").strip()
    if not text:
        return []
    tag = tag_in_address(text)
    if found := with_tag(tag or text, among=among):
        return found
    return [] if tag else with_other_code(text, among=among)


def tag_in_address(text: str) -> str:
    """The tag that stands in the address on a label of ours, if it is one."""
    address = LABEL_ADDRESS.fullmatch(text)
    return unquote(address[1]).replace("\0", "").strip() if address else ""


def with_tag(tag: str, *, among: AssetQuerySet) -> list[Asset]:
    """At most one: tags differ in more than their case."""
    return list(among.filter(Exact(Lower("asset_tag"), Lower(Value(tag)))))


def with_other_code(text: str, *, among: AssetQuerySet) -> list[Asset]:
    elements = gs1.elements(text)
    found = list(among.filter(code_is(text, elements))[:MOST_FOUND])
    if serial := elements.get(gs1.SERIAL):
        key = normalise_serial(serial)
        exactly = among.filter(code_is(text, elements), serial_key=key)
        return list(exactly[:MOST_FOUND]) or found
    return found


def code_is(text: str, elements: dict[str, str]) -> Q:
    """That one of the asset's other codes is the text, or stands in it."""
    written = {text, text.upper(), text.lower()}
    giai = elements.get(gs1.ASSET, "")
    condition = Q(rfid_epc__in=written) | Q(giai__in=written | {giai} - {""})
    condition |= Q(udi_carrier=text)
    if not is_placeholder(text):
        condition |= Q(serial_key=normalise_serial(text))
    return condition | device_is(elements.get(gs1.DEVICE) or text)


def device_is(identifier: str) -> Q:
    """That the device identifier (UDI-DI) is this, on the asset or on its model."""
    written = spellings(identifier)
    models = DeviceModel.objects.filter(Q(udi_di__in=written) | Q(gtin__in=written))
    of_model = IsAmong("device_model", models.order_by().values("pk"))
    return Q(udi_di__in=written) | Q(of_model)


def spellings(identifier: str) -> set[str]:
    """A GTIN is written with 8 to 14 digits, of which zeros may lead."""
    if len(identifier) not in GTIN_LENGTHS or not has_gs1_check_digit(identifier):
        return {identifier}
    digits = identifier.lstrip("0")
    return {identifier} | {
        digits.zfill(length) for length in GTIN_LENGTHS if length >= len(digits)
    }
