from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditLog
from equipment.actions.assignments import Handover, assign_asset
from equipment.actions.disposals import reinstate_asset, retire_asset
from equipment.actions.statuses import StatusChange, change_status
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Assignment, Disposal
from equipment.signals import asset_retired
from hospital_assets.foundation.errors import Conflict, InvalidTransition
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_manager,
    make_nurse,
    make_technician,
)


def make_retired():
    return make_asset(status=AssetStatus.RETIRED, status_reason=StatusReason.SOLD)


def make_assigned():
    asset = make_asset()
    assign_asset(asset, to=Handover(department_name="Ward 1"), by=make_technician())
    asset.refresh_from_db()
    return asset


def in_maintenance_with_its_holder():
    change = StatusChange(
        to=AssetStatus.MAINTENANCE, reason="pm", note="Yearly", keeps_assignment=True
    )
    return change_status(make_assigned(), change, by=make_technician())


def entries_about(asset):
    return AuditLog.objects.about(asset).order_by("-pk")


# --- Retiring ---------------------------------------------------------------------


def disposal_by(person, **fields):
    defaults = {"method": "scrap", "disposed_on": date(2024, 5, 6)}
    return Disposal(**defaults | {"authorised_by": person} | fields)


def retire(asset, *, by=None, reason=StatusReason.SCRAPPED, **disposal):
    by = by or make_manager()
    return retire_asset(
        asset, reason=reason, disposal=disposal_by(by, **disposal), by=by, note="Old"
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (AssetStatus.AVAILABLE, StatusReason.READY),
        (AssetStatus.MAINTENANCE, StatusReason.REPAIR),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.DAMAGED),
    ],
)
def test_a_retired_device_is_gone_from_its_place(status, reason):
    asset = make_asset(status=status, status_reason=reason)

    retired = retire(asset, recipient="Scrap yard")

    assert (retired.status, retired.status_reason) == ("retired", "scrapped")
    assert retired.retired_at is not None
    assert retired.current_location is None
    assert retired.place == "Scrap yard"


def test_a_retirement_is_told_on_the_disposal_and_on_the_device():
    asset = make_asset()

    retire(asset, recipient="Scrap yard", proceeds=Decimal("20.00"))

    disposal = asset.disposals.get()
    assert [e.action for e in entries_about(disposal)] == ["disposal.recorded"]
    entry = entries_about(asset)[0]
    assert (entry.action, entry.reason) == ("asset.retired", "Old")


def test_what_somebody_has_is_returned_first():
    asset = make_assigned()

    with pytest.raises(InvalidTransition, match="Return it first"):
        retire(asset)


def test_what_is_retired_is_not_retired_again():
    asset = make_retired()

    with pytest.raises(InvalidTransition, match="“Retired” already"):
        retire(asset)


def test_a_device_in_maintenance_leaves_its_holder_when_it_is_retired():
    asset = in_maintenance_with_its_holder()

    retire(asset)

    assert not Assignment.objects.active().exists()


@pytest.mark.parametrize("reason", ["", StatusReason.REPAIR])
def test_a_retirement_says_why_it_leaves(reason):
    asset = make_asset()

    with pytest.raises(ValidationError, match="Say why it leaves"):
        retire(asset, reason=reason)

    assert not Disposal.objects.exists()


def test_patient_data_is_wiped_before_a_device_leaves():
    asset = make_asset(stores_patient_data=True)

    with pytest.raises(ValidationError) as raised:
        retire(asset)
    assert list(raised.value.message_dict) == ["data_wiped_by"]

    retired = retire(
        asset,
        data_wiped_by="Ana Ruiz",
        data_wiped_on=date(2024, 5, 5),
        data_wipe_method="purge",
    )
    assert retired.status == AssetStatus.RETIRED


@pytest.mark.parametrize("method", ["lost", "stolen"])
def test_nobody_can_wipe_what_is_not_there(method):
    retired = retire(make_asset(stores_patient_data=True), method=method)

    assert retired.status == AssetStatus.RETIRED


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"data_wiped_by": "Ana"}, "when and by which method"),
        ({"proceeds": Decimal(-1)}, "cannot be negative"),
        ({"disposed_on": date(8, 1, 1)}, "cannot be right"),
        ({"disposed_on": date(2140, 1, 1)}, "cannot have left in the future"),
        ({"method": "eaten"}, "not a valid choice"),
        ({"recipient": "a\0"}, "Null characters"),
    ],
)
def test_a_disposal_that_cannot_be_right_retires_nothing(fields, sentence):
    asset = make_asset()

    with pytest.raises(ValidationError) as raised:
        retire(asset, **fields)

    assert sentence in " ".join(raised.value.messages)
    asset.refresh_from_db()
    assert asset.status == AssetStatus.AVAILABLE


def test_the_apps_above_hear_of_a_retirement():
    heard = []

    def hear(sender, asset, by, **kwargs):
        heard.append((asset, by))

    asset_retired.connect(hear)
    manager = make_manager()
    asset = retire(make_asset(), by=manager)
    asset_retired.disconnect(hear)

    assert heard == [(asset, manager)]


@pytest.mark.parametrize("make_person", [make_technician, make_nurse, make_auditor])
def test_who_may_not_retire_is_told(make_person):
    with pytest.raises(PermissionDenied):
        retire(make_asset(), by=make_person())


# --- Reinstating ------------------------------------------------------------------


def test_a_reinstated_device_needs_its_acceptance_again():
    asset = make_retired()

    back = reinstate_asset(
        asset, reason="Found in the cellar.", by=make_administrator()
    )

    assert (back.status, back.status_reason) == ("out_of_service", "pending_acceptance")
    assert (back.accepted_at, back.retired_at) == (None, None)
    entry = entries_about(asset)[0]
    assert (entry.action, entry.reason) == ("asset.reinstated", "Found in the cellar.")


def test_a_reinstatement_is_explained():
    with pytest.raises(ValidationError) as raised:
        reinstate_asset(
            make_retired(),
            reason="  Found it      ",
            by=make_administrator(),
        )

    assert list(raised.value.message_dict) == ["reason"]


def test_only_what_is_retired_comes_back():
    with pytest.raises(Conflict, match="Only a retired asset"):
        reinstate_asset(
            make_asset(), reason="Found in the cellar.", by=make_administrator()
        )


@pytest.mark.parametrize("make_person", [make_manager, make_technician, make_nurse])
def test_only_administrators_reinstate(make_person):
    with pytest.raises(PermissionDenied):
        reinstate_asset(
            make_retired(),
            reason="Found in the cellar.",
            by=make_person(),
        )
