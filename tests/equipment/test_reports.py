from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from audit.recording import record
from equipment import reports
from equipment.actions.assets import move_asset
from equipment.actions.assignments import Handover, assign_asset
from equipment.choices import Criticality
from equipment.lifecycle import AssetStatus, StatusReason
from tests.factories import (
    make_administrator,
    make_asset,
    make_auditor,
    make_department,
    make_facility,
    make_location,
    make_nurse,
    make_technician,
)

STOPPED = {
    "status": AssetStatus.OUT_OF_SERVICE,
    "status_reason": StatusReason.DAMAGED,
}
LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "y"}


def test_assets_are_counted_by_facility_status_criticality_and_life_support():
    facility = make_facility()
    for _ in range(2):
        make_asset(facility=facility)
    make_asset(facility=facility, is_life_support=True)
    other = make_asset(criticality=Criticality.HIGH)

    counted = reports.tallies(make_technician()).value

    here = (facility.pk, facility.name, "available", "medium")
    there = (other.facility_id, other.facility.name, "available", "high")
    assert {astuple(tally) for tally in counted} == {
        (*here, False, 2),
        (*here, True, 1),
        (*there, False, 1),
    }


def test_only_what_one_may_see_is_counted():
    mine = make_asset()
    make_asset()

    counted = reports.tallies(make_technician(mine.facility)).value

    assert sum(tally.number for tally in counted) == 1


def test_nobody_gets_the_numbers_of_another_scope(settings):
    settings.CACHES = settings.CACHES | {"memory": LOCAL}
    facility, other = make_facility(), make_facility()
    ward = make_department(facility=facility)
    make_asset(facility=facility)
    make_asset(facility=facility, owner_department=ward)
    make_asset(facility=other)

    def number(user):
        return sum(tally.number for tally in reports.tallies(user).value)

    try:
        for _ in range(2):
            assert number(make_technician()) == 3
            assert number(make_technician(facility)) == 2
            assert number(make_technician(other)) == 1
            assert number(make_nurse(ward)) == 1
            assert number(make_technician(make_facility())) == 0
    finally:
        caches["memory"].clear()


def test_kinds_are_counted_without_what_is_retired():
    pump = make_asset()
    make_asset(category=pump.category, status=AssetStatus.RETIRED)

    (tally,) = reports.kind_tallies(make_nurse()).value

    assert (tally.name, tally.status, tally.number) == (
        pump.category.name,
        "available",
        1,
    )


def test_life_support_comes_first_then_the_more_critical():
    low = make_asset(criticality=Criticality.LOW, **STOPPED)
    critical = make_asset(criticality=Criticality.CRITICAL, **STOPPED)
    medium = make_asset(criticality=Criticality.MEDIUM, **STOPPED)
    ventilator = make_asset(
        criticality=Criticality.LOW, is_life_support=True, **STOPPED
    )
    make_asset()

    found = reports.most_urgent_out_of_service(make_technician(), most=3)

    assert found == [ventilator, critical, medium]
    assert low not in found


def test_the_history_tells_since_when_a_device_is_out_of_service():
    never_worked = make_asset(accepted_at=None)
    stopped_today = make_asset(accepted_at=None)
    history = type(stopped_today).history.model.objects
    long_ago = timezone.now() - timedelta(days=90)
    for asset in (never_worked, stopped_today):
        history.filter(id=asset.pk).update(history_date=long_ago)
    for status, days in (("available", 50), ("out_of_service", 3), ("x", 0)):
        row = history.filter(id=stopped_today.pk).latest("history_id")
        row.pk = None
        row.status = status if status != "x" else "out_of_service"
        row.history_date = timezone.now() - timedelta(days=days)
        row.save()

    found = reports.most_urgent_out_of_service(make_technician(), most=9)

    days = {asset: (timezone.now() - asset.stopped_at).days for asset in found}
    assert days == {never_worked: 90, stopped_today: 3}


def give(asset, *, hours):
    back = timezone.now() + timedelta(hours=hours)
    earlier = timezone.now() - timedelta(days=9)
    to = Handover(department_name="X", expected_return_at=back, started_at=earlier)
    return assign_asset(asset, to=to, by=make_technician())


def test_what_is_overdue_longest_comes_first():
    give(make_asset(), hours=3)
    late, later = give(make_asset(), hours=-2), give(make_asset(), hours=-5)

    assert reports.overdue_returns(make_technician(), most=9) == [later, late]
    assert reports.overdue_returns(make_technician(), most=1) == [later]
    assert reports.overdue_returns(make_technician(make_facility()), most=9) == []


def test_what_may_be_taken_is_available_and_clean():
    ready = make_asset()
    make_asset(status_reason=StatusReason.NEEDS_CLEANING)
    make_asset(accepted_at=None)

    assert reports.ready_assets(make_nurse(), most=9) == [ready]


def move_within(asset):
    room = make_location(facility=asset.facility)
    return move_asset(asset, to=room, by=make_technician())


def labels(entries):
    return [(entry.action, entry.entity_id) for entry in entries]


def test_a_technician_sees_what_was_done_last_to_the_devices_of_the_facility():
    mine, other = make_asset(), make_asset()
    move_within(mine)
    move_within(other)

    found = reports.recent_entries(make_technician(mine.facility), most=1)

    assert labels(found) == [("asset.moved", str(mine.pk))]


def test_a_ward_sees_what_was_done_last_to_its_own_devices():
    ward = make_department()
    mine = make_asset(facility=ward.facility, owner_department=ward)
    move_within(mine)
    move_within(make_asset(facility=ward.facility))

    found = reports.recent_entries(make_nurse(ward), most=9)

    assert labels(found) == [
        ("asset.moved", str(mine.pk)),
        ("asset.created", str(mine.pk)),
    ]


def test_what_was_taken_out_hides_no_change():
    user = make_auditor()
    facility = make_facility()
    for action in ("asset.exported", "assignment.exported", "audit.exported"):
        record(action, entity=facility, by=user)

    (entry,) = reports.recent_entries(user, most=1)

    assert entry.action == "facility.created"


@pytest.mark.parametrize("make", [make_auditor, make_administrator])
def test_who_reads_the_log_sees_everything_that_was_done_last(make):
    user = make()
    make_facility()

    (entry,) = reports.recent_entries(user, most=1)

    assert entry.action == "facility.created"
