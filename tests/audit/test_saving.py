from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from audit import recording
from audit.models import AuditLog
from audit.recording import NotAtomic, record
from audit.saving import save
from equipment.models import Asset, Manufacturer
from hospital_assets.foundation.context import RequestContext, acting_in
from tests.factories import (
    make_asset,
    make_facility,
    make_location,
    make_manufacturer,
    make_technician,
    make_user,
)


def entries_about(entity):
    return list(AuditLog.objects.about(entity).order_by("pk"))


def test_a_new_record_has_one_history_row_and_one_entry():
    maker = Manufacturer(name="Dräger")

    assert save(maker, by=make_user(first_name="Ana", last_name="Ruiz")) is True

    assert maker.history.count() == 1
    [entry] = entries_about(maker)
    assert (entry.action, entry.actor_name) == ("manufacturer.created", "Ana Ruiz")
    assert entry.payload == {"name": [None, "Dräger"], "is_active": [None, True]}


def test_a_changed_record_has_one_more_of_each():
    maker = make_manufacturer()
    maker.name = "Other"

    assert save(maker, by=None, action="manufacturer.renamed", reason="Sold") is True

    assert maker.history.count() == 2
    entry = entries_about(maker)[-1]
    assert (entry.action, entry.reason) == ("manufacturer.renamed", "Sold")
    assert maker.history.first().history_change_reason == "Sold"


def test_a_record_that_did_not_change_leaves_no_trace():
    maker = make_manufacturer()
    maker.name = str(maker.name)

    assert save(maker, by=None) is False

    assert maker.history.count() == 1
    assert len(entries_about(maker)) == 1


def test_a_record_to_which_something_happened_is_told_of_though_unchanged():
    asset = make_asset()

    assert save(asset, by=None, action="asset.blessed", even_unchanged=True) is True

    asset.refresh_from_db()
    assert asset.version == 2
    entry = entries_about(asset)[-1]
    assert (entry.action, entry.payload) == ("asset.blessed", {})


def test_two_changes_of_one_object_are_told_one_by_one():
    maker = make_manufacturer(name="One")
    for name in ("Two", "Three"):
        maker.name = name
        save(maker, by=None)

    assert [e.payload.get("name") for e in entries_about(maker)] == [
        [None, "One"],
        ["One", "Two"],
        ["Two", "Three"],
    ]


def test_only_what_changed_is_checked_and_written():
    asset = make_asset()
    Asset.objects.filter(pk=asset.pk).update(supplier="Changed behind its back")
    asset.currency = "eu1"  # not checked, since it counts as unchanged
    asset._loaded = None
    asset.remember_as_stored()
    asset.notes = "New"

    save(asset, by=None)

    stored = Asset.objects.get()
    assert (stored.notes, stored.supplier) == ("New", "Changed behind its back")
    assert stored.currency == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"asset_tag": "taken"}, "Another asset has this tag."),
        ({"accepted_at": None}, "record its acceptance first"),
        ({"ownership": "rental"}, "Say whose a rental or loaner is"),
    ],
)
def test_the_database_refuses_in_a_sentence(change, sentence):
    make_asset(asset_tag="TAKEN")
    asset = make_asset()
    for name, value in change.items():
        setattr(asset, name, value)

    with pytest.raises(ValidationError, match=sentence):
        save(asset, by=None)

    assert len(entries_about(asset)) == 1


def test_a_refusal_leaves_the_transaction_around_it_usable():
    make_manufacturer(name="Dräger")

    with transaction.atomic():
        with pytest.raises(ValidationError):
            save(Manufacturer(name="dräger"), by=None)
        save(Manufacturer(name="Philips"), by=None)

    assert Manufacturer.objects.count() == 2


def test_a_change_whose_entry_cannot_be_written_does_not_happen(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    maker = make_manufacturer(name="Before")
    maker.name = "After"
    monkeypatch.setattr(recording.AuditLog, "save", fail)

    with pytest.raises(OSError, match="disk full"):
        save(maker, by=None)

    assert Manufacturer.objects.get().name == "Before"
    assert maker.history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_of_a_transaction():
    maker = make_manufacturer()

    with pytest.raises(NotAtomic):
        record("manufacturer.praised", entity=maker, by=None)


def test_an_entry_says_who_with_which_roles_by_which_way_and_where():
    technician = make_technician()
    asset = make_asset()

    with acting_in(RequestContext("rest", "request-1", "10.0.0.9")):
        entry = record("asset.looked_at", entity=asset, by=technician)

    assert (entry.actor, entry.actor_roles) == (technician, "biomed_technician")
    assert (entry.source, entry.request_id) == ("rest", "request-1")
    assert entry.address == "10.0.0.9"
    assert entry.facility_id == asset.facility_id
    assert entry.entity_label == str(asset)


def test_an_entry_of_a_place_belongs_to_its_facility():
    facility = make_facility()

    for entity in (facility, make_location(facility=facility)):
        assert entries_about(entity)[0].facility_id == facility.pk


def test_labels_of_any_length_fit_into_an_entry():
    asset = make_asset(name="x" * 200, asset_tag="T" * 40)
    asset.notes = "New"

    save(asset, by=make_user(first_name="a" * 150, last_name="b" * 150))

    entry = entries_about(asset)[-1]
    assert len(entry.actor_name) <= 200
    assert entry.entity_label.startswith("T" * 40)


def test_a_save_costs_three_writes():
    asset = make_asset()
    asset.notes = "New"

    with connection.execute_wrapper(counting := Counting()):
        save(asset, by=None)

    assert counting.writes == 3


class Counting:
    def __init__(self):
        self.writes = 0

    def __call__(self, execute, sql, params, many, context):
        self.writes += sql.startswith(("INSERT", "UPDATE"))
        return execute(sql, params, many, context)


def test_what_other_work_changes_leaves_a_form_up_to_date():
    asset = make_asset()
    asset.next_service_due = date(2030, 1, 1)

    assert save(asset, by=None, action="asset.next_service_changed") is True

    asset.refresh_from_db()
    assert asset.version == 1
    assert asset.history.count() == 2
    assert "next_service_due" in entries_about(asset)[-1].payload
    asset.next_service_due, asset.name = None, "Pump"
    save(asset, by=None)
    assert asset.version == 2
