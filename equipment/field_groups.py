"""Which fields of an asset need a right of their own, beside that to edit assets."""

from __future__ import annotations

from dataclasses import dataclass

IDENTITY_FIELDS = frozenset(
    {
        "asset_tag",
        "serial_number",
        "category",
        "manufacturer",
        "manufacturer_name",
        "device_model",
        "model_name",
        "udi_di",
        "udi_carrier",
        "giai",
    }
)
RISK_FIELDS = frozenset(
    {
        "criticality",
        "criticality_reason",
        "risk_class",
        "is_life_support",
        "is_mission_critical",
    }
)
COST_FIELDS = frozenset(
    {
        "purchase_cost",
        "replacement_cost",
        "currency",
        "purchase_order",
        "supplier",
        "funding_source",
        "depreciation_years",
        "contract_reference",
    }
)
# These change by what is done with the asset, never by editing.
LIFECYCLE_FIELDS = frozenset(
    {
        "facility",
        "status",
        "status_reason",
        "accepted_at",
        "retired_at",
        "current_location",
        "location_text",
        "next_service_due",
        "last_inspection_at",
        "version",
    }
)

SEE_COSTS = "equipment.view_asset_cost"


@dataclass(frozen=True)
class Guard:
    """`fields` change only by who has `permission`; `words` name them in a refusal."""

    permission: str
    fields: frozenset[str]
    words: str


GUARDS = (
    Guard("equipment.edit_asset_identity", IDENTITY_FIELDS, "the identity"),
    Guard("equipment.edit_asset_risk", RISK_FIELDS, "the risk"),
    Guard(SEE_COSTS, COST_FIELDS, "the costs"),
)
