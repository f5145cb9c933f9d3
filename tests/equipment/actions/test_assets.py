from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditLog
from equipment.actions.assets import edit_asset, move_asset, register_asset
from equipment.choices import Criticality, RiskClass
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from hospital_assets.foundation.errors import Conflict, Stale
from tests.factories import (
    make_administrator,
    make_asset,
    make_category,
    make_device_model,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_technician,
)


def unsaved_asset(**fields):
    facility = fields.get("facility") or make_facility()
    defaults = {
        "facility": facility,
        "asset_tag": "NEW-1",
        "name": "Syringe pump",
        "category": make_category(),
        "model_name": "Perfusor",
        "serial_number": "P-77001",
    }
    return Asset(**defaults | fields)


def last_entry(asset):
    return AuditLog.objects.about(asset).first()


# --- Registering ------------------------------------------------------------------


def test_a_registered_asset_waits_for_its_acceptance():
    asset = register_asset(unsaved_asset(), by=make_technician())

    asset.refresh_from_db()
    assert (asset.status, asset.status_reason) == (
        "out_of_service",
        "pending_acceptance",
    )
    assert asset.accepted_at is None


def test_registering_leaves_one_history_row_and_one_entry():
    technician = make_technician()

    asset = register_asset(unsaved_asset(), by=technician)

    assert [row.history_type for row in asset.history.all()] == ["+"]
    [entry] = AuditLog.objects.about(asset)
    assert (entry.action, entry.actor) == ("asset.registered", technician)
    assert entry.payload["asset_tag"] == [None, "NEW-1"]
    assert entry.facility_id == asset.facility_id


def test_what_was_not_said_comes_from_the_catalogue():
    model = make_device_model(
        risk_class=RiskClass.HIGH, is_life_support=True, stores_patient_data=True
    )

    asset = register_asset(
        unsaved_asset(device_model=model, model_name="", name=""), by=make_technician()
    )

    assert asset.manufacturer == model.manufacturer
    assert asset.model_name == model.name
    assert asset.name == f"{model.manufacturer.name} {model.name}"
    assert (asset.is_life_support, asset.stores_patient_data) == (True, True)
    assert asset.criticality == Criticality.CRITICAL


def test_without_a_model_the_risk_is_that_of_the_category():
    category = make_category(risk_class=RiskClass.HIGH)

    asset = register_asset(unsaved_asset(category=category), by=make_technician())

    assert (asset.risk_class, asset.criticality) == ("high", "high")


def test_a_criticality_that_differs_from_the_risk_needs_a_reason():
    with pytest.raises(ValidationError) as raised:
        register_asset(unsaved_asset(criticality="critical"), by=make_manager())

    assert raised.value.message_dict == {
        "criticality_reason": [
            "The risk suggests “low”. Say why this device is different."
        ]
    }


def test_a_closed_facility_takes_no_new_assets():
    facility = make_facility(is_operational=False)

    with pytest.raises(ValidationError, match="takes no assets"):
        register_asset(unsaved_asset(facility=facility), by=make_administrator())

    assert not Asset.objects.exists()


def test_a_new_asset_cannot_begin_in_use():
    with pytest.raises(ValidationError, match="until it is accepted"):
        register_asset(
            unsaved_asset(status=AssetStatus.AVAILABLE, status_reason=""),
            by=make_technician(),
        )


def test_a_new_asset_cannot_stand_in_a_place_that_is_not_in_use():
    facility = make_facility()
    closed = make_location(facility=facility, is_active=False)

    with pytest.raises(ValidationError, match="not in use any more"):
        register_asset(
            unsaved_asset(facility=facility, current_location=closed),
            by=make_technician(),
        )


def test_a_tag_exists_once_whatever_its_case():
    make_asset(asset_tag="new-1")

    with pytest.raises(ValidationError, match="Another asset has this tag"):
        register_asset(unsaved_asset(), by=make_technician())


def test_who_may_not_register_is_told():
    with pytest.raises(PermissionDenied, match="Your role does not allow this"):
        register_asset(unsaved_asset(), by=make_nurse())


