from __future__ import annotations

from decimal import Decimal

from audit.versions import versions_of
from equipment.actions.assets import edit_asset, move_asset
from tests.factories import (
    make_asset,
    make_location,
    make_manager,
    make_manufacturer,
    make_nurse,
)


def told(version):
    return {change.field: (change.old, change.new) for change in version.changes}


def versions(entity, *, to=None, before=0, most=50):
    return versions_of(entity, to=to or make_manager(), before=before, most=most)


def test_each_version_tells_what_differs_from_the_one_before():
    asset, manager = make_asset(name="Pump"), make_manager(first_name="Ana")
    room = make_location(facility=asset.facility, name="Bed 4")
    edit_asset(asset, changes={"name": "Infusion pump"}, by=manager, reason="Typo")
    move_asset(asset, to=room, by=manager)

    (moved, edited, first), older = versions(asset)

    assert told(moved) == {"Current location": (str(asset.current_location), "Bed 4")}
    assert told(edited) == {"Name": ("Pump", "Infusion pump")}
    assert (edited.by, edited.reason, edited.number) == (str(manager), "Typo", 2)
    assert first.is_first
    assert told(first)["Name"] == ("", "Pump")
    assert older == 0


def test_older_versions_follow_and_are_compared_across_the_pages():
    asset = make_asset()
    for number in range(4):
        edit_asset(asset, changes={"notes": f"Note {number}"}, by=make_manager())

    newest, older = versions(asset, most=2)
    rest, end = versions(asset, before=older, most=10)

    assert told(newest[-1]) == {"Notes": ("Note 1", "Note 2")}
    assert told(rest[0]) == {"Notes": ("Note 0", "Note 1")}
    assert (len(rest), end) == (3, 0)


def test_costs_are_told_to_who_may_see_them_alone():
    asset = make_asset()
    edit_asset(asset, changes={"purchase_cost": Decimal(5)}, by=make_manager())

    assert told(versions(asset)[0][0]) == {"Purchase cost": ("", "5.00")}
    assert told(versions(asset, to=make_nurse())[0][0]) == {}


def test_a_record_without_a_version_number_has_versions_too():
    maker = make_manufacturer(name="Dräger")

    [first] = versions(maker)[0]

    assert first.number is None
    assert told(first)["Name"] == ("", "Dräger")
