from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from audit.bulk import (
    CHUNK,
    Deed,
    RowRefusedError,
    create_each,
    create_many,
    number,
    update_each,
    update_many,
)
from audit.models import AuditLog
from audit.saving import save
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, DeviceCategory, DeviceModel, Manufacturer
from hospital_assets.foundation.context import RequestContext, acting_in
from tests.factories import (
    make_asset,
    make_category,
    make_device_model,
    make_location,
    make_manager,
    make_manufacturer,
)

PAST = datetime(2024, 2, 29, 7, 30, tzinfo=UTC)

# What must differ between two records of the same content, or two moments.
OWN = {"id", "history_id", "occurred_at", "request_id", "entity_id"}
MOMENTS = {"created_at", "updated_at", "history_date"}


def new_asset(tag, *, like, **fields):
    return Asset(
        **{
            "asset_tag": tag,
            "facility": like.facility,
            "category": like.category,
            "name": "Pump “Größe 2” 🩺",
            "model_name": "Agilia",
            "manufacturer_name": "Fresenius",
            "serial_number": "SN-00 12",
            "criticality": "high",
            "current_location": like.current_location,
            "purchase_date": date(2020, 2, 29),
            "purchase_cost": Decimal("2300.50"),
            "accepted_at": PAST,
            "status": AssetStatus.AVAILABLE,
            "status_reason": StatusReason.READY,
            "ip_address": "10.0.0.7",
            "is_networked": True,
            "notes": "two\nlines\tand \\N",
        }
        | fields
    )


def values_of(row, *without):
    left_out = OWN.union(MOMENTS, without)
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in left_out
    }


def history_of(entity):
    return [values_of(row) for row in entity.history.order_by("history_id")]


def entries_of(entity):
    entries = AuditLog.objects.about(entity).order_by("pk")
    return [values_of(entry) for entry in entries]


def assert_alike(one, many, *, without=()):
    """The records, their history and their entries differ only in `without`."""
    one.refresh_from_db()
    many.refresh_from_db()
    assert values_of(one, *without) == values_of(many, *without)
    for told in (history_of, entries_of):
        for a, b in zip(told(one), told(many), strict=True):
            for name in (*without, "entity_label", "payload"):
                a.pop(name, None), b.pop(name, None)
            assert a == b


# --- The same as one by one -------------------------------------------------------


def test_records_made_in_bulk_are_told_as_those_made_one_by_one():
    like, by = make_asset(), make_manager()
    one, many = new_asset("ONE", like=like), new_asset("MANY", like=like)

    save(one, by=by, action="asset.imported", reason="List of 2024")
    create_many([many], by=by, action="asset.imported", reason="List of 2024")

    assert_alike(one, many, without=("asset_tag", "search_text"))
    assert many.search_text.startswith("many sn-00 12 sn0012 pump “grosse 2”")


def test_the_entries_of_both_ways_say_the_same_changes():
    like, by = make_asset(), make_manager()
    one, many = new_asset("ONE", like=like), new_asset("MANY", like=like)

    save(one, by=by)
    create_many([many], by=by)

    said, bulk_said = (AuditLog.objects.about(a).get() for a in (one, many))
    assert said.action == bulk_said.action == "asset.created"
    assert bulk_said.payload == said.payload | {"asset_tag": [None, "MANY"]}
    assert bulk_said.entity_label == str(many)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Syringe pump"},
        {"serial_number": "X 99", "purchase_cost": None},
        {"purchase_date": None, "warranty_ends_on": date(2031, 1, 1)},
        {"stores_patient_data": True, "ip_address": None, "notes": "\\"},
    ],
)
def test_records_changed_in_bulk_are_told_as_those_changed_one_by_one(changes):
    like, by = make_asset(), make_manager()
    one, many = new_asset("ONE", like=like), new_asset("MANY", like=like)
    create_many([one, many], by=by)

    for asset in (one, many):
        for name, value in changes.items():
            setattr(asset, name, value)
    save(one, by=by, action="asset.edited", reason="Wrong plate")
    update_many([many], by=by, action="asset.edited", reason="Wrong plate")

    assert_alike(one, many, without=("asset_tag", "search_text"))
    assert many.version == 2
    newest, other = (AuditLog.objects.about(a).first() for a in (one, many))
    assert newest.payload == other.payload


def test_what_refers_to_something_else_is_told_with_its_label():
    like, by = make_asset(), make_manager()
    assets = [new_asset(f"T-{n}", like=like) for n in range(3)]
    create_many(assets, by=by)
    old, new = like.current_location, make_location(facility=like.facility)

    loaded = list(Asset.objects.filter(asset_tag__startswith="T-"))
    for asset in loaded:
        asset.current_location_id = new.pk
    update_many(loaded, by=by)

    assert AuditLog.objects.about(assets[2]).first().payload == {
        "current_location": [
            {"id": old.pk, "label": str(old)},
            {"id": new.pk, "label": str(new)},
        ]
    }


@pytest.mark.parametrize("make", [make_category, make_manufacturer, make_location])
def test_every_kind_of_record_can_be_made_in_bulk(make):
    pattern = make()
    fields = {
        field.name: getattr(pattern, field.name)
        for field in pattern._meta.concrete_fields
        if not field.primary_key
    }
    if isinstance(pattern, DeviceCategory):
        fields["code"] = "OTHER"

    create_many([type(pattern)(**fields | {"name": "Another"})], by=None)

    assert type(pattern).objects.get(name="Another").history.count() == 1


# --- Who, when, whence ------------------------------------------------------------