def test_nobody_registers_where_they_do_not_work():
    with pytest.raises(PermissionDenied, match="You do not work at"):
        register_asset(unsaved_asset(), by=make_technician(make_facility()))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "n\0", "Null characters are not allowed"),
        ("name", "x" * 10_000, "at most 200 characters"),
        ("purchase_date", date(8, 1, 1), "The year 8 cannot be right"),
        ("purchase_cost", Decimal("-1"), "An amount cannot be negative"),
        ("currency", "euro", "three letters of the currency"),
        ("mac_address", "nonsense", "six pairs"),
        ("ip_address", "1.2.3", "valid IPv4 or IPv6"),
        ("criticality", "immense", "not a valid choice"),
        ("replacement_planned_year", 8, "greater than or equal to 1950"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_field(field, value, sentence):
    asset = unsaved_asset(**{field: value}, criticality_reason="Because")

    with pytest.raises(ValidationError) as raised:
        register_asset(asset, by=make_manager())

    assert sentence in " ".join(raised.value.message_dict[field])
    assert not Asset.objects.exists()


@pytest.mark.parametrize("text", ["\N{HOSPITAL} 泵", "مضخة \u202e", "`'\"<b>%s{0}"])
def test_any_writing_is_kept_as_it_was_typed(text):
    asset = register_asset(unsaved_asset(name=text), by=make_technician())

    asset.refresh_from_db()
    assert asset.name == text


# --- Editing ----------------------------------------------------------------------


def test_an_edit_tells_old_and_new_of_what_changed_alone():
    asset, manager = make_asset(name="Pump"), make_manager()

    edit_asset(
        asset, changes={"name": "Infusion pump", "notes": ""}, by=manager, reason="Typo"
    )

    entry = last_entry(asset)
    assert (entry.action, entry.reason) == ("asset.edited", "Typo")
    assert entry.payload == {"name": ["Pump", "Infusion pump"]}


def test_an_edit_that_changes_nothing_leaves_no_trace():
    asset = make_asset()

    edited = edit_asset(asset, changes={"name": asset.name}, by=make_manager())

    assert edited.version == asset.version
    assert asset.history.count() == 1
    assert AuditLog.objects.about(asset).count() == 1


def test_each_change_makes_a_newer_version():
    asset = make_asset()

    edited = edit_asset(asset, changes={"notes": "Dented"}, by=make_manager())

    assert edited.version == asset.version + 1


def test_an_older_form_overwrites_nothing_and_says_who_was_first():
    asset = make_asset()
    first = make_manager(first_name="Ana", last_name="Ruiz")
    edit_asset(asset, changes={"notes": "First"}, by=first, version=asset.version)

    with pytest.raises(Stale) as raised:
        edit_asset(
            asset, changes={"notes": "Second"}, by=make_manager(), version=asset.version
        )

    assert raised.value.messages[0].startswith("Ana Ruiz changed this at ")
    asset.refresh_from_db()
    assert asset.notes == "First"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"asset_tag": "OTHER"}, "the identity"),
        ({"serial_number": "OTHER"}, "the identity"),
        ({"is_life_support": True}, "the risk"),
        ({"purchase_cost": Decimal(5)}, "the costs"),
    ],
)
def test_a_technician_may_not_change(changes, words):
    with pytest.raises(PermissionDenied, match=words):
        edit_asset(make_asset(), changes=changes, by=make_technician())


def test_what_a_role_may_not_touch_may_be_sent_unchanged():
    asset = make_asset(asset_tag="SAME")

    edit_asset(
        asset, changes={"asset_tag": "SAME", "notes": "New"}, by=make_technician()
    )

    assert Asset.objects.get().notes == "New"


@pytest.mark.parametrize("field", ["status", "accepted_at", "current_location"])
def test_what_is_done_with_an_asset_cannot_be_edited(field):
    asset = make_asset()
    value = {"status": "retired"}.get(field)

    with pytest.raises(ValidationError, match="cannot be edited"):
        edit_asset(asset, changes={field: value}, by=make_manager())


def test_a_changed_risk_asks_for_the_criticality_again():
    asset = make_asset(criticality=Criticality.LOW)

    with pytest.raises(ValidationError, match="The risk suggests “critical”"):
        edit_asset(asset, changes={"is_life_support": True}, by=make_manager())


