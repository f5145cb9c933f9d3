"""Put what a row says into an asset: its values, its catalogue entries, its place."""

from __future__ import annotations

from equipment.imports.outcomes import RefusedRow
from equipment.imports.parsing import Parsed
from equipment.imports.references import PART_TYPES, References
from equipment.models import Asset, DeviceCategory, DeviceModel

LONGEST_WORDS = Asset._meta.get_field("location_text").max_length or 0

# Set by what happens to a device; an import sets them for new ones only.
LIFECYCLE = ("status", "status_reason", "accepted_at")

# Not attributes of the asset: they lead to one.
REFERENCES = frozenset(
    {
        "facility",
        "category",
        "current_location",
        "location_text",
        "owner_department",
        "responsible_person",
        "parent_asset",
        "notes",
        *PART_TYPES,
        *LIFECYCLE,
    }
)


def set_values(asset: Asset, parsed: Parsed) -> None:
    for name, value in parsed.values.items():
        if name not in REFERENCES:
            setattr(asset, name, value)


def note_lines(parsed: Parsed) -> list[str]:
    return [line for line in (parsed.text("notes"), *parsed.kept) if line]


def category_named(name: str, references: References) -> DeviceCategory:
    category = references.category(name)
    if category is None:
        raise RefusedRow(
            f"“{name}” is no known category: add it or let the import add it."
            if name
            else "It names no category."
        )
    return category


def category_told(
    parsed: Parsed, model: DeviceModel | None, references: References
) -> DeviceCategory | None:
    """An unknown category is no loss where the model has one: the word is kept."""
    told = parsed.text("category")
    if not told:
        return None
    category = references.category(told)
    if category is None and model is not None:
        parsed.keep("category", told)
        return None
    return category or category_named(told, references)


def set_catalogue(asset: Asset, parsed: Parsed, references: References) -> None:
    """What kind of device a new asset is."""
    maker = references.maker(asset.manufacturer_name)
    model = references.model(maker, asset.model_name)
    category = category_told(parsed, model, references)
    if category is None and model is not None:
        category = model.category
    asset.category = category or category_named(asset.name, references)
    asset.manufacturer = maker
    asset.device_model = model or references.new_model(
        maker, asset.model_name, asset.category
    )
    asset.model_name = asset.model_name or "Not stated"
    asset.name = asset.name or asset.category.name


def change_catalogue(
    asset: Asset, parsed: Parsed, references: References, *, was: tuple[str, str]
) -> None:
    """The same for a known asset; `was` is what it had for maker and model."""
    model = references.models_by_id.get(asset.device_model_id or 0)
    asset.category = (
        category_told(parsed, model, references)
        or (references.categories_by_id[asset.category_id])
    )
    is_same = (asset.manufacturer_name, asset.model_name) == was
    maker = references.maker(asset.manufacturer_name)
    if maker is None and is_same:
        maker = references.makers_by_id.get(asset.manufacturer_id or 0)
    found = references.model(maker, asset.model_name)
    if found is None and (name := parsed.text("model_name")):
        found = references.new_model(maker, name, asset.category)
    if maker is not None or not is_same:
        asset.manufacturer = maker
    if found is not None or not is_same:
        asset.device_model = found


def set_place(asset: Asset, parsed: Parsed, references: References) -> None:
    """Where the row says that it is: in a place of the tree, else in words."""
    facility = asset.facility
    parts = {name: parsed.text(name) for name in PART_TYPES if parsed.text(name)}
    text = parsed.text("current_location")
    here = asset.current_location
    place = references.place(facility, text, here=here) if text else None
    if place is None and parts:
        place = references.place_of_parts(facility, parts, here=here)
    words = text or " / ".join(parts.values()) or parsed.text("location_text")
    if place is not None:
        asset.current_location, asset.location_text = place, ""
    elif words:
        asset.current_location, asset.location_text = None, words[:LONGEST_WORDS]
        if words != asset.location_text:
            parsed.keep("current_location", words)


def set_owner(asset: Asset, parsed: Parsed, references: References) -> None:
    """Who answers for it; a name that is not on the register goes into the notes."""
    if name := parsed.text("owner_department"):
        department = references.department(asset.facility, name)
        if department is None:
            parsed.keep("owner_department", name)
        else:
            asset.owner_department = department
    if name := parsed.text("responsible_person"):
        person = references.person(name)
        if person is None:
            parsed.keep("responsible_person", name)
        else:
            asset.responsible_person = person  # type: ignore[assignment]  # the user model
