"""What a row does to the register: a new asset, a changed one, nothing, or no."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError

from equipment.actions.assets import (
    check_takes_assets,
    fill_from_catalogue,
    suggestion_for,
)
from equipment.imports.blanks import blanks_of
from equipment.imports.filling import (
    change_catalogue,
    note_lines,
    set_catalogue,
    set_owner,
    set_place,
    set_values,
)
from equipment.imports.fitness import Rights, check_told, in_words
from equipment.imports.matching import Known, SerialKey, serial_key
from equipment.imports.options import Options
from equipment.imports.outcomes import Outcome, Planned, RefusedRow
from equipment.imports.parsing import Parsed
from equipment.imports.references import References
from equipment.imports.systems import Systems
from equipment.lifecycle import (
    STATUSES_BEFORE_ACCEPTANCE,
    AssetStatus,
    StatusReason,
    reason_fits,
)
from equipment.models import Asset, Assignment, Facility
from equipment.models.staff import reach_of

IMPORTED = "As the imported register says."
LONGEST_DEPARTMENT = Assignment._meta.get_field("department_name").max_length or 0

# Told or taken from the catalogue.
NAMES = frozenset({"name", "model_name", "manufacturer_name", "notes", "location_text"})

blank_asset = blanks_of(Asset)
blank_assignment = blanks_of(Assignment)

# A system that a trial would only have made has an id of no row.
NO_ROW = -1


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
        self.rights = Rights(by)
        self.by = by
        self.facility = facility
        self.at = at
        self.systems = Systems()
        self.seen: dict[str, int] = {}
        # The tags of this file by maker, model and serial number.
        self.twins: defaultdict[SerialKey, list[str]] = defaultdict(list)

    def plan(self, parsed: Parsed, known: Known) -> Planned:
        planned = Planned(parsed, Outcome.REFUSED)
        try:
            if parsed.refusals:
                raise RefusedRow(" ".join(parsed.refusals))
            with self.references.additions():
                self._plan(planned, known)
        except RefusedRow as refusal:
            planned.refuse([str(refusal)])
        except ValidationError as refusal:
            planned.refuse(in_words(refusal))
        return planned

    def _plan(self, planned: Planned, known: Known) -> None:
        parsed = planned.parsed
        asset = self._asset_meant(known.find(parsed))
        if asset is not None:
            self._notice_once(asset.asset_tag, parsed.number)
            self._change(planned, asset, known)
            self._note_twins(planned, asset, known)
        elif tag := parsed.text("asset_tag"):
            self._notice_once(tag, parsed.number)
            self._note_twins(planned, self._make(planned, known), known)
        else:
            raise RefusedRow("It has no asset tag and no known serial number.")

    def _asset_meant(self, matches: list[Asset]) -> Asset | None:
        mine = [asset for asset in matches if self.reach.covers(asset.facility_id)]
        if matches and not mine:
            raise RefusedRow("It belongs to a facility where you do not work.")
        if len(mine) > 1:
            tags = ", ".join(asset.asset_tag for asset in mine)
            raise RefusedRow(
                f"{len(mine)} assets have this maker, model and serial number "
                f"({tags}): give the tag."
            )
        return mine[0] if mine else None

    def _notice_once(self, tag: str, number: int) -> None:
        first = self.seen.setdefault(tag.lower(), number)
        if first != number:
            raise RefusedRow(f"Row {first} is about the same device, {tag}.")

    # --- New ----------------------------------------------------------------------

    def _make(self, planned: Planned, known: Known) -> Asset:
        parsed = planned.parsed
        facility = self._facility_of(parsed)
        check_takes_assets(facility)
        asset = planned.asset = blank_asset()
        asset.facility = facility
        set_values(asset, parsed)
        set_catalogue(asset, parsed, self.references)
        set_place(asset, parsed, self.references)
        set_owner(asset, parsed, self.references)
        fill_from_catalogue(asset)
        if asset.criticality != suggestion_for(asset):
            asset.criticality_reason = IMPORTED
        self._set_status(planned, asset)
        self._set_system(asset, parsed, known)
        asset.notes = "\n".join(note_lines(parsed))
        check_told(asset, parsed.values.keys() | NAMES)
        planned.outcome = Outcome.CREATED
        return asset

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

    def _set_status(self, planned: Planned, asset: Asset) -> None:
        values = planned.parsed.values
        status = AssetStatus(values.get("status", self.options.status))
        reason = str(values.get("status_reason", ""))
        if not reason_fits(status, reason):
            planned.parsed.keep("status_reason", StatusReason(reason).label)
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
        name = name or "Not stated in the register"
        assignment = blank_assignment()
        assignment.asset = asset
        assignment.department = department
        assignment.department_name = name[:LONGEST_DEPARTMENT]
        assignment.location = asset.current_location
        assignment.started_at = self.at
        assignment.assigned_by_id = self.by.pk
        assignment.purpose = IMPORTED
        return assignment

    # --- Known --------------------------------------------------------------------

    def _change(self, planned: Planned, asset: Asset, known: Known) -> None:
        parsed = planned.parsed
        self._note_what_stays(planned, asset)
        before = dict(asset.__dict__)
        # It is the same tag, however the file writes it, and it stands on labels.
        parsed.values.pop("asset_tag", None)
        set_values(asset, parsed)
        was = before["manufacturer_name"], before["model_name"]
        change_catalogue(asset, parsed, self.references, was=was)
        if asset.criticality != before["criticality"]:
            self._give_reason(asset)
        self._set_known_place(planned, asset)
        set_owner(asset, parsed, self.references)
        self._set_system(asset, parsed, known)
        missing = [line for line in note_lines(parsed) if line not in asset.notes]
        asset.notes = "\n".join(filter(None, [asset.notes, *missing]))
        changed = {
            field.name
            for field in asset._meta.concrete_fields
            if getattr(asset, field.attname) != before[field.attname]
        }
        planned.asset = asset
        if changed:
            self.rights.check(changed & parsed.values.keys())
            check_told(asset, changed)
        planned.outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED

    def _give_reason(self, asset: Asset) -> None:
        """Why its criticality is another than what the risk suggests, if it is."""
        model = asset.device_model_id
        asset.device_model = self.references.models_by_id.get(model) if model else None
        is_suggested = asset.criticality == suggestion_for(asset)
        asset.criticality_reason = "" if is_suggested else IMPORTED

    def _note_what_stays(self, planned: Planned, asset: Asset) -> None:
        """Say where the file differs from what only happens to a device."""
        parsed = planned.parsed
        said = parsed.values.get("status")
        if said and said != asset.status:
            planned.sentences.append(
                f"The file says “{AssetStatus(said).label}”, the register "
                f"“{asset.get_status_display()}”, which stays: change it by hand."
            )
        accepted = parsed.values.get("accepted_at")
        if accepted and not is_same_day(accepted, asset.accepted_at):
            planned.sentences.append(
                f"The file says accepted on {accepted:%-d %B %Y}, the register "
                f"{day_in_words(asset.accepted_at)}, which stays."
            )
        if name := parsed.text("facility"):
            facility = self.references.facility(name)
            if facility is None or facility.pk != asset.facility_id:
                planned.sentences.append(
                    f"The file says “{name[:LONGEST_DEPARTMENT]}”, the register "
                    f"“{asset.facility}”, which stays: move the device by hand."
                )

    def _set_known_place(self, planned: Planned, asset: Asset) -> None:
        was = asset.current_location, asset.location_text
        if asset.status not in (AssetStatus.IN_USE, AssetStatus.RETIRED):
            set_place(asset, planned.parsed, self.references)
            return
        with self.references.adding_nothing():
            set_place(asset, planned.parsed, self.references)
        if (asset.current_location, asset.location_text) != was:
            planned.sentences.append(
                f"The file says “{asset.place}”; a device that is "
                f"“{asset.get_status_display()}” is not moved by an import."
            )
            asset.current_location, asset.location_text = was

    # --- Both ---------------------------------------------------------------------

    def _note_twins(self, planned: Planned, asset: Asset, known: Known) -> None:
        """Serial numbers are not unique, but two of one maker's model are suspect."""
        key = serial_key(asset.manufacturer_name, asset.model_name, asset.serial_number)
        if key is None:
            return
        others = {*known.twins.get(key, ()), *self.twins[key]} - {asset.asset_tag}
        self.twins[key].append(asset.asset_tag)
        if others:
            planned.sentences.append(
                "The same maker, model and serial number stand under "
                f"{', '.join(sorted(others))} too: is it the same device?"
            )

    def _set_system(self, asset: Asset, parsed: Parsed, known: Known) -> None:
        """Hang a part below its system; one that nobody knows goes into the notes."""
        name = parsed.text("parent_asset")
        if not name:
            return
        system = known.by_tag.get(name.lower())
        is_mine = system is not None and self.reach.covers(system.facility_id)
        is_itself = name.lower() == asset.asset_tag.lower()
        is_accepted = system is None and name.lower() in self.systems.accepted
        if is_mine or is_itself or is_accepted:
            self.systems.join(asset, name.lower(), known.ancestry)
            if system is not None:
                asset.parent_asset = system
            else:
                asset.parent_asset_id = NO_ROW
        else:
            parsed.keep("parent_asset", name)


def is_same_day(told: datetime, known: datetime | None) -> bool:
    """Whether both are of one day, in the time zone of the file."""
    return known is not None and known.astimezone(told.tzinfo).date() == told.date()


def day_in_words(moment: datetime | None) -> str:
    return f"{moment:%-d %B %Y}" if moment else "that it never was"
