"""What a row does to the register: a new asset, a changed one, nothing, or no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from audit.constraints import check_constraints
from equipment.actions.assets import (
    check_takes_assets,
    fill_from_catalogue,
    suggestion_for,
)
from equipment.imports.fields import FIELDS
from equipment.imports.matching import Known
from equipment.imports.options import Options
from equipment.imports.parsing import Parsed
from equipment.imports.references import PART_TYPES, References
from equipment.lifecycle import (
    STATUSES_BEFORE_ACCEPTANCE,
    AssetStatus,
    StatusReason,
    reason_fits,
)
from equipment.models import Asset, Assignment, Facility
from equipment.models.staff import reach_of

IMPORTED = "As the imported register says."

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


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    SET_ASIDE = "set aside"


@dataclass
class Planned:
    """`sentences` say why a row is refused, or what was noted about it."""

    parsed: Parsed
    outcome: Outcome
    asset: Asset | None = None
    assignment: Assignment | None = None
    sentences: list[str] = field(default_factory=list)

    @property
    def tag(self) -> str:
        return self.asset.asset_tag if self.asset else self.parsed.text("asset_tag")


class RefusedRow(Exception):  # noqa: N818  # it reads as what it says
    """The row cannot be taken; its message says why, for a person."""


class Planner:
    """Plans row after row; it remembers which devices the file has named already."""

    def __init__(
        self,
        options: Options,
        references: References,
        *,
        by: AbstractUser,
        facility: Facility | None,
        at: datetime,
    ) -> None:
        self.options = options
        self.references = references
        self.reach = reach_of(by)
        self.by = by
        self.facility = facility
        self.at = at
        self.seen: dict[str, int] = {}

    def plan(self, parsed: Parsed, known: Known) -> Planned:
        planned = Planned(parsed, Outcome.REFUSED)
        try:
            if parsed.refusals:
                raise RefusedRow(" ".join(parsed.refusals))
            self._plan(planned, known)
        except RefusedRow as refusal:
            planned.sentences = [str(refusal)]
        except ValidationError as refusal:
            planned.sentences = in_words(refusal)
        if planned.sentences and planned.outcome is Outcome.REFUSED:
            planned.asset = planned.assignment = None
        return planned

    def _plan(self, planned: Planned, known: Known) -> None:
        parsed = planned.parsed
        matches = known.find(parsed)
        if len(matches) > 1:
            tags = ", ".join(asset.asset_tag for asset in matches)
            raise RefusedRow(
                f"{len(matches)} assets have this maker, model and serial number "
                f"({tags}): give the tag."
            )
        if matches:
            self._notice_once(matches[0].asset_tag, parsed.number)
            self._change(planned, matches[0])
        else:
            if not parsed.text("asset_tag"):
                raise RefusedRow("It has no asset tag and no known serial number.")
            self._notice_once(parsed.text("asset_tag"), parsed.number)
            self._make(planned)

    def _notice_once(self, tag: str, number: int) -> None:
        first = self.seen.setdefault(tag.lower(), number)
        if first != number:
            raise RefusedRow(f"Row {first} is about the same device, {tag}.")

    # --- New ----------------------------------------------------------------------

    def _make(self, planned: Planned) -> None:
        parsed = planned.parsed
        facility = self._facility_of(parsed)
        check_takes_assets(facility)
        asset = planned.asset = Asset(facility=facility)
        self._set_values(asset, parsed)
        self._set_catalogue(asset, parsed)
        self._set_place(asset, parsed)
        fill_from_catalogue(asset)
        if asset.criticality != suggestion_for(asset):
            asset.criticality_reason = IMPORTED
        self._set_status(planned, asset)
        asset.notes = "\n".join(self._note_lines(parsed))
        check_told(asset, parsed.values.keys() | NAMES)
        planned.outcome = Outcome.CREATED

    def _facility_of(self, parsed: Parsed) -> Facility:
        name = parsed.text("facility")
        facility = self.references.facility(name) if name else self.facility
        if facility is None:
            raise RefusedRow(
                f"“{name}” is no facility where you work."
                if name
                else "It does not say to which facility it belongs."
            )
        if not self.reach.covers(facility.pk):
            raise RefusedRow(f"You do not work at {facility}.")
        return facility

    def _set_catalogue(self, asset: Asset, parsed: Parsed) -> None:
        name = parsed.text("category") or parsed.text("name")
        category = self.references.category(name)
        asset.manufacturer = self.references.maker(asset.manufacturer_name)
        asset.device_model = self.references.model(
            asset.manufacturer, asset.model_name, category
        )
        if category is None and asset.device_model:
            category = asset.device_model.category
        if category is None:
            raise RefusedRow(
                f"“{name}” is no known category: add it or let the import add it."
                if name
                else "It names no category."
            )
        asset.category = category
        asset.model_name = asset.model_name or "Not stated"
        asset.name = asset.name or category.name

    def _set_status(self, planned: Planned, asset: Asset) -> None:
        values = planned.parsed.values
        status = AssetStatus(values.get("status", self.options.status))
        reason = str(values.get("status_reason", ""))
        if not reason_fits(status, reason):
            planned.parsed.keep("status_reason", reason)
            reason = ""
        asset.status, asset.status_reason = status, reason
        asset.accepted_at = values.get("accepted_at")
        if status not in STATUSES_BEFORE_ACCEPTANCE and not asset.accepted_at:
            asset.accepted_at = self._believed_acceptance(asset)
            planned.sentences.append(
                f"No acceptance is told; taken from {asset.accepted_at:%-d %B %Y}."
            )
        if status == AssetStatus.OUT_OF_SERVICE and not reason:
            asset.status_reason = (
                StatusReason.AWAITING_DECISION
                if asset.accepted_at
                else StatusReason.PENDING_ACCEPTANCE
            )
        if status == AssetStatus.RETIRED:
            asset.retired_at = self.at
        if status == AssetStatus.IN_USE:
            planned.assignment = self._assignment_of(asset, planned.parsed)

    def _believed_acceptance(self, asset: Asset) -> datetime:
        """A device in use was accepted at some time: the earliest that can be."""
        day: date | None = (
            asset.received_on or asset.purchase_date or asset.manufactured_on
        )
        if day is None:
            return self.at
        return min(datetime.combine(day, time(), tzinfo=UTC), self.at)

    def _assignment_of(self, asset: Asset, parsed: Parsed) -> Assignment:
        """Who has a device that is in use: the department or the place of the row."""
        department = asset.owner_department
        name = department.name if department else parsed.text("owner_department")
        return Assignment(
            asset=asset,
            department=department,
            department_name=name or "Not stated in the register",
            location=asset.current_location,
            started_at=self.at,
            assigned_by_id=self.by.pk,
            purpose=IMPORTED,
        )

    # --- Known --------------------------------------------------------------------

    def _change(self, planned: Planned, asset: Asset) -> None:
        if not self.reach.covers(asset.facility_id):
            raise RefusedRow("It belongs to a facility where you do not work.")
        parsed = planned.parsed
        self._note_differing_lifecycle(planned, asset)
        before = dict(asset.__dict__)
        self._set_values(asset, parsed)
        if asset.criticality != before["criticality"]:
            asset.criticality_reason = IMPORTED
        self._set_known_catalogue(asset, parsed)
        self._set_known_place(planned, asset)
        missing = [line for line in self._note_lines(parsed) if line not in asset.notes]
        asset.notes = "\n".join(filter(None, [asset.notes, *missing]))
        changed = [
            field
            for field in asset._meta.concrete_fields
            if getattr(asset, field.attname) != before[field.attname]
        ]
        planned.asset = asset
        if not changed:
            planned.outcome = Outcome.UNCHANGED
            return
        check_told(asset, {field.name for field in changed})
        planned.outcome = Outcome.UPDATED

    def _note_differing_lifecycle(self, planned: Planned, asset: Asset) -> None:
        said = planned.parsed.values.get("status")
        if said and said != asset.status:
            planned.sentences.append(
                f"The file says “{AssetStatus(said).label}”, the register "
                f"“{asset.get_status_display()}”, which stays: change it by hand."
            )

    def _set_known_catalogue(self, asset: Asset, parsed: Parsed) -> None:
        if name := parsed.text("category"):
            category = self.references.category(name)
            if category is None:
                raise RefusedRow(
                    f"“{name}” is no known category: add it or let the import add it."
                )
            asset.category = category
        if parsed.text("manufacturer_name"):
            maker = self.references.maker(asset.manufacturer_name)
            asset.manufacturer = maker or asset.manufacturer

    def _set_known_place(self, planned: Planned, asset: Asset) -> None:
        was = asset.current_location_id, asset.location_text
        self._set_place(asset, planned.parsed)
        now = asset.current_location_id, asset.location_text
        if now != was and asset.status in (AssetStatus.IN_USE, AssetStatus.RETIRED):
            planned.sentences.append(
                f"The file says “{asset.place}”; a device that is "
                f"“{asset.get_status_display()}” is not moved by an import."
            )
            asset.current_location_id, asset.location_text = was

    # --- Both ---------------------------------------------------------------------

    def _set_values(self, asset: Asset, parsed: Parsed) -> None:
        for name, value in parsed.values.items():
            if name not in REFERENCES:
                setattr(asset, name, value)

    def _set_place(self, asset: Asset, parsed: Parsed) -> None:
        facility = asset.facility
        parts = {name: parsed.text(name) for name in PART_TYPES if parsed.text(name)}
        text = parsed.text("current_location")
        place = self.references.place(facility, text) if text else None
        if place is None and parts:
            place = self.references.place_of_parts(facility, parts)
        words = text or " / ".join(parts.values()) or parsed.text("location_text")
        if place is not None:
            asset.current_location, asset.location_text = place, ""
        elif words:
            asset.current_location, asset.location_text = None, words[:200]
            if words != asset.location_text:
                parsed.keep("current_location", words)
        self._set_owner(asset, parsed)

    def _set_owner(self, asset: Asset, parsed: Parsed) -> None:
        if name := parsed.text("owner_department"):
            department = self.references.department(asset.facility, name)
            if department is None:
                parsed.keep("owner_department", name)
            else:
                asset.owner_department = department
        if name := parsed.text("responsible_person"):
            person = self.references.person(name)
            if person is None:
                parsed.keep("responsible_person", name)
            else:
                asset.responsible_person = person  # type: ignore[assignment]  # the user model

    def _note_lines(self, parsed: Parsed) -> list[str]:
        return [line for line in (parsed.text("notes"), *parsed.kept) if line]


# Told or taken from the catalogue.
NAMES = frozenset({"name", "model_name", "manufacturer_name", "notes", "location_text"})

EMPTY = (None, "")
CHECKED = {field.name: field for field in Asset._meta.fields if not field.is_relation}


def check_told(asset: Asset, names: Iterable[str]) -> None:
    """Check the fields that a row told, and what the database would refuse.

    The other fields are as they were or as the program sets them, and references were
    found among those that exist. What is derived is derived when it is written.
    """
    errors = {}
    for name in CHECKED.keys() & names:
        value = getattr(asset, name)
        if value not in EMPTY:
            try:
                CHECKED[name].clean(value, asset)
            except ValidationError as error:
                errors[name] = error.error_list
    if errors:
        raise ValidationError(errors)
    asset.check_place()
    check_constraints(asset)


def in_words(refusal: ValidationError) -> list[str]:
    if not hasattr(refusal, "error_dict"):
        return list(refusal.messages)
    return [
        sentence if name == NON_FIELD_ERRORS else f"{label_of(name)}: {sentence}"
        for name, sentences in refusal.message_dict.items()
        for sentence in sentences
    ]


def label_of(name: str) -> str:
    return FIELDS[name].label if name in FIELDS else name.replace("_", " ").capitalize()
