from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from audit.models import AuditLog
from equipment.choices import DisposalMethod, Ownership
from equipment.lifecycle import TRANSITIONS, AssetStatus
from equipment.models import (
    Asset,
    Assignment,
    Department,
    DeviceCategory,
    DeviceModel,
    Disposal,
    Facility,
    Location,
    Manufacturer,
    StaffScope,
)
from equipment.models.staff import reach_of
from hospital_assets.accounts.models import User
from maintenance.models import (
    ComplianceEvent,
    FacilityPolicy,
    Inspection,
    InstrumentUse,
    MaintenanceLog,
    MaintenancePlan,
    PlanTemplate,
    Procedure,
    ProcedureVersion,
    Team,
    TeamMember,
    TestInstrument,
    WorkOrder,
    WorkOrderAttempt,
)
from tests.hospital_assets.demo.conftest import NOW

MODELS = (
    Asset,
    Assignment,
    Department,
    DeviceCategory,
    DeviceModel,
    Disposal,
    Facility,
    Location,
    Manufacturer,
    StaffScope,
    ComplianceEvent,
    FacilityPolicy,
    Inspection,
    InstrumentUse,
    MaintenanceLog,
    MaintenancePlan,
    PlanTemplate,
    Procedure,
    ProcedureVersion,
    Team,
    TeamMember,
    TestInstrument,
    WorkOrder,
    WorkOrderAttempt,
)

# What a person needs to do what the demo says that they did.
PERMISSIONS = {
    "asset.imported": "equipment.import_asset",
    "asset.registered": "equipment.add_asset",
    "asset.accepted": "equipment.release_asset",
    "asset.moved": "equipment.move_asset",
    "asset.edited": "equipment.change_asset",
    "asset.assigned": "equipment.assign_asset",
    "asset.transferred": "equipment.assign_asset",
    "asset.returned": "equipment.return_asset",
    "asset.cleaned": "equipment.return_asset",
    "asset.retired": "equipment.retire_asset",
    "work_order.opened": "maintenance.request_workorder",
    "work_order.attempted": "maintenance.perform_workorder",
    "work_order.begun": "maintenance.perform_workorder",
    "work_order.closed": "maintenance.assign_workorder",
    "work_order.confirmed": "maintenance.request_workorder",
    "maintenance_log.signed": "maintenance.sign_maintenancelog",
    "inspection.signed": "maintenance.sign_inspection",
    "compliance_event.closed": "maintenance.close_complianceevent",
}


def histories():
    """Each asset with its history rows and its entries, oldest first."""
    rows, entries = defaultdict(list), defaultdict(list)
    for row in Asset.history.order_by("history_id"):
        rows[row.id].append(row)
    for entry in AuditLog.objects.filter(entity_type="equipment.asset").order_by("pk"):
        entries[int(entry.entity_id)].append(entry)
    return [(a, rows[a.pk], entries[a.pk]) for a in Asset.objects.all()]


# --- It is a hospital -------------------------------------------------------------


def test_every_status_and_the_usual_oddities_are_there(demo):
    statuses = Counter(Asset.objects.values_list("status", flat=True))
    assert set(statuses) == set(AssetStatus)
    assert 0.5 < statuses[AssetStatus.IN_USE] / 400 < 0.65
    assert Asset.objects.filter(accepted_at=None).exists()
    assert Asset.objects.exclude(serial_doubt="").exists()
    assert Asset.objects.filter(ownership=Ownership.RENTAL).exists()
    assert Assignment.objects.overdue(NOW).exists()
    assert Assignment.objects.filter(assigned_to__isnull=False).exists()
    assert Facility.objects.count() == 3
    assert set(Asset.objects.values_list("facility", flat=True)) == set(
        Facility.objects.values_list("pk", flat=True)
    )


def test_what_stored_patient_data_was_wiped_before_it_left(demo):
    left = Disposal.objects.filter(asset__stores_patient_data=True)
    assert left.exists()
    assert all(
        disposal.is_wiped for disposal in left.exclude(method=DisposalMethod.LOST)
    )


# --- It is true -------------------------------------------------------------------


def test_every_record_is_one_that_a_form_would_have_taken(demo):
    for model in MODELS:
        references = [f.name for f in model._meta.fields if f.is_relation]
        entities = model.objects.select_related(*references)
        assert entities, model
        for entity in entities:
            entity.clean_fields(exclude=references)
            if model is not Location:  # which asks the database for what is below
                entity.clean()


def test_the_last_history_row_of_every_record_is_the_record(demo):
    for model in MODELS:
        fields = [field.attname for field in model.history.model.tracked_fields]
        rows = model.history.order_by("history_id").values("id", *fields)
        newest = {row["id"]: row for row in rows}
        assert newest == {row["id"]: row for row in model.objects.values("id", *fields)}


def test_history_leads_from_state_to_state_without_a_gap(demo):
    for asset, rows, _ in histories():
        assert [row.version for row in rows] == list(range(1, asset.version + 1))
        dates = [row.history_date for row in rows]
        assert dates == sorted(dates)
        assert dates[-1] <= NOW
        for before, after in pairwise(rows):
            assert (
                before.status == after.status
                or after.status in TRANSITIONS[AssetStatus(before.status)]
            )


def test_entries_tell_the_same_places_as_the_history(demo):
    for _, rows, entries in histories():
        for row, entry in zip(rows, entries, strict=True):
            assert entry.occurred_at == row.history_date
            _, place = entry.payload.get("current_location", [None, None])
            if place is not None:
                assert place["id"] == row.current_location_id


def test_a_device_is_with_somebody_while_it_is_in_use(demo):
    held = set(Assignment.objects.active().values_list("asset", flat=True))
    used = Asset.objects.filter(status=AssetStatus.IN_USE)
    assert set(used.values_list("pk", flat=True)) <= held
    others = Asset.objects.filter(pk__in=held).exclude(status=AssetStatus.IN_USE)
    assert {asset.status for asset in others} <= {AssetStatus.MAINTENANCE}


def test_each_history_row_has_one_entry_in_the_order_of_time(demo):
    rows = sum(model.history.count() for model in MODELS)
    assert AuditLog.objects.count() == rows
    moments = AuditLog.objects.order_by("pk").values_list("occurred_at", flat=True)
    assert list(moments) == sorted(moments)


def test_everybody_was_allowed_to_do_what_they_did(demo):
    people = {user.pk: user for user in User.objects.all()}

    for entry in AuditLog.objects.filter(action__in=PERMISSIONS):
        actor = people[entry.actor_id]
        assert actor.has_perm(PERMISSIONS[entry.action]), (actor, entry.action)
        reach = reach_of(actor)
        assert reach.covers(entry.facility_id) or reach.departments


def test_it_is_only_built_into_an_empty_database(demo, build):
    before = AuditLog.objects.count()

    with pytest.raises(ValidationError, match="only built into an empty one"):
        build()

    assert AuditLog.objects.count() == before
