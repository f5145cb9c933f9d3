from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.utils import timezone

from audit.actors import system_user
from audit.models import AuditLog
from audit.removing import remove
from audit.saving import save
from equipment.actions.acceptance import accept_asset
from equipment.actions.assets import edit_asset, move_asset, register_asset
from equipment.actions.assignments import (
    Handover,
    assign_asset,
    return_asset,
    transfer_asset,
)
from equipment.actions.attachments import Upload, attach_file
from equipment.actions.bulk import change_statuses, move_assets
from equipment.actions.catalogue import (
    save_catalogue_entry,
    save_department,
    save_facility,
)
from equipment.actions.disposals import reinstate_asset, retire_asset
from equipment.actions.places import save_location
from equipment.actions.statuses import (
    StatusChange,
    change_status,
    mark_clean,
)
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import (
    Asset,
    Department,
    Disposal,
    Facility,
    Location,
    Manufacturer,
)
from tests.factories import (
    give_place,
    make_asset,
    make_category,
    make_facility,
    make_location,
    make_manufacturer,
    make_nurse,
    make_passed_inspection,
    make_user,
)
from tests.files import upload

STOP = StatusChange(to="out_of_service", reason="damaged", note="Display cracked")

REFUSING = {
    "sqlite": [
        "CREATE TRIGGER log_is_full BEFORE INSERT ON audit_auditlog "
        "BEGIN SELECT RAISE(ABORT, 'the log is full'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION log_is_full() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'the log is full'; END; $$ LANGUAGE plpgsql",
        "CREATE TRIGGER log_is_full BEFORE INSERT ON audit_auditlog "
        "FOR EACH ROW EXECUTE FUNCTION log_is_full()",
    ],
}


def let_the_log_refuse_entries():
    with connection.cursor() as cursor:
        for statement in REFUSING[connection.vendor]:
            cursor.execute(statement)


def everything_stored():
    """Every row of the register, of its history and of the audit log."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for app in ("equipment", "audit")
        for model in apps.get_app_config(app).get_models()
    }


# --- One function for each action: it prepares, and returns what does it -------------


def registering(by):
    asset = Asset(
        facility=make_facility(),
        category=make_category(),
        asset_tag="NEW-1",
        name="Ventilator",
        model_name="V500",
    )
    return lambda: register_asset(asset, by=by)


def editing(by):
    asset = make_asset()
    return lambda: edit_asset(asset, changes={"notes": "Checked"}, by=by)


def moving(by):
    asset = make_asset()
    room = make_location(facility=asset.facility)
    return lambda: move_asset(asset, to=room, by=by)


def assigning(by):
    asset, nurse = make_asset(), make_nurse()
    return lambda: assign_asset(asset, to=Handover(person=nurse), by=by)


def assigned(by):
    asset = make_asset()
    assign_asset(asset, to=Handover(person=make_nurse()), by=by)
    return asset


def returning(by):
    asset = assigned(by)
    return lambda: return_asset(asset, condition="damaged", by=by)


def transferring(by):
    asset, nurse = assigned(by), make_nurse()
    return lambda: transfer_asset(asset, to=Handover(person=nurse), by=by)


def stopping(by):
    asset = assigned(by)
    return lambda: change_status(asset, STOP, by=by)


def cleaning(by):
    asset = make_asset(status_reason=StatusReason.NEEDS_CLEANING)
    return lambda: mark_clean(asset, by=by)


def accepting(by):
    asset = make_asset(accepted_at=None)
    make_passed_inspection(asset)
    return lambda: accept_asset(asset, by=by)


def disposal(by):
    today = timezone.localdate()
    return Disposal(method="scrap", disposed_on=today, authorised_by=by)


def retiring(by):
    asset = make_asset()
    return lambda: retire_asset(asset, reason="scrapped", disposal=disposal(by), by=by)


def reinstating(by):
    asset = make_asset(status=AssetStatus.RETIRED)
    return lambda: reinstate_asset(asset, reason="It was found again.", by=by)


def attaching(by):
    asset = make_asset()
    return lambda: attach_file(asset, Upload(upload(), kind="manual"), by=by)


def moving_many(by):
    assets = [make_asset() for _ in range(3)]
    room = make_location()
    return lambda: move_assets(assets, to=room, by=by)


def stopping_many(by):
    assets = [make_asset() for _ in range(3)]
    return lambda: change_statuses(assets, STOP, by=by)


def adding_a_place(by):
    room = Location(facility=make_facility(), name="Room 1", type="room")
    return lambda: save_location(room, by=by)


def moving_a_place(by):
    room = make_location()
    room.parent = make_location(facility=room.facility)
    return lambda: save_location(room, by=by)


def adding_a_maker(by):
    return lambda: save_catalogue_entry(Manufacturer(name="New"), by=by)


def changing_a_facility(by):
    facility = make_facility()
    facility.name = "Other"
    return lambda: save_facility(facility, by=by)


def adding_a_facility(by):
    return lambda: save_facility(Facility(name="New", code="NEW"), by=by)


def adding_a_department(by):
    ward = Department(facility=make_facility(), name="ICU")
    return lambda: save_department(ward, by=by)


def saving(by):
    maker = make_manufacturer()
    maker.name = "Other"
    return lambda: save(maker, by=by)


def removing(by):
    scope = give_place(make_user(), make_facility())
    return lambda: remove(scope, by=by)


ACTIONS = (
    registering,
    editing,
    moving,
    assigning,
    returning,
    transferring,
    stopping,
    cleaning,
    accepting,
    retiring,
    reinstating,
    attaching,
    moving_many,
    stopping_many,
    adding_a_place,
    moving_a_place,
    adding_a_maker,
    adding_a_facility,
    changing_a_facility,
    adding_a_department,
    saving,
    removing,
)


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda f: f.__name__)
def test_a_change_whose_entry_cannot_be_written_does_not_happen(prepare):
    act = prepare(system_user())
    before = everything_stored()
    let_the_log_refuse_entries()

    with pytest.raises(DatabaseError, match="the log is full"):
        act()

    assert everything_stored() == before


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda f: f.__name__)
def test_the_same_change_happens_and_is_recorded_where_the_log_takes_it(prepare):
    by = system_user()
    act = prepare(by)
    before = AuditLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    act()

    entries = AuditLog.objects.filter(pk__gt=before)
    assert {entry.actor_id for entry in entries} == {by.pk}
