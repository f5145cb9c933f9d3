from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.timeline import deeds_about
from equipment.actions.assets import edit_asset, move_asset
from equipment.actions.assignments import Handover, assign_asset, return_asset
from equipment.actions.disposals import retire_asset
from equipment.models import Disposal
from hospital_assets.foundation.context import RequestContext, acting_in
from tests.factories import (
    make_asset,
    make_auditor,
    make_location,
    make_manager,
    make_nurse,
    make_technician,
)


def deeds(asset, *, to=None, before=0, most=50):
    found, _ = deeds_about(asset, to=to or make_nurse(), before=before, most=most)
    return found


def test_what_happened_comes_newest_first():
    asset, manager = make_asset(), make_manager()
    edit_asset(asset, changes={"notes": "One"}, by=manager)
    move_asset(asset, to=make_location(facility=asset.facility), by=manager)

    first, second, third = deeds(asset)

    assert first.title.startswith("Moved to ")
    assert (second.title, third.title) == ("Corrected: notes", "Recorded")


def test_what_belongs_to_a_record_is_told_with_it():
    asset, manager = make_asset(), make_manager()
    disposal = Disposal(
        method="scrap", disposed_on=timezone.localdate(), authorised_by=manager
    )
    retire_asset(asset, reason="scrapped", disposal=disposal, by=manager)

    assert "Disposal recorded: Scrapped" in [deed.title for deed in deeds(asset)]


def test_what_happened_to_others_is_not_told():
    asset = make_asset()
    assign_asset(make_asset(), to=Handover(room_label="X"), by=make_technician())

    assert len(deeds(asset)) == 1


def test_what_one_request_did_is_one_deed():
    asset, technician = make_asset(), make_technician()

    with acting_in(RequestContext("page", "request-1")):
        assign_asset(
            asset, to=Handover(room_label="Bed 4", purpose="Night"), by=technician
        )

    deed = deeds(asset)[0]
    assert deed.title == "Handed over to Bed 4"
    assert {"Status", "Purpose"} <= {change.field for change in deed.changes}
    assert "Asset" not in {change.field for change in deed.changes}


def test_what_a_command_did_at_other_times_stays_apart():
    asset, technician = make_asset(), make_technician()

    with acting_in(RequestContext("command", "request-1")):
        assign_asset(asset, to=Handover(room_label="Bed 4"), by=technician)
        with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
            return_asset(asset, condition="ok", by=technician)

    assert [deed.title for deed in deeds(asset)][:2] == [
        "Returned",
        "Handed over to Bed 4",
    ]


def test_older_deeds_follow_where_the_newer_ended():
    asset, manager = make_asset(), make_manager()
    for number in range(5):
        edit_asset(asset, changes={"notes": f"Note {number}"}, by=manager)

    newer, older = deeds_about(asset, to=manager, before=0, most=4)
    rest, end = deeds_about(asset, to=manager, before=older, most=4)

    assert (len(newer), len(rest), end) == (4, 2, 0)
    assert rest[-1].title == "Recorded"


def test_a_long_list_of_changes_is_folded():
    asset = make_asset()
    edit_asset(asset, changes={"notes": "One"}, by=make_manager())

    short, long = deeds(asset)

    assert long.is_long
    assert not short.is_long


@pytest.mark.parametrize("make_person", [make_nurse, make_technician])
def test_where_a_request_came_from_is_for_readers_of_the_log(make_person):
    asset = make_asset()
    with acting_in(RequestContext("page", "request-1", "10.0.0.9")):
        edit_asset(asset, changes={"notes": "One"}, by=make_manager())

    told = deeds(asset, to=make_person())[0]
    assert (told.address, told.request_id) == ("", "")

    told = deeds(asset, to=make_auditor())[0]
    assert (told.address, told.request_id) == ("10.0.0.9", "request-1")
