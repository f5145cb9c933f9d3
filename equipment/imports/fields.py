"""What a column of a register can be: a field of an asset, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the cells of a field are read."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"
    NUMBER = "number"
    YEAR = "year"
    YES_NO = "yes or no"
    WORD = "word"
    MAC = "MAC address"
    IP = "IP address"


@dataclass(frozen=True)
class Field:
    """`name` is the attribute of the asset, or the part of its place."""

    name: str
    label: str
    kind: Kind = Kind.TEXT


_FIELDS = (
    Field("asset_tag", "Asset tag"),
    Field("name", "Name"),
    Field("category", "Category"),
    Field("manufacturer_name", "Manufacturer"),
    Field("model_name", "Model"),
    Field("serial_number", "Serial number"),
    Field("udi_di", "UDI-DI"),
    Field("lot_number", "Lot number"),
    Field("giai", "GIAI"),
    Field("rfid_epc", "RFID (EPC)"),
    Field("status", "Status", Kind.WORD),
    Field("status_reason", "Reason for the status", Kind.WORD),
    Field("criticality", "Criticality", Kind.WORD),
    Field("risk_class", "Risk class", Kind.WORD),
    Field("is_life_support", "Life support", Kind.YES_NO),
    Field("is_mission_critical", "Mission critical", Kind.YES_NO),
    Field("facility", "Facility"),
    Field("current_location", "Location"),
    Field("location_text", "Location in words"),
    Field("location_building", "Building"),
    Field("location_wing", "Wing"),
    Field("location_floor", "Floor"),
    Field("location_department", "Ward"),
    Field("location_room", "Room"),
    Field("owner_department", "Department"),
    Field("responsible_person", "Responsible person"),
    Field("cost_center", "Cost center"),
    Field("ownership", "Ownership", Kind.WORD),
    Field("owner_organization", "Owner organization"),
    Field("return_due_on", "Return due", Kind.DATE),
    Field("purchase_date", "Purchase date", Kind.DATE),
    Field("received_on", "Received", Kind.DATE),
    Field("accepted_at", "Accepted", Kind.MOMENT),
    Field("manufactured_on", "Manufactured", Kind.DATE),
    Field("expires_on", "Expires", Kind.DATE),
    Field("warranty_ends_on", "Warranty ends", Kind.DATE),
    Field("expected_end_of_life_on", "Expected end of life", Kind.DATE),
    Field("replacement_planned_year", "Replacement planned", Kind.YEAR),
    Field("next_service_due", "Next service due", Kind.DATE),
    Field("last_inspection_at", "Last inspection", Kind.MOMENT),
    Field("purchase_cost", "Purchase cost", Kind.MONEY),
    Field("replacement_cost", "Replacement cost", Kind.MONEY),
    Field("currency", "Currency"),
    Field("purchase_order", "Purchase order"),
    Field("supplier", "Supplier"),
    Field("funding_source", "Funding source"),
    Field("depreciation_years", "Depreciation years", Kind.NUMBER),
    Field("service_provider", "Service provider", Kind.WORD),
    Field("contract_reference", "Contract"),
    Field("protection_class", "Protection class", Kind.WORD),
    Field("applied_part", "Applied part", Kind.WORD),
    Field("power_requirement", "Power requirement"),
    Field("battery_type", "Battery type"),
    Field("battery_installed_on", "Battery installed", Kind.DATE),
    Field("software_version", "Software version"),
    Field("firmware_version", "Firmware version"),
    Field("is_networked", "Networked", Kind.YES_NO),
    Field("mac_address", "MAC address", Kind.MAC),
    Field("ip_address", "IP address", Kind.IP),
    Field("hostname", "Host name"),
    Field("operating_system", "Operating system"),
    Field("stores_patient_data", "Stores patient data", Kind.YES_NO),
    Field("parent_asset", "Part of (asset tag)"),
    Field("notes", "Notes"),
)
FIELDS = {field.name: field for field in _FIELDS}


def fields_of(*kinds: Kind) -> list[str]:
    return [field.name for field in _FIELDS if field.kind in kinds]
