"""What the database holds to of assets, and by which indexes it finds them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from equipment import choices
from equipment.lifecycle import REASONS, STATUSES_BEFORE_ACCEPTANCE, AssetStatus
from equipment.models.fields import in_order, known, not_negative

INDEXES = [
    models.Index(fields=["asset_tag"], name="asset_tag"),
    # What the dashboard counts, answered from the index alone.
    models.Index(
        fields=["facility", "status", "criticality", "is_life_support"],
        name="asset_counts",
    ),
    # What the dashboard shows first of what must not be used.
    models.Index(
        fields=["is_life_support", "criticality", "facility", "id"],
        condition=Q(status=AssetStatus.OUT_OF_SERVICE),
        name="asset_out_of_service",
    ),
    models.Index(fields=["status", "asset_tag"], name="asset_status_tag"),
    models.Index(
        fields=["criticality", "next_service_due", "id"],
        name="asset_criticality_due",
    ),
    models.Index(fields=["next_service_due", "id"], name="asset_due"),
    models.Index(fields=["name", "id"], name="asset_name"),
    models.Index(fields=["updated_at", "id"], name="asset_updated"),
    # What a scanner may have read; most assets carry few of these codes.
    *(
        models.Index(fields=[code], condition=~Q(**{code: ""}), name=f"asset_{code}")
        for code in ("giai", "rfid_epc", "udi_carrier", "udi_di")
    ),
]

CONSTRAINTS = [
    models.UniqueConstraint(
        Lower("asset_tag"),
        name="asset_unique_tag",
        violation_error_message="Another asset has this tag.",
    ),
    models.CheckConstraint(
        condition=~Q(asset_tag=""),
        name="asset_has_a_tag",
        violation_error_message="Every asset has a tag.",
    ),
    known("status", AssetStatus, "asset_known_status"),
    known("criticality", choices.Criticality, "asset_known_criticality"),
    known("risk_class", choices.RiskClass, "asset_known_risk_class"),
    known("ownership", choices.Ownership, "asset_known_ownership"),
    models.CheckConstraint(
        condition=Q(status_reason="")
        | Q(
            *(
                Q(status=status, status_reason__in=sorted(reasons))
                for status, reasons in REASONS.items()
            ),
            _connector=Q.OR,
        ),
        name="asset_reason_fits_status",
        violation_error_message="This reason does not fit the status.",
    ),
    models.CheckConstraint(
        condition=Q(accepted_at__isnull=False)
        | Q(status__in=sorted(STATUSES_BEFORE_ACCEPTANCE)),
        name="asset_accepted_before_use",
        violation_error_message=(
            "An asset that was never accepted is out of service: "
            "record its acceptance first."
        ),
    ),
    models.CheckConstraint(
        condition=Q(status=AssetStatus.RETIRED, retired_at__isnull=False)
        | (~Q(status=AssetStatus.RETIRED) & Q(retired_at=None)),
        name="asset_retired_at_when_retired",
        violation_error_message=(
            "A retired asset, and no other, has the time it retired."
        ),
    ),
    models.CheckConstraint(
        condition=~Q(ownership__in=choices.GOES_BACK)
        | (Q(return_due_on__isnull=False) & ~Q(owner_organization="")),
        name="asset_rental_goes_back",
        violation_error_message=(
            "Say whose a rental or loaner is and when it goes back."
        ),
    ),
    models.CheckConstraint(
        condition=Q(parent_asset=None) | ~Q(parent_asset=F("pk")),
        name="asset_not_part_of_itself",
        violation_error_message="An asset cannot be a part of itself.",
    ),
    in_order(
        "purchase_date",
        "received_on",
        "asset_received_after_purchase",
        "It cannot have been received before it was bought.",
    ),
    in_order(
        "purchase_date",
        "warranty_ends_on",
        "asset_warranty_after_purchase",
        "The warranty cannot end before the purchase.",
    ),
    in_order(
        "manufactured_on",
        "received_on",
        "asset_received_after_manufacture",
        "It cannot have been received before it was made.",
    ),
    not_negative("purchase_cost", "asset_purchase_cost"),
    not_negative("replacement_cost", "asset_replacement_cost"),
]
