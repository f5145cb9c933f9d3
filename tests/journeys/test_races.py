"""Several people at the same moment, each with a connection of their own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from audit.models import AuditLog
from equipment.actions.assets import edit_asset, move_asset, register_asset
from equipment.actions.assignments import (
    Handover,
    assign_asset,
    return_asset,
    transfer_asset,
)
from equipment.actions.bulk import move_assets
from equipment.actions.disposals import retire_asset
from equipment.choices import Condition, DisposalMethod
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Assignment, Disposal
from hospital_assets.foundation.errors import Conflict, Stale
from tests.factories import (
    make_asset,
    make_category,
    make_facility,
    make_location,
    make_manager,
    make_technician,
)

pytestmark = pytest.mark.django_db(transaction=True)

TAKERS = 64
ROUNDS = 5


def at_once(*acts):
    """What each of `acts` returned, or the refusal that it raised, in their order."""
    everybody_is_ready = Barrier(len(acts))

    def run(act):
        try:
            everybody_is_ready.wait(timeout=30)
            return act()
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals_in(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]


def entries(action, asset):
    return AuditLog.objects.about(asset).filter(action=action)


# --- One device -------------------------------------------------------------------


def test_of_64_who_take_one_device_one_has_it_and_63_are_told_who():
    asset = make_asset()
    people = [
        make_technician(first_name=f"Ann{n}", last_name="Lee") for n in range(TAKERS)
    ]

    outcomes = at_once(
        *(
            lambda by=by: assign_asset(asset, to=Handover(person=by), by=by)
            for by in people
        )
    )

    refusals = refusals_in(outcomes)
    (assignment,) = [o for o in outcomes if isinstance(o, Assignment)]
    assert len(refusals) == TAKERS - 1
    assert {type(refusal) for refusal in refusals} == {Conflict}
    told = {refusal.messages[0].partition(" has it since")[0] for refusal in refusals}
    assert told == {str(assignment.assigned_to)}
    assert Assignment.objects.get().status == "active"
    assert entries("asset.assigned", asset).get().actor == assignment.assigned_to


def test_of_two_who_edit_from_the_same_page_the_second_is_told_who_was_first():
    asset, ann, ben = make_asset(), make_manager(), make_manager()

    outcomes = at_once(
        lambda: edit_asset(asset, changes={"notes": "Ann"}, by=ann, version=1),
        lambda: edit_asset(asset, changes={"notes": "Ben"}, by=ben, version=1),
    )

    (refusal,) = refusals_in(outcomes)
    winner, loser = (ann, ben) if refusal is outcomes[1] else (ben, ann)
    assert isinstance(refusal, Stale)
    assert refusal.messages[0].startswith(f"{winner} changed this at")
    asset.refresh_from_db()
    assert asset.version == 2
    assert entries("asset.edited", asset).get().actor == winner != loser


def test_of_two_who_move_from_the_same_page_one_moves_it():
    asset, by = make_asset(), make_technician()
    rooms = [make_location(facility=asset.facility) for _ in range(2)]

    outcomes = at_once(
        *(lambda to=to: move_asset(asset, to=to, by=by, version=1) for to in rooms)
    )

    (refusal,) = refusals_in(outcomes)
    assert isinstance(refusal, Stale)
    asset.refresh_from_db()
    assert asset.current_location == rooms[outcomes.index(refusal) - 1]
    assert entries("asset.moved", asset).count() == 1


def test_of_two_who_return_it_one_does():
    asset, by = make_asset(), make_technician()
    assign_asset(asset, to=Handover(person=by), by=by)

    outcomes = at_once(
        *[lambda: return_asset(asset, condition=Condition.OK, by=by)] * 2
    )

    (refusal,) = refusals_in(outcomes)
    assert refusal.messages == ["Nobody has it: it was returned already."]
    assert entries("asset.returned", asset).count() == 1
    assert entries("assignment.ended", Assignment.objects.get()).count() == 1


def test_hand_on_and_return_leave_at_most_one_holder():
    by = make_technician()
    for _ in range(ROUNDS):
        asset = make_asset()
        assign_asset(asset, to=Handover(person=by), by=by)

        at_once(
            lambda a=asset: transfer_asset(a, to=Handover(room_label="5"), by=by),
            lambda a=asset: return_asset(a, condition=Condition.OK, by=by),
        )

        asset.refresh_from_db()
        held = asset.assignments.active().count()
        assert (asset.status, held) == ("available", 0)


def test_a_device_is_never_both_retired_and_with_somebody():
    by = make_manager()
    for _ in range(ROUNDS):
        asset = make_asset()

        outcomes = at_once(
            lambda a=asset: assign_asset(a, to=Handover(person=by), by=by),
            lambda a=asset: retire_asset(
                a,
                reason=StatusReason.SCRAPPED,
                disposal=Disposal(
                    method=DisposalMethod.SCRAP,
                    disposed_on=date(2024, 5, 1),
                    authorised_by=by,
                ),
                by=by,
            ),
        )

        assert len(refusals_in(outcomes)) == 1
        asset.refresh_from_db()
        is_held = asset.assignments.active().exists()
        assert is_held == (asset.status == AssetStatus.IN_USE)
        assert asset.disposals.exists() == (asset.status == AssetStatus.RETIRED)


def test_of_two_who_register_the_same_tag_one_does():
    facility, category, by = make_facility(), make_category(), make_technician()

    outcomes = at_once(
        *(
            lambda tag=tag: register_asset(
                Asset(
                    asset_tag=tag,
                    facility=facility,
                    category=category,
                    name="Pump",
                    model_name="Agilia",
                ),
                by=by,
            )
            for tag in ("BME-1", "bme-1")
        )
    )

    (refusal,) = refusals_in(outcomes)
    assert refusal.messages == ["Another asset has this tag."]
    assert Asset.objects.count() == Asset.history.count() == 1


# --- Many devices -----------------------------------------------------------------


def test_moves_of_the_same_devices_in_opposite_order_do_not_block_each_other():
    facility, by = make_facility(), make_technician()
    assets = [make_asset(facility=facility) for _ in range(12)]

    for _ in range(ROUNDS):
        rooms = [make_location(facility=facility) for _ in range(2)]
        outcomes = at_once(
            lambda to=rooms[0]: move_assets(assets[:9], to=to, by=by),
            lambda to=rooms[1]: move_assets(assets[:2:-1], to=to, by=by),
        )

        assert outcomes == [9, 9]
        places = Counter(Asset.objects.values_list("current_location", flat=True))
        assert set(places) == {room.pk for room in rooms}
        assert min(places.values()) >= 3