def test_each_record_can_have_a_deed_of_its_own():
    like, first, second = make_asset(), make_manager(), make_manager()
    assets = [new_asset(f"T-{n}", like=like) for n in range(2)]
    ward = RequestContext(source="page", request_id="ward-0001", address="10.1.2.3")

    create_each(
        [
            (assets[0], Deed(first, "asset.registered", "New", PAST, ward)),
            (assets[1], Deed(second, "asset.imported")),
        ]
    )

    told, other = (AuditLog.objects.about(asset).get() for asset in assets)
    assert (told.actor, told.occurred_at, told.reason) == (first, PAST, "New")
    assert (told.source, told.request_id, told.address) == (
        "page",
        "ward-0001",
        "10.1.2.3",
    )
    assert (other.actor, other.action, other.source) == (
        second,
        "asset.imported",
        "command",
    )
    history = assets[0].history.get()
    assert (history.history_date, history.history_user) == (PAST, first)
    assert Asset.objects.get(pk=assets[0].pk).created_at == PAST


def test_a_change_can_have_happened_in_the_past():
    asset, by = make_asset(), make_manager()
    asset.name = "Renamed"

    update_each([(asset, Deed(by, "asset.edited", occurred_at=PAST))])

    assert asset.history.first().history_date > PAST
    assert asset.history.earliest().name == "Renamed"
    assert AuditLog.objects.about(asset).first().occurred_at == PAST


def test_all_entries_of_one_call_share_the_request():
    like = make_asset()
    assets = [new_asset(f"T-{n}", like=like) for n in range(3)]

    with acting_in(RequestContext(source="import", request_id="import-77")):
        create_many(assets, by=None)
    create_many([new_asset(f"U-{n}", like=like) for n in range(3)], by=None)

    entries = AuditLog.objects.about(*assets)
    assert {(e.source, e.request_id) for e in entries} == {("import", "import-77")}
    later = AuditLog.objects.filter(entity_label__startswith="U-")
    assert len({entry.request_id for entry in later}) == 1


# --- What is not written ----------------------------------------------------------


def test_records_without_a_change_leave_no_trace():
    changed, unchanged = make_asset(), make_asset()
    changed.name = "Renamed"

    written = update_many([changed, unchanged], by=None)

    assert written == 1
    assert (changed.version, unchanged.version) == (2, 1)
    assert unchanged.history.count() == 1


def test_a_record_that_the_database_refuses_is_named_and_none_is_written():
    like = make_asset(asset_tag="TAKEN")
    assets = [new_asset(tag, like=like) for tag in ("A", "taken", "B")]

    with pytest.raises(RowRefusedError, match="Another asset has this tag") as e:
        create_many(assets, by=None)

    assert e.value.messages[0].startswith("taken Pump")
    assert e.value.entity is assets[1]
    assert e.value.code == "asset_unique_tag"
    assert not Asset.objects.filter(asset_tag__in="AB").exists()
    assert not AuditLog.objects.filter(entity_label__startswith="A Pump").exists()


def test_a_change_that_the_database_refuses_is_named_and_none_is_written():
    assets = [make_asset(), make_asset()]
    assets[0].purchase_cost = Decimal(5)
    assets[1].purchase_cost = Decimal(-5)

    with pytest.raises(ValidationError, match="An amount cannot be negative") as e:
        update_many(assets, by=None)

    assert e.value.entity is assets[1]
    assert Asset.objects.get(pk=assets[0].pk).purchase_cost is None


def test_what_was_refused_can_be_mended_and_written_again():
    assets = [make_asset(), make_asset()]
    assets[0].name = "Renamed"
    assets[1].purchase_cost = Decimal(-5)
    with pytest.raises(RowRefusedError):
        update_many(assets, by=None)

    assets[1].purchase_cost = Decimal(5)
    update_many(assets, by=None)

    for asset in assets:
        asset.refresh_from_db()
        assert asset.version == asset.history.count() == 2


# --- Many -------------------------------------------------------------------------


def test_more_than_a_chunk_is_written_with_few_queries(django_assert_max_num_queries):
    manufacturers = [Manufacturer(name=f"M {n}") for n in range(CHUNK + 5)]

    with django_assert_max_num_queries(20):
        written = create_many(iter(manufacturers), by=None)
    for manufacturer in manufacturers:
        manufacturer.notes = "Seen"
    with django_assert_max_num_queries(20):
        update_many(manufacturers, by=None)

    assert written == CHUNK + 5
    assert Manufacturer.history.filter(notes="Seen").count() == CHUNK + 5
    assert AuditLog.objects.filter(action="manufacturer.changed").count() == CHUNK + 5


def test_ids_go_on_after_those_written_in_bulk():
    create_many([Manufacturer(name="Bulk")], by=None)

    single = make_manufacturer()

    assert single.pk == Manufacturer.objects.get(name="Bulk").pk + 1


def test_ids_that_are_kept_for_records_go_to_no_others():
    first, second = Manufacturer(name="First"), Manufacturer(name="Second")

    number([first])
    number([second])

    assert make_manufacturer().pk > second.pk > first.pk


def test_what_was_written_can_be_changed_and_saved_at_once():
    asset = new_asset("T", like=make_asset())
    create_many([asset], by=None)
    asset.name = "Renamed"

    save(asset, by=None)

    asset.refresh_from_db()
    assert (asset.name, asset.version) == ("Renamed", 2)
    assert asset.updated_at - asset.created_at < timedelta(minutes=1)


def test_generated_columns_are_left_to_the_database():
    pattern = make_device_model()
    model = DeviceModel(
        manufacturer=pattern.manufacturer,
        category=pattern.category,
        name="Scored",
        em_function=10,
        em_physical_risk=5,
        em_maintenance=4,
    )

    create_many([model], by=None)

    assert DeviceModel.objects.get(name="Scored").em_number == 19
