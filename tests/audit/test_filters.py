from __future__ import annotations

from datetime import datetime

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from audit.filters import AuditLogFilter, known_actions
from audit.models import AuditLog
from audit.recording import entry_for
from hospital_assets.foundation.context import RequestContext, acting_in
from tests.factories import (
    make_asset,
    make_auditor,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_user,
)


def found(auditor=None, **sought):
    query = QueryDict(mutable=True)
    query.update(sought)
    request = RequestFactory().get(reverse("audit:auditlog-list"))
    request.user = auditor or make_auditor()
    filterset = AuditLogFilter(query, request=request)
    assert filterset.is_valid(), filterset.errors
    return filterset.rows


def write(*, by=None, action="asset.moved", about=None, at=None):
    entry = entry_for(
        action,
        entity=about or make_asset(),
        by=by,
        reason="",
        payload={},
        occurred_at=at,
    )
    entry.save(force_insert=True)
    return entry


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize("text", ["ada", "ADA BYRON", "byr", "abyron"])
def test_by_a_person_of_whatever_part_of_the_name(text):
    ada = make_nurse(username="abyron", first_name="Ada", last_name="Byron")
    entry = write(by=ada)
    write(by=make_nurse(first_name="Eve"))

    assert list(found(person=text)) == [entry]


def test_a_user_name_means_that_person_alone():
    ada = make_user(username="ada")
    make_user(username="adam", first_name="Ada")
    entry = write(by=ada)
    write(by=make_user(username="adamant"))

    assert list(found(person="ada")) == [entry]


def test_nobody_of_that_name_did_anything():
    write(by=make_nurse())

    assert not found(person="Nobody").exists()


def test_by_action():
    entry = write(action="asset.retired")

    assert list(found(action="asset.retired")) == [entry]


def test_every_action_of_the_code_can_be_asked_for():
    actions = {value for _, group in known_actions() for value, _ in group}

    assert {"asset.moved", "facility.created", "person.signed_in"} <= actions


def test_by_the_record_that_it_is_about():
    asset = make_asset()
    entry = write(about=asset)

    rows = found(entity_type="equipment.asset", entity_id=str(asset.pk))

    assert rows.first() == entry


def test_by_a_number_of_whatever_kind_of_record():
    asset = make_asset()

    assert AuditLog.objects.about(asset).first() in found(entity_id=f" {asset.pk} ")


def test_by_a_part_of_the_label():
    asset = make_asset(asset_tag="VENT-0815")

    assert {e.entity_id for e in found(label="vent-08")} == {str(asset.pk)}


def test_by_facility():
    here, elsewhere = make_asset(), make_asset()

    rows = found(facility=str(here.facility_id))

    assert rows.filter(entity_id=str(here.pk), entity_type="equipment.asset").exists()
    assert {e.facility_id for e in rows} == {here.facility_id}
    assert elsewhere.facility_id != here.facility_id


def test_by_the_place_where_it_stands_and_all_below():
    tower = make_location(name="North tower")
    room = make_location(parent=tower, name="Room 12")
    here = write(about=make_asset(current_location=room))
    elsewhere = write()

    rows = found(place="north")

    assert here in rows
    assert elsewhere not in rows
    assert AuditLog.objects.about(tower).first() in rows


def test_a_place_is_only_found_within_reach():
    room = make_location(name="North tower")
    make_asset(current_location=room)

    manager = make_manager(make_facility())

    assert not found(manager, place="north").exists()


def test_by_time_to_the_minute():
    early = write(at=moment("2020-05-04T11:59"))
    entry = write(at=moment("2020-05-04T12:00"))
    last = write(at=moment("2020-05-04T12:30:59"))
    late = write(at=moment("2020-05-04T12:31"))

    rows = found(since="2020-05-04T12:00", until="2020-05-04T12:30")

    assert set(rows) == {entry, last}
    assert {early, late}.isdisjoint(rows)


def test_until_a_day_means_its_end():
    entry = write(at=moment("2020-05-04T23:59"))
    write(at=moment("2020-05-05T00:00"))

    assert list(found(since="2020-05-04", until="2020-05-04")) == [entry]


def test_a_day_in_the_address_is_shown_as_the_time_that_it_means():
    query = QueryDict("since=2020-05-04&until=2020-05-04")
    request = RequestFactory().get("/audit/")
    request.user = make_auditor()

    form = str(AuditLogFilter(query, request=request).form)

    assert "2020-05-04T00:00" in form
    assert "2020-05-04T23:59" in form


def test_by_the_way_in_which_it_came():
    with acting_in(RequestContext(source="rest")):
        entry = write()

    assert entry in found(source="rest")
    assert entry not in found(source="page")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("since", "0008-01-01"),
        ("until", "9999-12-31"),
        ("since", "0001-01-01T00:00"),
        ("until", "2020-13-45"),
        ("action", "asset.eaten"),
        ("entity_type", "auth.group"),
        ("facility", "abc"),
        ("facility", "99999999999999999999"),
        ("label", "x" * 10_000),
        ("place", "x" * 10_000),
        ("person", "y" * 10_000),
        ("entity_id", "9" * 10_000),
        ("label", "\0"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence_beside_the_field(field, value):
    query = QueryDict(mutable=True)
    query[field] = value
    request = RequestFactory().get("/audit/")
    request.user = make_auditor()
    filterset = AuditLogFilter(query, request=request)

    assert list(filterset.errors) == [field]
    assert list(filterset.rows) == []


@pytest.mark.parametrize("text", ["💉", "\u202eabc", "%_'\"", "بيت"])
def test_odd_text_finds_nothing_and_breaks_nothing(text):
    write()

    assert not found(label=text).exists()
    assert not found(person=text).exists()