def test_a_criticality_as_the_risk_suggests_forgets_the_reason():
    asset = make_asset(criticality="high", criticality_reason="The only one")

    edited = edit_asset(asset, changes={"criticality": "low"}, by=make_manager())

    assert edited.criticality_reason == ""


def test_an_asset_cannot_be_a_part_of_its_own_part():
    monitor = make_asset()
    module = make_asset(parent_asset=monitor)

    with pytest.raises(ValidationError, match="part of itself"):
        edit_asset(monitor, changes={"parent_asset": module}, by=make_manager())


def test_dates_in_the_wrong_order_are_refused():
    asset = make_asset(purchase_date=date(2020, 5, 1))

    with pytest.raises(ValidationError, match="received before it was bought"):
        edit_asset(asset, changes={"received_on": date(2020, 4, 1)}, by=make_manager())


def test_a_rental_names_its_owner_and_the_day_it_goes_back():
    with pytest.raises(ValidationError, match="whose a rental or loaner is"):
        edit_asset(make_asset(), changes={"ownership": "rental"}, by=make_manager())


def test_the_doubt_about_a_serial_number_follows_an_edit():
    edited = edit_asset(
        make_asset(), changes={"serial_number": "N/A"}, by=make_manager()
    )

    assert edited.serial_doubt == "Says that there is no serial number."


# --- Moving -----------------------------------------------------------------------


def test_a_move_tells_from_where_to_where_and_why():
    here, technician = make_location(name="Store"), make_technician()
    there = make_location(facility=here.facility, name="Room 4")
    asset = make_asset(current_location=here)

    moved = move_asset(asset, to=there, by=technician, reason="Needed on the ward")

    assert moved.current_location == there
    entry = last_entry(asset)
    assert (entry.action, entry.reason) == ("asset.moved", "Needed on the ward")
    assert entry.payload == {
        "current_location": [
            {"id": here.pk, "label": "Store"},
            {"id": there.pk, "label": "Room 4"},
        ]
    }
    assert asset.history.first().history_user == technician


def test_a_move_to_a_listed_place_forgets_the_place_in_words():
    asset = make_asset(current_location=None, location_text="Somewhere upstairs")

    moved = move_asset(
        asset, to=make_location(facility=asset.facility), by=make_technician()
    )

    assert moved.location_text == ""


def test_a_move_into_another_facility_takes_the_facility_along():
    there = make_location()

    assert move_asset(make_asset(), to=there, by=make_technician()).facility == (
        there.facility
    )


def test_a_retired_asset_cannot_be_moved():
    asset = make_asset(status=AssetStatus.RETIRED, status_reason=StatusReason.SOLD)

    with pytest.raises(Conflict, match="Reinstate it first"):
        move_asset(
            asset, to=make_location(facility=asset.facility), by=make_technician()
        )


def test_nothing_moves_to_a_place_that_is_not_in_use():
    asset = make_asset()
    closed = make_location(facility=asset.facility, is_active=False)

    with pytest.raises(ValidationError) as raised:
        move_asset(asset, to=closed, by=make_technician())

    assert "not in use any more" in raised.value.message_dict["location"][0]


def test_nothing_moves_into_a_closed_facility():
    closed = make_location(facility=make_facility(is_operational=False))

    with pytest.raises(ValidationError, match="takes no assets"):
        move_asset(make_asset(), to=closed, by=make_technician())


def test_nobody_moves_what_is_out_of_their_sight_or_to_where_they_do_not_work():
    asset, there = make_asset(), make_location()
    for facility in (asset.facility, there.facility):
        with pytest.raises(PermissionDenied, match="You do not work at"):
            move_asset(asset, to=there, by=make_technician(facility))


def test_clinical_staff_move_nothing():
    asset = make_asset()

    with pytest.raises(PermissionDenied, match="Your role does not allow this"):
        move_asset(asset, to=make_location(facility=asset.facility), by=make_nurse())


def test_a_move_from_an_older_page_is_refused():
    asset = make_asset()
    room, other = (make_location(facility=asset.facility) for _ in range(2))
    move_asset(asset, to=room, by=make_technician(), version=asset.version)

    with pytest.raises(Stale):
        move_asset(asset, to=other, by=make_technician(), version=asset.version)

    asset.refresh_from_db()
    assert asset.current_location == room
